"""Call updates: the line about a finished call, the rules of a channel, and their changes."""

from collections.abc import Sequence
from typing import Final

from bot.domain.calls import Call
from bot.domain.subscriptions import DigestSchedule, Watch
from bot.ui.labels import format_callee, format_length, format_status
from bot.ui.notices import build_advice
from bot.ui.rich_text import (
    ChannelMention,
    Inline,
    Link,
    Mention,
    Message,
    RichLine,
    Text,
    build_message,
    clean,
)

TURNED_ON: Final = " turned on call updates for this channel: "
TURNED_OFF: Final = " turned off call updates here."
DIGEST_TURNED_ON: Final = " turned on a daily digest of public calls and this channel's own: "
DIGEST_TURNED_OFF: Final = " turned off the daily digest here."
UPDATES_TITLE: Final = "👀 Call updates in this channel"
UPDATES_STOPPED: Final = " any more, so its call updates have stopped."
NO_UPDATES: Final = "No call updates in this channel."
NO_DIGEST: Final = "No daily digest in this channel."
SAME_UPDATES: Final = "This channel already gets these updates."
SAME_DIGEST_TIME: Final = "This channel already gets its digest at that time."


def build_watch_line(call: Call, url: str) -> Message:
    """Build the line about a finished call; `url` leads to its card, "" where there is no link."""
    sign, word = format_status(call.status)
    callee = format_callee(call.order)
    details = filter(None, [format_length(call), clean(call.agent_name or "", 40)])
    line: list[Inline] = [
        Text(f"{sign} "),
        Text(word, bold=True),
        Text(" · "),
        Link(url, callee) if url else Text(callee),
        Text("".join(f" · {detail}" for detail in details)),
    ]
    return build_message([line])


def build_watch_ended(channel_id: str) -> Message:
    """Tell whoever turned on call updates for a channel that they have stopped."""
    line: RichLine = [
        Text("👋 I can't post in "),
        ChannelMention(channel_id),
        Text(UPDATES_STOPPED),
    ]
    return build_message([line])


def build_new_watch(user_id: str, watch: Watch) -> Message:
    """Tell a channel which updates it gets from now on, and who turned them on."""
    rule = Text(_format_rule(watch), bold=True)
    line: RichLine = [
        Text("👀 "),
        Mention(user_id),
        Text(TURNED_ON),
        rule,
        Text(", one line each."),
    ]
    return build_message([line])


def build_new_digest(user_id: str, wanted: DigestSchedule) -> Message:
    """Tell a channel when it gets its digest, and who turned that on."""
    time = Text(_format_time(wanted), bold=True)
    line: RichLine = [Text("📰 "), Mention(user_id), Text(DIGEST_TURNED_ON), time, Text(".")]
    return build_message([line])


def build_watch_removed(user_id: str, *, is_digest_only: bool) -> Message:
    """Tell a channel what it no longer gets, and who turned that off."""
    what = DIGEST_TURNED_OFF if is_digest_only else TURNED_OFF
    return build_message([[Text("🙈 "), Mention(user_id), Text(what)]])


def build_watch_list(
    watches: Sequence[Watch], wanted: DigestSchedule | None, *, command: str
) -> Message:
    """List the updates that a channel gets, and how to change them."""
    if not watches and wanted is None:
        return build_message(
            [
                [Text(f"{NO_UPDATES} To turn them on:")],
                [Text(f"{command} watch outcome=busy", code=True)],
                [Text(f"{command} watch digest 17:00", code=True)],
            ]
        )
    lines: list[RichLine] = [[Text(UPDATES_TITLE, bold=True)]]
    lines += [
        [Text(f"• {_format_rule(watch)}, added by "), Mention(watch.added_by)] for watch in watches
    ]
    if wanted is not None:
        digest = f"• a digest {_format_time(wanted)}, added by "
        lines.append([Text(digest), Mention(wanted.added_by)])
    lines.append([Text("To turn them off: "), Text(f"{command} unwatch", code=True)])
    return build_message(lines)


def build_cannot_watch(channel_id: str, bot_name: str, code: str) -> Message:
    """Say that the bot cannot post in a conversation, so that it gets no updates."""
    advice = build_advice(channel_id, bot_name, code)
    return build_message([[Text("✋ "), Text(NO_UPDATES, bold=True)], advice])


def _format_rule(watch: Watch) -> str:
    outcomes = (watch.outcome or "").replace("_", " ").replace(",", ", ")
    narrowed = [outcomes] if outcomes else []
    if watch.agent:
        narrowed.append(f"agent {clean(watch.agent, 60)}")
    return " · ".join(["finished calls from public channels", *narrowed])


def _format_time(wanted: DigestSchedule) -> str:
    return f"every day at {wanted.wall_time:%H:%M} ({wanted.zone})"
