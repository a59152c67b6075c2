"""Notices to one person: errors in plain words, apologies, how to invite the bot."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot import errors
from bot.domain.calls import Call
from bot.domain.workspaces import is_direct
from bot.errors import (
    CallBotError,
    ChannelUnavailableError,
    CommandError,
    DeniedError,
    SlackError,
)
from bot.ui import confirmations
from bot.ui.buttons import build_buttons
from bot.ui.call_card import build_state
from bot.ui.call_thread import NOT_CALLED_AGAIN
from bot.ui.labels import NOBODY_CALLED, choose_form, format_callee, format_title
from bot.ui.rich_text import Message, RichLine, Text, build_message, build_rich_text, clean
from bot.ui.slack_codes import INVITED_CODES, OPENED_BEFORE, SENTENCE_OF_CODE
from bot.ui.verdicts import build_ways_on, format_verdict

_SHOWN_AROUND: Final = 40
CALL_IN_DM: Final = "call_in_dm"
CALL_IN_DM_LABEL: Final = "Call, with the thread in my direct message"
DATABASE_UNAVAILABLE: Final = "The bot cannot use its database right now."
DELIVERY_UNKNOWN: Final = "Slack's reply was lost. Check whether it worked before you try again."
# the most special kind of an error counts; all others are sentences already
_SENTENCE_OF_ERROR: Final[Mapping[type, str]] = {
    errors.OrderNotFoundError: "The bot no longer knows this call.",
    errors.StoreError: DATABASE_UNAVAILABLE,
    errors.ChartError: "The chart could not be drawn: {reason}.",
    errors.SlackError: "Slack did not accept this (Slack: {code}).",
    errors.ChannelUnavailableError: "I can't post there (Slack: {code}).",
    errors.SlackAuthError: "Slack does not accept this app any more (Slack: {code}).",
    errors.SlackUnavailableError: "Slack is not available right now ({code}).",
    errors.DeliveryUnknownError: DELIVERY_UNKNOWN,
    errors.VoicyUnavailableError: "The Voicy API is not available right now ({reason}).",
    errors.DialUnconfirmedError: "Voicy's reply was lost ({reason}).",
    errors.RecordingUnavailableError: "The recording is not available: {reason}.",
}
UNEXPECTED: Final = (
    "Something unexpected went wrong. If you requested a call, its card says whether it was "
    "dialed; if none appears, nobody was called."
)
ONE_CARD_FIRST: Final = "Your call is noted. Another card comes first here."
CARDS_FIRST: Final = "Your call is noted. {} other cards come first here, about one a second."
INVITE_ME: Final = "I can't post here. Invite me first: "
INCOMPLETE: Final = (
    "Slack keeps refusing a message about this call, so its thread may lack it. The call now:"
)
ASKED_BEFORE_COPY: Final = (
    "The bot has begun to work on a copy of its database since you asked for this, so it may have "
    "been done already. Check whether it was; if not, ask again."
)
MAY_COME_AGAIN: Final = "If it is done after all, Slack has sent it to me once more."
OTHERS_DM: Final = "I can't join a direct message between other people."
EDITED_TOO_LATE: Final = (
    "This call was requested before you edited the message; the edit changes nothing."
)
EDIT_NOT_READ: Final = (
    "I don't read edits: what the message said first counts. Write a new one for anything else."
)
UNCHANGED: Final = "Nothing changed. Current status: "
ALREADY_SCHEDULED: Final = "This call back was scheduled before. Current status: "


def format_error(error: CallBotError) -> str:
    """Say in one sentence what is wrong."""
    if isinstance(error, DeniedError):
        return format_verdict(error)
    sentence = SENTENCE_OF_CODE.get(error.code) if isinstance(error, SlackError) else None
    if sentence is None:
        pattern = next(filter(None, map(_SENTENCE_OF_ERROR.get, type(error).mro())), None)
        sentence = pattern.format_map(vars(error)) if pattern else str(error)
    return clean(sentence, 1_000)


def build_refusal(error: CallBotError) -> Message:
    """Say what is wrong, and that nobody was called, but for a form that was open before."""
    ways_on = build_ways_on(error) if isinstance(error, DeniedError) else []
    lines: list[RichLine] = [[f"❌ {format_error(error)}"]]
    if not (isinstance(error, SlackError) and error.code == OPENED_BEFORE):
        lines.append([NOBODY_CALLED])
    return build_message(lines, *ways_on)


def build_not_called(reason: str, *, attempt: int = 1) -> Message:
    """Say why nobody was called, at this attempt."""
    who = NOBODY_CALLED if attempt == 1 else NOT_CALLED_AGAIN
    return build_message([[f"❌ {reason[:1].upper()}{reason[1:]}."], [who]])


def build_not_made(call: Call) -> Message:
    """Tell a requester of a call that is not made, who does not see its card."""
    reason = (call.reason or "").rstrip(".")
    return build_not_called(f"{format_title(call.order)}: {reason}", attempt=call.attempt)


def build_error(error: CallBotError) -> Message:
    """Say what is wrong where no call was requested."""
    return build_note(f"❌ {format_error(error)}")


def build_in_line(cards_before: int) -> Message:
    """Say how long the card of a call takes to come, where many are requested at once."""
    return build_note(f"⏳ {choose_form(cards_before, ONE_CARD_FIRST, CARDS_FIRST)}")


def build_command_refusal(error: CallBotError, *, command: str) -> Message:
    """Show what was typed with the offending part marked, and one example that works."""
    if not isinstance(error, CommandError):
        return build_refusal(error)
    before, after = error.text[: error.start], error.text[error.end :]
    if len(before) > _SHOWN_AROUND:
        before = f"…{before[-_SHOWN_AROUND:]}"
    if len(after) > _SHOWN_AROUND:
        after = f"{after[:_SHOWN_AROUND]}…"
    sentence = Text(clean(error.sentence, 600), bold=True)
    lines: list[RichLine] = [["❌ ", sentence, f" {NOBODY_CALLED}"]]
    if part := clean(error.part, 80):
        marked = Text(f"▸{part}◂", bold=True, code=True)
        lines.append([f"{command} {before}", marked, after])
    lines.append(["This works: ", Text(f"{command} {error.example}".strip(), code=True)])
    return build_message(lines)


def build_apology(reference: str) -> Message:
    """Say that something unexpected happened and how to ask about it."""
    advice = "Whoever runs the bot can find the cause by this reference: "
    return build_message([[f"⚠️ {UNEXPECTED}"], [advice, Text(reference, code=True)]])


def build_invitation(order_id: str, channel_id: str, bot_name: str, code: str) -> Message:
    """Say that the bot cannot post in a conversation, and offer the thread in a direct message."""
    advice = build_advice(channel_id, bot_name, code)
    confirmed = {CALL_IN_DM: confirmations.CALL_IN_DM.build(confirmations.THE_CALLEE)}
    buttons = build_buttons("", [(CALL_IN_DM_LABEL, CALL_IN_DM, order_id)], confirmed)
    return build_message([["✋ ", Text(NOBODY_CALLED, bold=True)], advice], *buttons)


def build_advice(channel_id: str, bot_name: str, code: str) -> RichLine:
    """Say what helps where the bot cannot post; `code` is Slack's error."""
    if code not in INVITED_CODES:
        return [format_error(ChannelUnavailableError(code))]
    if is_direct(channel_id):
        return [OTHERS_DM]
    return [INVITE_ME, Text(f"/invite @{bot_name}", code=True)]


