"""Variables that a call brought: a line each, and a line for each part of what is nested."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.ui.labels import format_value
from bot.ui.rich_text import RichLine, Text, clean

_MOST_LINES: Final = 25
_FEW_LINES: Final = 8
_SHORT: Final = 60


def build_variables(values: Mapping[str, Any]) -> list[RichLine]:
    """Build variables as `name: value`; lists and objects that hold others as a list below."""
    rows = [row for name, value in values.items() for row in _split(name, value)]
    limit = 300 if len(rows) <= _FEW_LINES else 100
    lines: list[RichLine] = [row.build(limit) for row in rows[:_MOST_LINES]]
    if len(rows) > _MOST_LINES:
        lines.append([Text(f"and {len(rows) - _MOST_LINES} more")])
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A line: a variable, or with a bullet a part of the one above."""

    name: str = ""
    value: Any = ""
    has_parts: bool = False

    def build(self, limit: int) -> RichLine:
        name = Text(f"{clean(self.name, 40)}: ", bold=True) if self.name else Text("   • ")
        return [name] if self.has_parts else [name, Text(format_value(self.value, limit) or "—")]


def _split(name: str, value: Any) -> Iterator[_Row]:
    if _is_plain(value):
        yield _Row(name=name or "—", value=value)
        return
    yield _Row(name=name or "—", has_parts=True)
    if isinstance(value, Mapping):
        yield from (_Row(value={key: item}) for key, item in value.items())
    else:
        yield from (_Row(value=item) for item in value)


def _is_plain(value: Any) -> bool:
    """Say what reads well on one line: words, a list of words, a short object of words."""
    if isinstance(value, Mapping):
        return not _is_nested(value.values()) and len(format_value(value)) <= _SHORT
    return not isinstance(value, list | tuple) or not _is_nested(value)


def _is_nested(items: Iterable[Any]) -> bool:
    return any(isinstance(item, Mapping | list | tuple) for item in items)
