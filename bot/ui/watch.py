"""Call updates: the line about a finished call, the rules of a channel, and their changes."""

from collections.abc import Sequence
from typing import Final

from bot.domain.calls import Call
from bot.domain.subscriptions import DigestSchedule, Watch
from bot.ui.buttons import CallAction, build_buttons
from bot.ui.call_list import build_callee
from bot.ui.commands import build_command
from bot.ui.labels import (
    build_status,
    format_call_status,
    format_details,
    format_headline,
    format_length,
)
from bot.ui.notices import build_advice
from bot.ui.rich_text import (
    ChannelMention,
    Mention,
    Message,
    RichLine,
    Text,
    build_message,
    clean,
)

TURNED_ON: Final = " turned on call updates for this channel: "
TURNED_OFF: Final = " turned off call updates here."
BOTH_TURNED_OFF: Final = " turned off call updates and the daily digest here."
DIGEST_TURNED_ON: Final = " turned on a daily digest of public calls and this channel's own: "
DIGEST_TURNED_OFF: Final = " turned off the daily digest here."
UPDATES_TITLE: Final = "👀 Call updates in this channel"
UPDATES_STOPPED: Final = " any more, so its call updates have stopped."
NO_UPDATES: Final = "No call updates in this channel."
NO_DIGEST: Final = "No daily digest in this channel."
SAME_UPDATES: Final = "This channel already gets these updates."
SAME_DIGEST_TIME: Final = "This channel already gets its digest at that time."


def build_watch_line(call: Call, url: str) -> Message:
    """Build the line about a finished call, its number masked.

    `url` leads to its card, "" where there is no link.
    """
    agent = clean(call.agent_name or "", 40)
    details = format_details(format_headline(call), format_length(call), agent)
    status = build_status(*format_call_status(call))
    shown = call.order_id if call.order.to_number else None
    button = build_buttons("", [("Show number", CallAction.SHOW_NUMBER, shown)])
    return build_message([[*status, " · ", build_callee(call.mask(), url), details]], *button)


def build_watch_ended(channel_id: str) -> Message:
    """Tell whoever turned on call updates for a channel that they have stopped."""
    channel = ChannelMention(channel_id=channel_id)
    return build_message([["👋 I can't post in ", channel, UPDATES_STOPPED]])


def build_new_watch(user_id: str, watch: Watch) -> Message:
    """Tell a channel which updates it gets from now on, and who turned them on."""
    rule = Text(_format_rule(watch), bold=True)
    return build_message([["👀 ", Mention(user_id=user_id), TURNED_ON, rule, ", one line each."]])


def build_new_digest(user_id: str, schedule: DigestSchedule) -> Message:
    """Tell a channel when it gets its digest, and who turned that on."""
    time = Text(_format_time(schedule), bold=True)
    return build_message([["📰 ", Mention(user_id=user_id), DIGEST_TURNED_ON, time, "."]])


def build_watch_removed(user_id: str, *, had_updates: bool, had_digest: bool) -> Message:
    """Tell a channel what it no longer gets, and who turned that off."""
    what = DIGEST_TURNED_OFF if not had_updates else BOTH_TURNED_OFF if had_digest else TURNED_OFF
    return build_message([["🙈 ", Mention(user_id=user_id), what]])


def build_watch_list(watches: Sequence[Watch], schedule: DigestSchedule | None) -> Message:
    """List the updates that a channel gets, and how to change them."""
    if not watches and schedule is None:
        examples = ("watch outcome=busy", "watch digest 17:00")
        commands: list[RichLine] = [[build_command(each)] for each in examples]
        return build_message([[f"{NO_UPDATES} To turn them on:"], *commands])
    rules = [(_format_rule(watch), watch.added_by) for watch in watches]
    if schedule is not None:
        rules.append((f"a digest {_format_time(schedule)}", schedule.added_by))
    lines: list[RichLine] = [
        [f"• {rule}, added by ", Mention(user_id=user_id)] for rule, user_id in rules
    ]
    end: RichLine = ["To turn them off: ", build_command("unwatch")]
    return build_message([[Text(UPDATES_TITLE, bold=True)], *lines, end])


def build_cannot_watch(channel_id: str, bot_name: str, code: str) -> Message:
    """Say that the bot cannot post in a conversation, so that it gets no updates."""
    advice = build_advice(channel_id, bot_name, code)
    return build_message([["✋ ", Text(NO_UPDATES, bold=True)], advice])


def _format_rule(watch: Watch) -> str:
    outcomes = (watch.outcome or "").replace("_", " ").replace(",", ", ")
    agent = f"agent {clean(watch.agent, 60)}" if watch.agent else None
    return f"finished calls from public channels{format_details(outcomes, agent)}"


def _format_time(schedule: DigestSchedule) -> str:
    return f"every day at {schedule.wall_time:%H:%M} ({schedule.zone})"
