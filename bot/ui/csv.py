"""Calls as a table for spreadsheets: no cell becomes a formula, no number loses a digit.

A cell that a spreadsheet would calculate, as it would a number in E.164, begins with an apostrophe
here; so does one that had one before, so that taking exactly one away gives back what was there.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.domain.calls import Call
from bot.ui.labels import format_outcome, format_status

NOTHING_TO_EXPORT: Final = "No matching calls, so there is nothing to export."
COLUMNS: Final = (
    "requested_at requested_by due_at attempt to_number from_number agent status outcome dialed_at "
    "over_at duration_seconds summary variables extracted collected channel_id order_id call_id"
).split()
# by which a program knows that the table is UTF-8
_SIGNATURE: Final = "\ufeff"
_CONTROLS: Final = dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_SIGNS: Final = "=+\\-@＝＋－＠"
_STARTS_LIKE_FORMULA: Final = re.compile(rf"[\s']*[{_SIGNS}]|'|\t|\r")
# where programs that part cells by semicolons or lines of their own would begin another cell
_BEGINS_CELL_INSIDE: Final = re.compile(rf"([;\t\r\n][\s\"]*)(?=[{_SIGNS}])")


def format_exported(count: int) -> str:
    """Say where the file with so many calls is."""
    calls = "1 call is" if count == 1 else f"{count:,} calls are"
    return f"📄 {calls} in the file in your direct message with me."


def format_header() -> str:
    """Format the beginning of the table."""
    return _SIGNATURE + format_table([COLUMNS])


def format_rows(calls: Iterable[Call]) -> str:
    """Format one row a call."""
    return format_table(map(_format_row, calls))


def escape_cell(text: str) -> str:
    """Escape a text so that no spreadsheet calculates it."""
    kept = _BEGINS_CELL_INSIDE.sub(r"\1'", text.translate(_CONTROLS))
    return f"'{kept}" if _STARTS_LIKE_FORMULA.match(kept) else kept


def format_table(rows: Iterable[Iterable[str]]) -> str:
    table = io.StringIO()
    csv.writer(table).writerows([escape_cell(cell) for cell in row] for row in rows)
    return table.getvalue()


def _format_row(call: Call) -> tuple[str, ...]:
    request, result = call.order, call.result
    newest = call.transitions[-1] if call.is_final and call.transitions else None
    return (
        _format_moment(call.created_at),
        request.requested_by_name,
        _format_moment(call.due_at),
        str(call.attempt),
        request.to_number,
        request.from_number,
        call.agent_name or "",
        format_status(call.status)[1],
        (format_outcome(call) or "") if call.is_final else "",
        _format_moment(call.dialing_at),
        _format_moment(None if newest is None or newest.is_unseen else newest.at),
        "" if result.duration_ms is None else f"{result.duration_ms / 1_000:.1f}",
        result.summary or "",
        _format_object(request.variables),
        _format_object(result.extracted),
        _format_object(result.collected),
        request.channel_id,
        call.order_id,
        call.call_id or "",
    )


def _format_moment(at: datetime | None) -> str:
    """Format a time as every spreadsheet reads it; it is UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def _format_object(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False) if values else ""
