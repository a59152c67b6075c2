"""The command line as a whole: a number with its pairs, a subcommand, or nothing."""

import difflib
import re
from functools import partial
from itertools import takewhile
from typing import Final

from bot.domain.phone_numbers import PhoneNumber, parse_number
from bot.errors import AmbiguousNumberError, CommandError, InvalidNumberError
from bot.parsing.commands import mistakes
from bot.parsing.commands.arguments import read_subcommand
from bot.parsing.commands.formatting import undo_formatting
from bot.parsing.commands.mistakes import Span, mark, shorten
from bot.parsing.commands.options import CALL_EXAMPLES, build_option_example, read_option
from bot.parsing.commands.pairs import find_first_pair, get_variable_name, index_pairs, read_pairs
from bot.parsing.commands.requests import (
    OPTIONS,
    VARIABLE_PREFIX,
    Command,
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
)
from bot.parsing.commands.subcommands import Subcommand
from bot.parsing.commands.typed_text import (
    find_mentions,
    recover_typed_text,
    remove_invisible,
    skip_blank,
    trim_blank,
)
from bot.parsing.times import complete_time

_WORD: Final = re.compile(r"\S+")
_NUMBER_BEFORE_NAME: Final = re.compile(r"(?:tel:)?[+(]*[0-9][0-9().\-/]{5,}[,;:|]?", re.IGNORECASE)
_ONLY_DIGITS: Final = re.compile(r"[\d\s+().\-/]+")
_LONGEST_TIME: Final = 80
_HELP: Final = frozenset({"?", "-h", "--help", "—help", "–help"})


def parse_command(text: str, *, default_region: str) -> Command:
    """Read what Slack delivers after the command; raises CommandError with the text as typed."""
    typed = undo_formatting(recover_typed_text(text))
    mistakes.check_length(typed, example=mistakes.EXAMPLE)
    start = skip_blank(typed, 0)
    if start == len(typed):
        return OpenForm()
    first_pair = find_first_pair(typed)
    head_end = trim_blank(typed, start, first_pair)
    if subcommand := _parse_subcommand(typed, start, head_end, first_pair, default_region):
        return subcommand
    if typed.startswith("=", first_pair):
        raise mark(typed, (first_pair, first_pair + 1), mistakes.LONELY_EQUALS)
    number, numbers = _parse_head(typed, start, head_end, default_region)
    found = read_pairs(typed, first_pair, partial(build_option_example, number))
    pairs = index_pairs(typed, found, _name_part, mistakes.EXAMPLE)
    options = {name: pair for name, pair in pairs.items() if name in OPTIONS}
    values = {
        name: read_option(typed, name, pair, CALL_EXAMPLES[name]) for name, pair in options.items()
    }
    return ParsedCall(
        number=number,
        numbers=numbers,
        agent=values.get("agent"),
        from_text=values.get("from"),
        from_number=_parse_from(values.get("from"), default_region),
        at_text=values.get("at"),
        until_text=values.get("until"),
        tz=values.get("tz"),
        zone_text=options["tz"].value if "tz" in options else None,
        attempts=int(values.get("retry", 0)) + 1,
        consent=values.get("consent"),
        variables={
            get_variable_name(name): pair.value
            for name, pair in pairs.items()
            if name not in OPTIONS
        },
        mentions=find_mentions(text),
        text=typed,
        spans={"to": (start, head_end)} | {name: pair.value_span for name, pair in options.items()},
    )


def _name_part(key: str) -> str:
    """Name an option by its lower-case word, a variable with the prefix that sets it apart."""
    name = key.casefold()
    return name if name in OPTIONS else f"{VARIABLE_PREFIX}{get_variable_name(key)}"


