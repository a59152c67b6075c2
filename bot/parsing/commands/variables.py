"""Variables as the form takes them: one name=value a line."""

import re
from collections.abc import Iterator
from typing import Final

from bot.parsing.commands.mistakes import EXAMPLE_LINE, check_length, mark, shorten
from bot.parsing.commands.pairs import Pair, get_variable_name, index_pairs, parse_key
from bot.parsing.commands.quotes import find_closing_quote, opens_quote, remove_quotes
from bot.parsing.commands.typed_text import (
    remove_controls,
    skip_blank,
    skip_invisible,
    trim_blank,
)

_LINE: Final = re.compile(r"[^\n]+")


def parse_variables(text: str) -> dict[str, str]:
    """Read one name=value a line; a value is the rest of its line, without surrounding quotes.

    Every name is a variable here, those of options too; blank lines and the space around names and
    values do not count. Raises CommandError.
    """
    typed = remove_controls(text)
    check_length(typed, example=EXAMPLE_LINE)
    pairs = index_pairs(typed, _read_lines(typed), get_variable_name, EXAMPLE_LINE)
    return {name: pair.value for name, pair in pairs.items()}


def _read_lines(typed: str) -> Iterator[Pair]:
    for line in _LINE.finditer(typed):
        start, end = skip_blank(typed, line.start()), line.end()
        if start >= end:
            continue
        equals = typed.find("=", start, end)
        if equals == -1:
            sentence = f"“{shorten(line.group().strip())}” is not of the form name=value."
            raise mark(typed, (start, trim_blank(typed, start, end)), sentence, EXAMPLE_LINE)
        key = parse_key(typed, start, equals, example=EXAMPLE_LINE)
        value = _remove_surrounding_quotes(typed[equals + 1 : end].strip())
        yield Pair(key=key, value=value, start=start, value_start=equals + 1, end=end)


def _remove_surrounding_quotes(value: str) -> str:
    if not opens_quote(value, 0):
        return value
    closing = find_closing_quote(value, 0)
    if closing is None or skip_invisible(value, closing + 1) < len(value):
        return value
    return remove_quotes(value, 0, closing)
