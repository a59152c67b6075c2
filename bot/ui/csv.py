"""Calls as a table for spreadsheets: no cell becomes a formula, no number loses a digit.

A cell that a spreadsheet would calculate, as it would a number in E.164, or whose digits it would
not keep, as of 007, begins with an apostrophe here; so does one that had one before, so that taking
exactly one away gives back what was there.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from bot.domain.calls import Call
from bot.domain.meanings import Outcome
from bot.domain.phone_numbers import mask_number
from bot.domain.workspaces import is_direct
from bot.ui.labels import choose_form, format_outcome, format_status, format_value
from bot.ui.outcomes import OUTCOME_LABEL

NOTHING_TO_EXPORT: Final = "No matching calls, so there is nothing to export."
ONE_EXPORTED: Final = "📄 1 call is in the file in your direct message with me."
SEVERAL_EXPORTED: Final = "📄 {} calls are in the file in your direct message with me."
DIRECT_MESSAGE: Final = "Direct message"
EXPLANATION: Final = (
    "Times are in the zone that their column names. Cells that a spreadsheet would change, such as "
    "phone numbers, begin with an apostrophe."
)
# more than people read, and few enough for every spreadsheet
_MOST_COLUMNS: Final = 200
OTHER_VALUES: Final = f"other values (the {_MOST_COLUMNS} commonest names have columns)"
COLUMNS: Final = (
    "requested_at requested_by conversation due_at attempt to_number from_number agent status "
    "outcome meaning headline dialed_at over_at duration_seconds summary channel_id order_id "
    "call_id consent_basis"
).split()
_MOMENTS: Final = frozenset({"requested_at", "due_at", "dialed_at", "over_at"})
# of names that everybody may invent
_MOST_COUNTED: Final = 20_000
# how Slack calls a direct message of several: mpdm-alice--bob-1
_GROUP_MESSAGE: Final = "mpdm-"
_GROUPS: Final = ("variable", "extracted", "collected")
# by which a program knows that the table is UTF-8
_SIGNATURE: Final = "\ufeff"
_CONTROLS: Final = dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_SIGNS: Final = "=+\\-@＝＋－＠"
_STARTS_LIKE_FORMULA: Final = re.compile(rf"[\s']*[{_SIGNS}]|'|\t|\r")
# 007, more digits than a spreadsheet keeps, 1e5
_LOSES_DIGITS: Final = re.compile(
    r"\s*(0\d[\d.,]*|[\d.,]*\d{16,}[\d.,]*|[\d.,]+e\d+)\s*", re.IGNORECASE
)
# where programs that part cells by semicolons or lines of their own would begin another cell
_BEGINS_CELL_INSIDE: Final = re.compile(rf"([;\t\r\n][\s\"]*)(?=[{_SIGNS}])")


def format_exported(count: int) -> str:
    """Say where the file with so many calls is."""
    return choose_form(count, ONE_EXPORTED, SEVERAL_EXPORTED)


def escape_cell(text: str) -> str:
    """Escape a text so that no spreadsheet calculates it, or takes digits from it."""
    kept = _BEGINS_CELL_INSIDE.sub(r"\1'", text.translate(_CONTROLS))
    is_marked = _STARTS_LIKE_FORMULA.match(kept) or _LOSES_DIGITS.fullmatch(kept)
    return f"'{kept}" if is_marked else kept


class CallTable:
    """A table in the making: which names have a column is known once all calls are there.

    Times are told in `zone`, if any, and in UTC. Of earlier pages no more is kept than their text.
    """

    def __init__(self, zone: tzinfo | None) -> None:
        self._zones = {str(zone): zone, "UTC": UTC} if zone else {"UTC": UTC}
        self._names: Counter[str] = Counter()
        self._pages: list[str] = []

    def add(
        self, calls: Iterable[Call], *, people: Mapping[str, str], channels: Mapping[str, str]
    ) -> None:
        """Add a row for each call; people and channels have their names by Slack's ids."""
        rows = [(self._format_row(call, people, channels), _list_values(call)) for call in calls]
        for _, values in rows:
            has_room = len(self._names) < _MOST_COUNTED
            self._names.update(name for name in values if has_room or name in self._names)
        self._pages.append(json.dumps(rows))

    def write(self) -> bytes:
        """Write the table: what all calls have, a column for each name, the rest in the last."""
        common = [name for name, _ in self._names.most_common(_MOST_COLUMNS)]
        columns = sorted(common, key=lambda name: (_GROUPS.index(name.partition(": ")[0]), name))
        last = [OTHER_VALUES] if len(columns) < len(self._names) else []
        parts = [_SIGNATURE, format_table([[*self._list_headings(), *columns, *last]])]
        for page in self._pages:
            parts.append(format_table(_arrange(json.loads(page), columns, has_last=bool(last))))
        return b"".join(part.encode(errors="replace") for part in parts)

    def _list_headings(self) -> Iterator[str]:
        for name in COLUMNS:
            if name in _MOMENTS:
                yield from (f"{name} ({zone})" for zone in self._zones)
            else:
                yield name

    def _format_row(
        self, call: Call, people: Mapping[str, str], channels: Mapping[str, str]
    ) -> list[str]:
        order, length = call.order, call.result.duration_ms
        newest = call.transitions[-1] if call.is_final and call.transitions else None
        over_at = None if newest is None or newest.is_unseen else newest.at
        return [
            *self._format_moment(call.created_at),
            # who was forgotten has no name any more
            order.requested_by_name and people.get(order.requested_by, order.requested_by_name),
            _name_conversation(order.channel_id, channels),
            *self._format_moment(call.due_at),
            str(call.attempt),
            mask_number(order.to_number) if order.is_masked else order.to_number,
            order.from_number,
            call.agent_name or "",
            format_status(call.status)[1],
            (format_outcome(call) or "") if call.is_final else "",
            "; ".join(OUTCOME_LABEL[each][1] for each in _list_outcomes(call)),
            "" if call.headline is None else format_value(call.headline),
            *self._format_moment(call.dialing_at),
            *self._format_moment(over_at),
            "" if length is None else f"{length / 1_000:.1f}",
            call.result.summary or "",
            order.channel_id,
            call.order_id,
            call.call_id or "",
            order.consent_basis or "",
        ]

    def _format_moment(self, at: datetime | None) -> Iterator[str]:
        """Format a time as every spreadsheet reads it, for each zone."""
        for zone in self._zones.values():
            yield f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else ""


