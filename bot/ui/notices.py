"""Notices to one person: errors in plain words, apologies, how to invite the bot."""

from typing import Final

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.domain.calls import Call
from bot.domain.workspaces import is_direct
from bot.errors import (
    CallBotError,
    ChannelUnavailableError,
    ChartError,
    CommandError,
    DeliveryUnknownError,
    DeniedError,
    DialUnconfirmedError,
    OrderNotFoundError,
    RecordingUnavailableError,
    SlackAuthError,
    SlackError,
    SlackUnavailableError,
    StoreError,
    VoicyUnavailableError,
)
from bot.ui.call_card import build_state
from bot.ui.labels import NOBODY_CALLED, format_callee
from bot.ui.rich_text import Message, RichLine, Text, build_message, clean
from bot.ui.verdicts import format_denial

_SHOWN_AROUND = 40
_THREAD_GONE = (
    "thread_not_found",
    "message_not_found",
    "cannot_reply_to_message",
    "restricted_action_thread_locked",
)
CALL_IN_DM: Final = "call_in_dm"
CALL_IN_DM_LABEL: Final = "Call, with the thread in my DM"
ORDER_NOT_FOUND: Final = "The bot no longer knows this call."
DATABASE_UNAVAILABLE: Final = "The bot cannot use its database right now."
DELIVERY_UNKNOWN: Final = "Slack's reply was lost. Check whether it worked before you try again."
TRY_AGAIN: Final = "That took too long for Slack. Please try again."
_SENTENCE_OF_CODE: Final = {
    "expired_trigger_id": TRY_AGAIN,
    "exchanged_trigger_id": "Slack sent this twice; it worked the first time.",
    "missing_scope": "The Slack app lacks a permission. Whoever runs the bot can see which one "
    "with: python app.py doctor",
}
UNEXPECTED: Final = (
    "Something unexpected went wrong. If you requested a call, its card says whether it was "
    "dialed; if there is no card, nobody was called."
)
INVITE_ME: Final = "I can't post here. Invite me first: "
ARCHIVED: Final = "This channel is archived, so nothing can be posted here."
RESTRICTED: Final = "Posting here is restricted."
THREAD_GONE: Final = "This thread is gone or locked. Use the channel itself."
OTHERS_DM: Final = "I can't join a direct message between other people."
TOO_LATE: Final = "Too late: the call has already been dialed."
UNCHANGED: Final = "Nothing changed. Current status: "


def format_error(error: CallBotError) -> str:
    """Say in one sentence what is wrong."""
    return clean(_format_sentence(error), 1_000)


def _format_sentence(error: CallBotError) -> str:
    match error:
        case OrderNotFoundError():
            return ORDER_NOT_FOUND
        case StoreError():
            return DATABASE_UNAVAILABLE
        case DeniedError(policy=policy, value=value):
            return format_denial(policy, value)
        case ChartError(reason=reason):
            return f"The chart could not be drawn: {reason}."
        case SlackError():
            return _SENTENCE_OF_CODE.get(error.code) or _format_slack_error(error)
        case VoicyUnavailableError(reason=reason):
            return f"The Voicy API is not available right now ({reason})."
        case DialUnconfirmedError(reason=reason):
            return f"Voicy's reply was lost ({reason})."
        case RecordingUnavailableError(reason=reason):
            return f"The recording is not available: {reason}."
    return str(error)  # a sentence of the command, the policy or the API


def _format_slack_error(error: SlackError) -> str:
    match error:
        case DeliveryUnknownError():
            return DELIVERY_UNKNOWN
        case ChannelUnavailableError():
            return f"I can't post there (Slack: {error.code})."
        case SlackAuthError():
            return f"Slack does not accept this app any more (Slack: {error.code})."
        case SlackUnavailableError():
            return f"Slack is not available right now ({error.code})."
    return f"Slack did not accept this (Slack: {error.code})."


def build_refusal(error: CallBotError) -> Message:
    """Say what is wrong and that nobody was called."""
    return build_message([[Text(f"❌ {format_error(error)}")], [Text(NOBODY_CALLED)]])


def build_not_called(reason: str) -> Message:
    """Say why nobody was called."""
    return build_message([[Text(f"❌ {reason[:1].upper()}{reason[1:]}.")], [Text(NOBODY_CALLED)]])


def build_error(error: CallBotError) -> Message:
    """Say what is wrong where no call was requested."""
    return build_message([[Text(f"❌ {format_error(error)}")]])


def build_command_refusal(error: CommandError, *, command: str) -> Message:
    """Show what was typed with the offending part marked, and one example that works."""
    before = error.text[max(0, error.start - _SHOWN_AROUND) : error.start]
    after = error.text[error.end : error.end + _SHOWN_AROUND]
    lines: list[RichLine] = [
        [Text("❌ "), Text(clean(error.sentence, 600), bold=True), Text(f" {NOBODY_CALLED}")]
    ]
    part = clean(error.part, 80)
    if part:
        lines.append(
            [
                Text(f"{command} {'…' if error.start > _SHOWN_AROUND else ''}{before}"),
                Text(f"▸{part}◂", bold=True, code=True),
                Text(after + ("…" if len(error.text) > error.end + _SHOWN_AROUND else "")),
            ]
        )
    lines.append([Text("This works: "), Text(f"{command} {error.example}".strip(), code=True)])
    return build_message(lines)


def build_apology(reference: str) -> Message:
    """Say that something unexpected happened and how to ask about it."""
    return build_message(
        [
            [Text(f"⚠️ {UNEXPECTED}")],
            [
                Text("Whoever runs the bot can find the cause by this reference: "),
                Text(reference, code=True),
            ],
        ]
    )


def build_invitation(order_id: str, channel_id: str, bot_name: str, code: str) -> Message:
    """Say that the bot cannot post in a conversation, and offer the thread in a direct message."""
    advice = build_advice(channel_id, bot_name, code)
    button = ButtonElement(text=CALL_IN_DM_LABEL, action_id=CALL_IN_DM, value=order_id)
    return build_message(
        [[Text("✋ "), Text(NOBODY_CALLED, bold=True)], advice],
        ActionsBlock(elements=[button]),
    )


def build_advice(channel_id: str, bot_name: str, code: str) -> RichLine:
    """Say what helps where the bot cannot post; `code` is Slack's error."""
    if is_direct(channel_id):
        return [Text(OTHERS_DM)]
    if code in _THREAD_GONE:
        return [Text(THREAD_GONE)]
    if code == "is_archived" or code.startswith("restricted_action"):
        return [Text(ARCHIVED if code == "is_archived" else RESTRICTED)]
    return [Text(INVITE_ME), Text(f"/invite @{bot_name}", code=True)]


def build_chosen_call(call: Call) -> Message:
    """Say, in place of a question, what came of its answer."""
    return build_message([[Text(f"{format_callee(call.order)}  "), *build_state(call)]])


def build_unchanged(call: Call) -> Message:
    """Show somebody who clicked too late, or twice, the current status."""
    return build_message([[Text(UNCHANGED), *build_state(call)]])


def build_note(sentence: str) -> Message:
    """Say one thing."""
    return build_message([[Text(sentence)]])
