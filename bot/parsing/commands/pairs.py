"""The key=value pairs of commands and forms: where each begins and ends, and what is wrong."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.errors import CommandError
from bot.parsing.commands import mistakes, quotes
from bot.parsing.commands.formatting import undo_formatting
from bot.parsing.commands.mistakes import Span, mark, shorten
from bot.parsing.commands.requests import DASHES, VARIABLE_PREFIX
from bot.parsing.commands.typed_text import (
    INVISIBLE,
    remove_controls,
    remove_invisible,
    skip,
    skip_blank,
    skip_invisible,
    trim_blank,
)
from bot.parsing.times import complete_time

_WORD: Final = re.compile(r"\S+")
_PARAMETER: Final = re.compile(
    r"(?:tel:)?[+(]*[0-9][0-9().\-/]*;(?:ext|extension|isub|tsub|postd|phone-context)=",
    re.IGNORECASE,
)
_KEY: Final = re.compile(r"[^\s=]*+")
_LINE: Final = re.compile(r"[^\n]+")
_NEXT_PAIR: Final = re.compile(quotes.NEXT_PAIR)
_UNCLEAR_PAIR: Final = re.compile(quotes.UNCLEAR_PAIR)
_SEPARATOR: Final = re.compile(rf"(?:[{INVISIBLE}\s]*+[{quotes.SEPARATORS}]+(?=\s|\Z|[^\s=]+=))?")
_SPACES: Final = re.compile(rf"(?<=[{quotes.SEPARATORS}])\s+")
_ENTITY: Final = re.compile(r"&#?\w+;\Z")
_COMPOUND: Final = re.compile(rf"[=/?{quotes.SEPARATORS}]")
_FORBIDDEN_IN_KEYS: Final = quotes.QUOTES | {"<", ">"}

# from a key and a value to a command that works
ExampleBuilder = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One key=value, and where both stand; the span of the value has its quotes in it."""

    key: str
    value: str
    key_span: Span
    value_span: Span


def find_first_pair(text: str) -> int:
    """Return where the first word with an equals sign begins; the text's length if none does.

    The parameter of a number, as in “tel:+15559876543;ext=12”, is no pair.
    """
    words = (
        word
        for word in _WORD.finditer(text)
        if "=" in word.group() and not _PARAMETER.match(word.group())
    )
    first = next(words, None)
    return skip_invisible(text, first.start()) if first else len(text)


def read_pairs(text: str, start: int, build_example: ExampleBuilder) -> Iterator[Pair]:
    """Read pair after pair from `start`, where the first one begins; raises CommandError."""
    position = start
    while position < len(text):
        equals = skip(_KEY, text, position)
        key = parse_key(text, position, equals, example=mistakes.EXAMPLE)
        value, end = _read_value(text, equals + 1)
        pair = Pair(key=key, value=value, key_span=(position, equals), value_span=(equals + 1, end))
        yield pair
        position = skip_blank(text, skip(_SEPARATOR, text, end))
        if position < len(text) and not text.startswith("=", skip(_KEY, text, position)):
            raise _build_stray_error(text, position, pair, build_example)


def index_pairs(
    text: str, pairs: Iterable[Pair], get_name: Callable[[str], str], example: str
) -> dict[str, Pair]:
    """Map each pair by the name its key stands for; raises CommandError for one given twice."""
    named: dict[str, Pair] = {}
    for pair in pairs:
        if named.setdefault(get_name(pair.key), pair) is not pair:
            raise mark(text, pair.key_span, f"“{shorten(pair.key)}” is given twice.", example)
    return named


def parse_key(text: str, start: int, end: int, *, example: str) -> str:
    """Read a key without invisible marks and without the dashes phones put before it."""
    key = remove_invisible(text[start:end]).strip().lstrip(DASHES)
    forbidden = next((sign for sign in key if sign in _FORBIDDEN_IN_KEYS or sign.isspace()), None)
    if forbidden is not None:
        called = "a space" if forbidden.isspace() else forbidden
        sentence = f"“{shorten(key)}” cannot be a name: {called} does not belong in it."
        raise mark(text, (start, end), sentence, example)
    if not key or key.casefold() == VARIABLE_PREFIX:
        raise mark(text, (start, end + 1), mistakes.LONELY_EQUALS, example)
    return key


def get_variable_name(key: str) -> str:
    """Return the name of the variable that a key, which is no option, stands for."""
    is_prefixed = key.casefold().startswith(VARIABLE_PREFIX)
    return key[len(VARIABLE_PREFIX) :] if is_prefixed else key


