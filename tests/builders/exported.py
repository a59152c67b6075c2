"""Calls as the export writes them, and the table as a program reads it back."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import tzinfo

from bot.domain.calls import Call
from bot.ui.csv import CallTable


def write_table(
    *pages: Sequence[Call],
    people: Mapping[str, str] | None = None,
    channels: Mapping[str, str] | None = None,
    zone: tzinfo | None = None,
) -> str:
    """Write calls, page after page."""
    table = CallTable(zone)
    for page in pages:
        table.add(page, people=people or {}, channels=channels or {})
    return table.write().decode()


def read_table(text: str) -> list[dict[str, str]]:
    """Read each row by the names of its columns."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
