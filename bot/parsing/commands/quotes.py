"""Quotation marks around values: every kind that keyboards and phones produce."""

import re
from collections.abc import Iterator
from typing import Final

from bot.parsing.commands.typed_text import INVISIBLE, skip_invisible

_DOUBLE: Final = '"“”„‟«»＂'
_CLOSERS: Final = {
    '"': '"',
    "“": "”",
    "”": "”",
    "„": "“”",
    "‟": "”‟",
    "«": "»",
    "»": "«",
    "＂": "＂",
    "'": "'",
    "‘": "’‘",
    "’": "’",
    "‚": "‘’",
    "‹": "›",
}
QUOTES: Final = frozenset("".join(_CLOSERS) + "".join(_CLOSERS.values()))
# what people put between two pairs
SEPARATORS: Final = ",;，；،؛"
NEXT_PAIR: Final = rf"[{SEPARATORS}]+(?=[^\s=\d{SEPARATORS}][^\s={SEPARATORS}]*+=)"
# what may separate pairs, too, or belong to one value
UNCLEAR_PAIR: Final = r"[|&][^\s=\d|&][^\s=|&]*+="

_GAP: Final = rf"[{INVISIBLE}]*+(?:\s|\Z|[{SEPARATORS}]+(?:\s|\Z)|{NEXT_PAIR})"
_BEFORE_GAP: Final = re.compile(_GAP)
_QUOTED_PAIR: Final = re.compile(rf"\s[^\s=]++=[{INVISIBLE}]*+[{''.join(_CLOSERS)}]")
_WHITESPACE: Final = re.compile(r"\s")
# what would be taken for a format of the composer, or for the end of the value
_NEEDS_QUOTES: Final = re.compile(
    rf"[\s*~`]|\b_\B|\B_\b|^_|_$|[{SEPARATORS}]$|{NEXT_PAIR}|{UNCLEAR_PAIR}"
)


def opens(text: str, start: int) -> bool:
    """Tell whether the character at `start` can open a quoted value."""
    return text[start : start + 1] in _CLOSERS


def must_close(text: str, start: int) -> bool:
    """Tell whether the quote at `start` cannot be anything else, as an apostrophe can."""
    return text[start] in _DOUBLE


def find_closing(text: str, start: int) -> int | None:
    """Find where the quote opened at `start` closes, which is only before whitespace or the end.

    A double quote closes at the first mark that belongs to it; where that does not fit, at any
    other double quote before it, because phones mix them. A single one closes at the first mark
    that fits, unless the next quoted pair comes before. A doubled mark stands for itself.
    """
    if must_close(text, start):
        return _find_double_closing(text, start)
    next_pair = _QUOTED_PAIR.search(text, start)
    end = next_pair.start() if next_pair else len(text)
    marks = (mark for mark in _find_marks(text, start, end) if _is_before_gap(text, mark))
    return next(marks, None)


def find_glued_text(text: str, start: int) -> tuple[int, int] | None:
    """Find the text glued to the mark that should close a double quote; None for no such mark."""
    mark = next(_find_marks(text, start, len(text)), None)
    if mark is None or text[mark - 1] == "=":
        return None
    gap = _WHITESPACE.search(text, mark + 1)
    return mark + 1, gap.start() if gap else len(text)


def remove(text: str, start: int, closing: int) -> str:
    """Take the text between two quotation marks, with doubled marks made single."""
    mark = text[closing]
    return text[start + 1 : closing].replace(mark * 2, mark)


def quote_value(value: str) -> str:
    """Write a value so that it is read back unchanged, in quotes only where it needs them."""
    is_plain = value and not _NEEDS_QUOTES.search(value)
    if is_plain and not opens(value, skip_invisible(value, 0)):
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def _find_double_closing(text: str, start: int) -> int | None:
    mark = next(_find_marks(text, start, len(text)), None)
    if mark is not None and _is_before_gap(text, mark):
        return mark
    others = "".join(sorted(set(_DOUBLE) - set(_CLOSERS[text[start]])))
    closing = re.compile(rf"[{others}](?={_GAP})").search(text, start + 1, mark or len(text))
    return closing.start() if closing else None


def _find_marks(text: str, start: int, end: int) -> Iterator[int]:
    """Find the marks that close the quote opened at `start`, apart from doubled ones."""
    closers = _CLOSERS[text[start]]
    for run in re.compile(rf"([{closers}])(\1?)").finditer(text, start + 1, end):
        if not run.group(2):
            yield run.start()


def _is_before_gap(text: str, mark: int) -> bool:
    return _BEFORE_GAP.match(text, mark + 1) is not None