def _parse_subcommand(
    typed: str, start: int, head_end: int, first_pair: int, default_region: str
) -> ParsedSubcommand | None:
    """Read a subcommand; None where a number has to be, CommandError for an unknown word."""
    first = _WORD.match(typed, start, head_end)
    if first is None:
        return None
    word = remove_invisible(first.group()).casefold()
    if word in _HELP:
        word = Subcommand.HELP
    if word in set(Subcommand):
        rest = skip_blank(typed, first.end())
        return read_subcommand(Subcommand(word), typed, rest, first_pair, default_region)
    if not _is_word(word):
        return None
    close = difflib.get_close_matches(word, list(Subcommand), n=1)
    hint = f"Did you mean “{close[0]}”?" if close else "A call begins with a phone number."
    sentence = f"“{shorten(first.group())}” is neither a phone number nor a command. {hint}"
    raise mark(typed, first.span(), sentence, close[0] if close else mistakes.EXAMPLE)


def _is_word(text: str) -> bool:
    """Tell whether a text means a word rather than any kind of number."""
    has_digits = any(map(str.isdecimal, text))
    return text[:1].isalpha() and not has_digits and not text.startswith("tel:")


def _parse_head(
    typed: str, start: int, end: int, default_region: str
) -> tuple[PhoneNumber, tuple[PhoneNumber, ...]]:
    """Read the number, which is everything before the first pair, and all that it may be."""
    if start == end:
        raise _build_no_number_error(typed, start)
    try:
        return parse_number(typed[start:end], default_region), ()
    except AmbiguousNumberError as error:
        numbers = tuple(parse_number(each, default_region) for each in error.choices)
        return numbers[0], numbers
    except InvalidNumberError as error:
        # hours and extensions have digits among their words, and are named whole
        has_digits = any(map(str.isdecimal, error.stray))
        words = None if has_digits else _find_stray_words(typed, start, end, default_region)
        stray = _find_part(typed, start, end, error.stray)
        time = _find_stray_time(typed, start, end, stray[0], default_region)
        raise (time or words or mark(typed, stray, str(error))) from None


def _build_no_number_error(typed: str, start: int) -> CommandError:
    key = start, typed.index("=", start)
    number = _NUMBER_BEFORE_NAME.match(typed, *key)
    if number is None or number.end() == key[1]:
        return mark(typed, key, mistakes.NO_NUMBER)
    name = number.end(), key[1]
    return mark(typed, name, mistakes.GLUED_NAME.format(name=shorten(typed[slice(*name)])))


def _find_part(typed: str, start: int, end: int, part: str) -> Span:
    position = typed.rfind(part, start, end) if part else -1
    return (start, end) if position == -1 else (position, position + len(part))


def _find_stray_words(typed: str, start: int, end: int, default_region: str) -> CommandError | None:
    """Find words after a number that is fine without them, and say how to pass them."""
    words = list(_WORD.finditer(typed, start, end))
    strays = list(takewhile(lambda word: _is_word(word.group()), reversed(words[1:])))
    if not strays:
        return None
    stray_start = strays[-1].start()
    try:
        number = parse_number(typed[start:stray_start], default_region)
    except InvalidNumberError:
        return None
    stray = typed[stray_start:end]
    sentence = (
        f"“{shorten(stray)}” is not part of the number. What the agent should know needs a name."
    )
    return mark(typed, (stray_start, end), sentence, mistakes.build_example(number, "name", stray))


def _find_stray_time(
    typed: str, start: int, end: int, stray_start: int, default_region: str
) -> CommandError | None:
    """Find a time after a number that is fine without it, and say how to pass it.

    It begins where the stray part does or later, and is more than digits: “0958” is the number's.
    """
    for word in list(_WORD.finditer(typed, start, end))[1:]:
        if word.start() < stray_start or end - word.start() > _LONGEST_TIME:
            continue
        said = typed[word.start() : end]
        time = None if _ONLY_DIGITS.fullmatch(said) else complete_time(said)
        if time is None:
            continue
        try:
            number = parse_number(typed[start : word.start()], default_region)
        except InvalidNumberError:
            continue
        example = mistakes.build_example(number, "at", time)
        return mistakes.mark_stray_time(typed, (word.start(), end), example)
    return None


def _parse_from(text: str | None, default_region: str) -> PhoneNumber | None:
    """Read a caller ID given as a number; None for one given by its label."""
    try:
        return parse_number(text, default_region) if text else None
    except InvalidNumberError:
        return None