def _list_outcomes(call: Call) -> tuple[Outcome, ...]:
    return call.outcomes or ((call.outcome,) if call.outcome else ())


def _list_values(call: Call) -> dict[str, str]:
    result = call.result
    groups = zip(_GROUPS, (call.order.variables, result.extracted, result.collected), strict=True)
    return {
        f"{group}: {name}": _write_value(value)
        for group, values in groups
        for name, value in values.items()
    }


def _write_value(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _name_conversation(channel_id: str, channels: Mapping[str, str]) -> str:
    if is_direct(channel_id):
        return DIRECT_MESSAGE
    name = channels.get(channel_id, "")
    return f"#{name}" if name and not name.startswith(_GROUP_MESSAGE) else name


def _arrange(
    rows: Iterable[tuple[list[str], dict[str, str]]], columns: Sequence[str], *, has_last: bool
) -> Iterator[list[str]]:
    """Put each value into its column, and those that have none into the last."""
    known = frozenset(columns)
    for cells, values in rows:
        others = {name: value for name, value in values.items() if name not in known}
        last = [json.dumps(others, ensure_ascii=False) if others else ""] if has_last else []
        yield [*cells, *(values.get(name, "") for name in columns), *last]


def format_table(rows: Iterable[Iterable[str]]) -> str:
    table = io.StringIO()
    csv.writer(table).writerows([cell and escape_cell(cell) for cell in row] for row in rows)
    return table.getvalue()
