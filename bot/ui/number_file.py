"""The file of a number as text: its calls, why each was allowed, and who saw what was said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164, format_number
from bot.domain.suppressions import Suppression
from bot.domain.transcripts import Turn
from bot.store.records import AuditRow, Hold
from bot.ui.audit import format_row
from bot.ui.labels import (
    choose_form,
    format_call_status,
    format_outcome,
    format_status,
    format_value,
)
from bot.ui.results import format_turns
from bot.ui.rich_text import Message, build_message, clean

SENT: Final = "📄 The file of this number, with {}, is in your direct message with me."
NOTHING_KNOWN: Final = "Nobody called this number from here, as far as is known."
HELD: Final = (
    "📌 Nothing about this number will be deleted until an admin types “/call file” with the "
    "number and “release”."
)
HELD_ALREADY: Final = "This number is on hold already."
RELEASED: Final = "This number is no longer on hold."
NOT_HELD: Final = "This number is not on hold."
FORGOTTEN: Final = "what was said, and to whom, is forgotten"
NO_TRANSCRIPT_NOW: Final = "Voicy does not give the transcript now."
NOT_HERE: Final = (
    "Not in this file: recordings, what Voicy keeps besides, backups, and what people wrote "
    "themselves."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRecord:
    """All that is known of a number at a moment; `turns` are by attempt, None where not given.

    `names` are of people, by id.
    """

    number: E164
    at: datetime
    calls: Sequence[Call]
    turns: Mapping[int, Sequence[Turn] | None]
    suppressions: Sequence[Suppression]
    hold: Hold | None
    audit: Sequence[AuditRow]
    names: Mapping[str, str]


def build_sent(count: int) -> Message:
    """Say where the file is."""
    return build_message([[SENT.format(choose_form(count, "1 call", "{} calls"))]])


def format_number_file(record: NumberRecord) -> str:
    """Format the file."""
    lines = [
        f"File of {format_number(record.number)}, made {_format_time(record.at)}",
        *_list_state(record),
        "",
        *_list_calls(record),
        "Everything the audit has of this number, oldest first",
        *(f"  {format_row(row, record.names)}" for row in record.audit),
        "",
        NOT_HERE,
        "",
    ]
    return "\n".join(lines)


def _list_state(record: NumberRecord) -> Iterator[str]:
    for each in record.suppressions:
        why = f": {clean(each.reason, 300)}" if each.reason else ""
        yield f"Do not call ({each.scope}), {_say_who(each.added_by_name, each.added_at)}{why}"
    if record.hold is not None:
        yield f"On hold, {_say_who(record.hold.held_by_name, record.hold.held_at)}"
    if not record.calls:
        yield NOTHING_KNOWN


def _list_calls(record: NumberRecord) -> Iterator[str]:
    for order_id, attempts in groupby(record.calls, key=lambda call: call.order_id):
        calls = list(attempts)
        yield from _list_order(calls[0])
        for call in calls:
            yield from _list_attempt(call, record.turns.get(call.attempt_id, ()))
        yield "  Who did what"
        of_order = (row for row in record.audit if row.entry.order_id == order_id)
        yield from (f"    {format_row(row, record.names)}" for row in of_order)
        yield ""


def _list_order(call: Call) -> Iterator[str]:
    order = call.order
    who = clean(order.requested_by_name, 60) or order.requested_by
    yield f"Call asked for {_format_time(call.created_at)} by {who} in {order.channel_id}"
    yield f"  order_id {call.order_id}"
    if not order.to_number:
        yield f"  {FORGOTTEN}"
    yield f"  from {format_number(order.from_number)}, agent {clean(call.agent_name or '—', 100)}"
    for name, value in order.variables.items():
        yield f"  variable {clean(name, 60)}: {format_value(value, 1_000)}"
    if order.consent_basis:
        by = clean(order.consent_by or "", 60)
        yield f"  basis: {clean(order.consent_basis)}, by {by}"
    if order.quiet_reason:
        yield f"  allowed in quiet hours by {order.quiet_allowed_by}: {clean(order.quiet_reason)}"


def _list_attempt(call: Call, turns: Sequence[Turn] | None) -> Iterator[str]:
    outcome = format_outcome(call)
    yield f"  Attempt {call.attempt}: {format_call_status(call)[1]}" + (
        f", {outcome}" if outcome else ""
    )
    for each in call.transitions:
        yield f"    {_format_time(each.at)}  {format_status(each.status)[1]}"
    if call.result.summary:
        yield f"    summary: {clean(call.result.summary, 5_000)}"
    for name, value in call.result.values.items():
        yield f"    {clean(name, 60)}: {format_value(value, 1_000)}"
    if turns is None:
        yield f"    {NO_TRANSCRIPT_NOW}"
    else:
        yield from (f"    {line}" for line in format_turns(turns))


def _say_who(name: str, at: datetime) -> str:
    return f"by {clean(name, 60) or 'the callee'} {_format_time(at)}"


def _format_time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