def parse_variables(text: str) -> dict[str, str]:
    """Read the form's variables, a name=value on each line; raises CommandError."""
    typed = undo_formatting(remove_controls(text))
    mistakes.check_length(typed, example=mistakes.EXAMPLE_LINE)
    pairs = index_pairs(typed, _read_lines(typed), get_variable_name, mistakes.EXAMPLE_LINE)
    return {name: pair.value for name, pair in pairs.items()}


def can_be_typed(name: str) -> bool:
    """Say whether a variable of this name can be given in a command."""
    key = f"{VARIABLE_PREFIX}{name}"
    try:
        return "=" not in key and get_variable_name(parse_key(key, 0, len(key), example="")) == name
    except CommandError:
        return False


def _read_value(text: str, start: int) -> tuple[str, int]:
    """Return the value that begins at `start`, and where it ends."""
    opener = skip_invisible(text, start)
    if quotes.opens(text, opener):
        closing = quotes.find_closing(text, opener)
        if closing is not None:
            return quotes.remove(text, opener, closing), closing + 1
        if quotes.must_close(text, opener):
            raise _build_quote_error(text, opener)
    end = skip(_WORD, text, start)
    value = text[start:end]
    next_pair = _NEXT_PAIR.search(text, start, end)
    if "://" in value or not (next_pair or _UNCLEAR_PAIR.search(value)):
        return _remove_separator(value), end
    value = text[start : next_pair.start()] if next_pair else value
    if next_pair is None or _COMPOUND.search(value):
        raise mark(text, (start, end), mistakes.ONE_OR_TWO)
    return value, next_pair.start()


def _remove_separator(value: str) -> str:
    """Take away what separates a value from a next one, which the sign of an entity does not."""
    return value if _ENTITY.search(value) else value.rstrip(quotes.SEPARATORS) or value


def _build_quote_error(text: str, opener: int) -> CommandError:
    glued = quotes.find_glued_text(text, opener)
    if glued is None:
        return mark(text, (opener, len(text)), mistakes.OPEN_QUOTE)
    part = shorten(text[slice(*glued)])
    sentence = f"“{part}” is glued to the closing quote. A quote inside a value is written twice."
    return mark(text, glued, sentence)


def _build_stray_error(
    text: str, start: int, before: Pair, build_example: ExampleBuilder
) -> CommandError:
    """Say what to do with words between two pairs, or after the last one."""
    end = trim_blank(text, start, start + find_first_pair(text[start:]))
    equals = skip_blank(text, end)
    if text.startswith("=", equals):
        return mark(text, (equals, equals + 1), mistakes.LONELY_EQUALS)
    stray = text[start:end]
    is_of_time = before.key.casefold() == "at"
    if not is_of_time and (time := complete_time(stray)):
        return mistakes.mark_stray_time(text, (start, end), build_example("at", time))
    sentence = (
        f"“{shorten(stray)}” has no name. A value with spaces needs quotes around it."
        if before.value
        else f"“{shorten(stray)}” is apart from “{before.key}=”. Write no space after “=”."
    )
    example = build_example(before.key, f"{before.value} {stray}".strip())
    return mark(text, (start, end), sentence, example)


def _read_lines(typed: str) -> Iterator[Pair]:
    for line in _LINE.finditer(typed):
        start, end = skip_blank(typed, line.start()), line.end()
        if start >= end:
            continue
        equals = typed.find("=", start, end)
        if equals == -1:
            sentence = f"“{shorten(line.group().strip())}” is not of the form name=value."
            span = start, trim_blank(typed, start, end)
            raise mark(typed, span, sentence, mistakes.EXAMPLE_LINE)
        key = parse_key(typed, start, equals, example=mistakes.EXAMPLE_LINE)
        text = typed[equals + 1 : end].strip()
        value = _remove_surrounding_quotes(text)
        if value == text and _NEXT_PAIR.search(_SPACES.sub("", value)) and "://" not in value:
            span = equals + 1, end
            raise mark(typed, span, mistakes.ONE_OR_TWO, mistakes.EXAMPLE_LINE)
        yield Pair(key=key, value=value, key_span=(start, equals), value_span=(equals + 1, end))


def _remove_surrounding_quotes(value: str) -> str:
    if not quotes.opens(value, 0):
        return _remove_separator(value)
    closing = quotes.find_closing(value, 0)
    if closing is None or skip_invisible(value, closing + 1) < len(value):
        return value
    return quotes.remove(value, 0, closing)