def build_chosen_call(call: Call) -> Message:
    """Say, in place of a question, what came of its answer."""
    return build_message([[f"{format_callee(call.order)}  ", *build_state(call)]])


def build_answered(call: Call, answer: str) -> Message:
    """Say what came of the answer of a second person."""
    return build_message([[answer, f"{format_callee(call.order)}  ", *build_state(call)]])


def build_unchanged(call: Call) -> Message:
    """Show somebody who clicked too late, or twice, the current status."""
    return build_message([[UNCHANGED, *build_state(call)]])


def build_already_scheduled(call_back: Call) -> Message:
    """Say what became of the call back that somebody schedules once more."""
    return build_message([[ALREADY_SCHEDULED, *build_state(call_back)]])


def build_incomplete(call: Call) -> Message:
    """Tell a requester that Slack refuses what their call's thread should show."""
    state = [f"{format_callee(call.order)}  ", *build_state(call)]
    return build_message([[f"⚠️ {INCOMPLETE}"], state])


def warn_of_repetition(message: Message) -> Message:
    """Add to a refusal that Slack may repeat what was asked for, and that it is taken then."""
    return replace(
        message,
        text=f"{message.text}\n{MAY_COME_AGAIN}",
        blocks=(*message.blocks, build_rich_text([[MAY_COME_AGAIN]])),
    )


def build_note(sentence: str) -> Message:
    """Say one thing."""
    return build_message([[sentence]])
