"""Variables as the form takes them: one name=value a line."""

import re
from typing import Final

from bot.errors import CommandError
from bot.parsing.commands.example import EXAMPLE_LINE
from bot.parsing.commands.pairs import get_variable_name, parse_key
from bot.parsing.commands.quotes import find_closing_quote, opens_quote, remove_quotes
from bot.parsing.commands.typed_text import (
    check_length,
    remove_controls,
    shorten,
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
    variables: dict[str, str] = {}
    for line in _LINE.finditer(typed):
        start = skip_blank(typed, line.start())
        if start >= line.end():
            continue
        equals = typed.find("=", start, line.end())
        if equals == -1:
            sentence = f"“{shorten(line.group().strip())}” is not of the form name=value."
            raise _mark(typed, start, trim_blank(typed, start, line.end()), sentence)
        name = get_variable_name(parse_key(typed, start, equals, example=EXAMPLE_LINE))
        if name in variables:
            raise _mark(typed, start, equals, f"“{shorten(name)}” is given twice.")
        variables[name] = _remove_surrounding_quotes(typed[equals + 1 : line.end()].strip())
    return variables


def _mark(text: str, start: int, end: int, sentence: str) -> CommandError:
    return CommandError(sentence, text=text, start=start, end=end, example=EXAMPLE_LINE)


def _remove_surrounding_quotes(value: str) -> str:
    if not opens_quote(value, 0):
        return value
    closing = find_closing_quote(value, 0)
    if closing is None or skip_invisible(value, closing + 1) < len(value):
        return value
    return remove_quotes(value, 0, closing)
