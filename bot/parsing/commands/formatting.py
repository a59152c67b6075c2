"""The composer's formatting in a command: bold, italic, struck, code and lists, all undone."""

import re
from collections.abc import Iterator
from typing import Final

from bot.parsing.commands import quotes
from bot.parsing.commands.quotes import SEPARATORS
from bot.parsing.commands.typed_text import INVISIBLE

_MARKS: Final = "*_~`"
_RUN: Final = f"[{_MARKS}]*+"
_RUNS: Final = re.compile(f"[{_MARKS}]+")
# what may stand before a mark that begins a format, and after one that ends it
_BEFORE: Final = re.compile(rf"[\s{INVISIBLE}=({SEPARATORS}]")
_AFTER: Final = re.compile(rf"[\s{INVISIBLE}=){SEPARATORS}]")
_QUOTED_VALUE: Final = re.compile(rf"=[{INVISIBLE}]*+{_RUN}(?=[{''.join(quotes.QUOTES)}])")
_AFTER_QUOTE: Final = re.compile(
    rf"(?<=[{''.join(quotes.QUOTES)}])[*_~`]+(?=[\s{INVISIBLE}{SEPARATORS}]|\Z)"
)
_FORMATTED_NAME: Final = re.compile(rf"(?<!\S)([{_MARKS}]+)[^\s={_MARKS}]+=([{_MARKS}]+)(?=\w)")
# a list's sign or number, or the one of a quoted message, before what may begin a line
_BULLETS: Final = re.compile(
    rf"^[^\S\n]*+((?:(?:[•◦▪▫■‣⁃∙·*–—>-]|&gt;|[0-9]{{1,2}}[.)])[^\S\n]++)+)"
    rf"(?={_RUN}(?:[^\s=]++=|[+(]|<(?:@|tel:)|call\b))",
    re.MULTILINE | re.IGNORECASE,
)


def undo_formatting(text: str) -> str:
    """Take away the marks of formats and lists; what stands in quotes is left as it is."""
    hidden = _hide_quoted_values(text)
    dropped = set(_find_marks(hidden)) | set(_find_marks_around_names(hidden))
    for bullets in _BULLETS.finditer(hidden):
        dropped.update(range(*bullets.span(1)))
    return "".join(sign for index, sign in enumerate(text) if index not in dropped)


def _hide_quoted_values(text: str) -> str:
    """Put a letter in the place of all that stands in quotes."""
    # a mark right behind a quote ends a format around it
    bare = _AFTER_QUOTE.sub(lambda marks: " " * len(marks.group()), text)
    hidden, position = text, 0
    while value := _QUOTED_VALUE.search(text, position):
        position = value.end() + 1
        closing = quotes.find_closing(bare, value.end())
        if closing is not None:
            position = closing + 1
            hidden = f"{hidden[: value.end()]}{'x' * (position - value.end())}{hidden[position:]}"
    return hidden


def _find_marks(text: str) -> Iterator[int]:
    """Find the marks that belong together in pairs, those of one line, or of code."""
    opened: dict[str, list[int]] = {mark: [] for mark in _MARKS}
    position = 0
    for run in _RUNS.finditer(text):
        if "\n" in text[position : run.start()]:
            opened |= {mark: [] for mark in _MARKS if mark != "`"}
        position = run.end()
        opens, closes = _can_open(text, run), _can_close(text, run)
        for index in range(*run.span()):
            waiting = opened[text[index]]
            if closes and waiting and waiting[-1] < run.start():
                yield from (waiting.pop(), index)
            elif opens:
                waiting.append(index)


def _find_marks_around_names(text: str) -> Iterator[int]:
    """Find the marks around a name with its equals sign, as in “*name=*John”."""
    for name in _FORMATTED_NAME.finditer(text):
        if name[1] == name[2][::-1]:
            yield from (*range(*name.span(1)), *range(*name.span(2)))


def _can_open(text: str, run: re.Match[str]) -> bool:
    is_first = run.start() == 0 or _BEFORE.match(text, run.start() - 1)
    after = text[run.end() : run.end() + 1]
    return bool(is_first) and (not after.isspace() or "`" in run.group())


def _can_close(text: str, run: re.Match[str]) -> bool:
    before = text[run.start() - 1 : run.start()]
    is_last = run.end() == len(text) or _AFTER.match(text, run.end())
    # code may begin and end with lines of its own
    return bool(is_last) and before != "=" and (not before.isspace() or "`" in run.group())
