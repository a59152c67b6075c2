"""The audit in words: who did what, what policies said of it, and how a file of it looks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot.domain.phone_numbers import format_number
from bot.store.records import AuditPage, AuditRow
from bot.ui.buttons import build_buttons
from bot.ui.csv import format_table
from bot.ui.labels import choose_form
from bot.ui.rich_text import (
    ChannelMention,
    Mention,
    Message,
    Moment,
    RichLine,
    Text,
    build_message,
    clean,
)

NEWER_AUDIT: Final = "newer_audit"
OLDER_AUDIT: Final = "older_audit"
AUDIT_TITLE: Final = "📋 Audit"
NO_ROWS: Final = "The audit has nothing of that."
BY_NOBODY: Final = "the result of a call"
_AT: Final = "{date_short_pretty} {time}"
DONE: Final = {
    "request": "asked for a call",
    "deny": "was refused",
    "ask": "was asked first",
    "delay": "had a call delayed",
    "allow_quiet_hours": "allowed a call in quiet hours",
    "note_consent": "named the basis of a call",
    "approve": "approved a call",
    "decline": "declined a call",
    "cancel": "canceled a call",
    "dial_now": "had a call dialed now",
    "move": "changed the time of a call",
    "try_again": "had a call tried again",
    "stop_trying": "stopped the retries of a call",
    "set_rule": "changed a rule",
    "map_results": "changed what results mean",
    "pause": "paused all calls",
    "resume": "resumed calls",
    "dnc_add": "put a number on the do-not-call list",
    "dnc_remove": "took a number off the do-not-call list",
    "dnc_import": "imported a do-not-call list",
    "dnc_export": "exported the do-not-call list",
    "export": "exported calls",
    "audit_export": "exported the audit",
    "open_audit": "read the audit",
    "file": "had the file of a number made",
    "open_transcript": "opened a transcript",
    "open_recording": "opened a recording",
    "save_transcript": "saved a transcript",
    "save_recording": "saved a recording",
    "show_number": "had a number shown",
    "watch": "turned on call updates",
    "watch_digest": "turned on a digest",
    "unwatch": "turned off call updates",
    "forget": "had a number forgotten",
    "hold": "put a number on hold",
    "release": "ended a hold",
}
_COLUMNS: Final = (
    "at who user_id what policy value reason rules_version number number_hash conversation order_id"
).split()


def build_audit(page: AuditPage, command: str) -> Message:
    """List a page of the audit; `command` is what asks for it again."""
    if not page.rows:
        return build_message([[NO_ROWS]])
    buttons = [
        ("◀ Newer", NEWER_AUDIT, f"{page.newer.encode()} {command}" if page.newer else None),
        ("Older ▶", OLDER_AUDIT, f"{page.older.encode()} {command}" if page.older else None),
    ]
    lines: list[RichLine] = [[Text(AUDIT_TITLE, bold=True)], *map(_build_row, page.rows)]
    return build_message(lines, *build_buttons("", buttons))


def format_exported(count: int) -> str:
    """Say where the file with so many rows is."""
    rows = choose_form(count, "1 row is", "{} rows are")
    return f"📄 {rows} in the file in your direct message with me."


def format_action(action: str) -> str:
    """Say what somebody did."""
    return DONE.get(action) or clean(action.replace("_", " "), 40)


def format_audit(rows: Iterable[AuditRow], names: Mapping[str, str]) -> str:
    """Format the audit as CSV whose cells no spreadsheet takes for formulas.

    `names` are of people, by id.
    """
    return format_table([_COLUMNS, *(_format_cells(row, names) for row in rows)])


def format_row(row: AuditRow, names: Mapping[str, str]) -> str:
    """Format a row as a line of plain text."""
    entry = row.entry
    facts = " · ".join(_list_facts(row))
    who = clean(names.get(entry.user_id, entry.user_id), 60) or BY_NOBODY
    return f"{entry.at:%Y-%m-%d %H:%M:%S} UTC  {who}  {format_action(entry.action)}" + (
        f" · {facts}" if facts else ""
    )


def _build_row(row: AuditRow) -> RichLine:
    entry = row.entry
    who = Mention(user_id=entry.user_id) if entry.user_id else BY_NOBODY
    number = f" · {format_number(row.to_number)}" if row.to_number else ""
    place: RichLine = [" · ", ChannelMention(channel_id=row.channel_id)] if row.channel_id else []
    facts = "".join(f" · {fact}" for fact in _list_facts(row))
    return [
        Moment(entry.at, _AT),
        " ",
        who,
        f" {format_action(entry.action)}{number}",
        *place,
        facts,
    ]


def _list_facts(row: AuditRow) -> Iterator[str]:
    entry = row.entry
    if entry.policy:
        yield entry.policy.replace("_", " ")
    if entry.value:
        yield clean(entry.value, 100)
    if entry.action == "allow_quiet_hours" and row.quiet_reason:
        yield f"“{clean(row.quiet_reason, 150)}”"
    if entry.action == "request" and row.rules_version:
        yield f"allowed by the rules of version {row.rules_version}"


def _format_cells(row: AuditRow, names: Mapping[str, str]) -> tuple[str, ...]:
    entry = row.entry
    is_reasoned = entry.action == "allow_quiet_hours"
    return (
        f"{entry.at:%Y-%m-%d %H:%M:%S}",
        names.get(entry.user_id, ""),
        entry.user_id,
        entry.action,
        entry.policy or "",
        entry.value or "",
        (row.quiet_reason or "") if is_reasoned else "",
        str(row.rules_version or ""),
        row.to_number or "",
        entry.number_hash or "",
        row.channel_id or "",
        entry.order_id or "",
    )
