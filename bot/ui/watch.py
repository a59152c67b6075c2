"""Watching channels: the line about a call, the rules of a channel, and what is said of them."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.calls import Call
from bot.domain.subscriptions import DigestTime, Watch
from bot.ui.labels import format_callee, format_duration, format_status
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


def build_watch_line(call: Call, url: str) -> Message:
    """Tell a finished call in one line; `url` leads to its card, "" where there is no link."""
    sign, word = format_status(call.status)
    callee = format_callee(call.order)
    details = []
    if call.result.duration_ms:
        details.append(format_duration(timedelta(milliseconds=call.result.duration_ms)))
    if call.agent_name:
        details.append(clean(call.agent_name, 40))
    line: list[Inline] = [
        Text(f"{sign} "),
        Text(word, bold=True),
        Text(" · "),
        Link(url, callee) if url else Text(callee),
        Text("".join(f" · {detail}" for detail in details)),
    ]
    return build_message([line])


def build_watch_ended(channel_id: str) -> Message:
    """Tell who had a channel watch that this is over."""
    return build_message(
        [
            [
                Text("👋 I can no longer post in "),
                ChannelMention(channel_id),
                Text(", so what you had it watch is over."),
            ]
        ]
    )


def build_new_watch(user_id: str, watch: Watch) -> Message:
    """Tell a channel what it will hear from now on, and from whom it has that."""
    return build_message(
        [
            [
                Text("👀 "),
                Mention(user_id),
                Text(" has this channel watch "),
                Text(_format_rule(watch), bold=True),
                Text(": one line as each ends, if it is told in a public channel."),
            ]
        ]
    )


def build_new_digest(user_id: str, wanted: DigestTime) -> Message:
    """Tell a channel when its digest comes from now on, and from whom it has that."""
    return build_message(
        [
            [
                Text("📰 "),
                Mention(user_id),
                Text(" has this channel get a digest of all public calls and its own "),
                Text(_format_time(wanted), bold=True),
                Text("."),
            ]
        ]
    )


def build_watch_removed(user_id: str, *, is_digest_only: bool) -> Message:
    """Tell a channel what it will hear no more, and from whom it has that."""
    what = " ended the daily digest here." if is_digest_only else " has this channel watch no more."
    return build_message([[Text("🙈 "), Mention(user_id), Text(what)]])


def build_watch_list(
    watches: Sequence[Watch], wanted: DigestTime | None, *, command: str
) -> Message:
    """List what a channel watches, and how that is changed."""
    if not watches and wanted is None:
        return build_message(
            [
                [Text("This channel watches nothing. This changes it: ")],
                [Text(f"{command} watch outcome=busy", code=True)],
                [Text(f"{command} watch digest 17:00", code=True)],
            ]
        )
    lines: list[RichLine] = [[Text("👀 This channel watches", bold=True)]]
    lines += [
        [Text(f"• {_format_rule(watch)}, asked for by "), Mention(watch.added_by)]
        for watch in watches
    ]
    if wanted is not None:
        digest = f"• a digest {_format_time(wanted)}, asked for by "
        lines.append([Text(digest), Mention(wanted.added_by)])
    lines.append([Text("It ends with "), Text(f"{command} unwatch", code=True)])
    return build_message(lines)


def build_cannot_watch(channel_id: str, bot_name: str, code: str) -> Message:
    """Say that the bot cannot post in a conversation, so that it can watch nothing."""
    advice: RichLine = [
        Text("I cannot post here, so there is nothing I could tell. Invite me first: "),
        Text(f"/invite @{bot_name}", code=True),
    ]
    if code == "is_archived":
        advice = [Text("This channel is archived, so nothing can be posted here.")]
    elif channel_id.startswith("D"):
        advice = [Text("I cannot take part in a direct message between other people.")]
    elif code.startswith("restricted_action"):
        advice = [Text("Posting here is restricted.")]
    return build_message([[Text("✋ "), Text("This channel watches nothing.", bold=True)], advice])


def _format_rule(watch: Watch) -> str:
    outcomes = (watch.outcome or "").replace("_", " ").replace(",", ", ")
    narrowed = [outcomes] if outcomes else []
    if watch.agent:
        narrowed.append(f"agent {clean(watch.agent, 60)}")
    return " · ".join(["finished calls", *narrowed])


def _format_time(wanted: DigestTime) -> str:
    return f"every day at {wanted.wall_time:%H:%M} ({wanted.zone})"
