"""Variables in the result of a call: a line each, and a line for each part of what is nested."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bot.ui.labels import format_value
from bot.ui.rich_text import Inline, RichLine, Text, clean

_MOST_LINES: Final = 25
_FEW_LINES: Final = 8
_SHORT: Final = 60


def build_variables(values: Mapping[str, Any]) -> list[RichLine]:
    """Build variables as `name: value`; lists and objects that hold others as a list below."""
    rows = [row for name, value in values.items() for row in _split(name, value)]
    limit = 300 if len(rows) <= _FEW_LINES else 100
    lines: list[RichLine] = [
        [label, *(format_value(part, limit) for part in parts)]
        for label, parts in rows[:_MOST_LINES]
    ]
    left_out = len(rows) - _MOST_LINES
    return [*lines, [f"and {left_out} more"]] if left_out > 0 else lines


def _split(name: str, value: Any) -> Iterator[tuple[Inline, Sequence[Any]]]:
    """Yield a variable, or its name alone and then each of its parts with a bullet."""
    label = Text(f"{clean(name, 40) or '—'}: ", bold=True)
    if _is_plain(value):
        yield label, [value]
        return
    yield label, []
    parts = [{key: item} for key, item in value.items()] if isinstance(value, Mapping) else value
    yield from (("   • ", [part]) for part in parts)


def _is_plain(value: Any) -> bool:
    """Say what reads well on one line: words, a list of words, a short object of words."""
    if isinstance(value, Mapping):
        return not _is_nested(value.values()) and len(format_value(value)) <= _SHORT
    return not isinstance(value, list | tuple) or not _is_nested(value)


def _is_nested(items: Iterable[Any]) -> bool:
    return any(isinstance(item, Mapping | list | tuple) for item in items)
