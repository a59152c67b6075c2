"""The table block: rows of cells, one table a message."""

from typing import Any

from sandbox.slack.block_kit.composition import IDENTIFIER
from sandbox.slack.block_kit.rich_text import check_elements
from sandbox.slack.block_kit.rules import (
    Note,
    array,
    boolean,
    by_type,
    choice,
    shape,
    string,
)

MOST_ROWS = 100
MOST_COLUMNS = 20
LONGEST_CELL = 10_000

_CELL = by_type(
    {
        "raw_text": shape({"type": choice("raw_text"), "text": string(LONGEST_CELL)}),
        "rich_text": shape(
            {"type": choice("rich_text"), "elements": check_elements}, {"block_id": IDENTIFIER}
        ),
    }
)
_COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})


def _column_or_nothing(value: Any, pointer: str, note: Note) -> None:
    if value is not None:
        _COLUMN(value, pointer, note)


TABLE = shape(
    {
        "type": choice("table"),
        "rows": array(array(_CELL, most=MOST_COLUMNS), most=MOST_ROWS),
    },
    {"block_id": IDENTIFIER, "column_settings": array(_column_or_nothing, most=MOST_COLUMNS)},
)
