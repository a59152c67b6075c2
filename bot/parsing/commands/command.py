"""The command line as a whole: a number with its pairs, a subcommand, or nothing."""

import difflib
import re
from collections.abc import Iterable
from functools import partial
from itertools import takewhile
from typing import Final

from bot.domain.phone_numbers import PhoneNumber, parse_number
from bot.errors import CommandError, InvalidNumberError
from bot.parsing.commands.example import EXAMPLE, build_example
from bot.parsing.commands.options import build_option_example, read_options
from bot.parsing.commands.pairs import (
    Pair,
    build_lonely_equals_error,
    find_first_pair,
    get_variable_name,
    read_pairs,
)
from bot.parsing.commands.quotes import QUOTES
from bot.parsing.commands.requests import (
    OPTIONS,
    Command,
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    Subcommand,
)
from bot.parsing.commands.subcommands import read_subcommand
from bot.parsing.commands.typed_text import (
    check_length,
    recover_typed_text,
    remove_invisible,
    shorten,
    skip_blank,
    trim_blank,
)

_WORD: Final = re.compile(r"\S+")
_HELP: Final = frozenset({"?", "-h", "--help", "—help", "–help"})


def parse_command(text: str, *, default_region: str) -> Command:
    """Read what stands after the slash command, as Slack delivers it.

    National numbers are read as within `default_region`. Raises CommandError for whatever cannot
    be understood; its `text` is what the person typed, without Slack's links and escapes.
    """
    typed = recover_typed_text(text)
    check_length(typed, example=EXAMPLE)
    start = skip_blank(typed, 0)
    if start == len(typed):
        return OpenForm()
    first_pair = find_first_pair(typed)
    head_end = trim_blank(typed, start, first_pair)
    if subcommand := _parse_subcommand(typed, start, head_end):
        return subcommand
    if typed.startswith("=", first_pair):
        raise build_lonely_equals_error(typed, first_pair, first_pair + 1, example=EXAMPLE)
    number = _parse_head(typed, start, head_end, default_region)
    options, variables = _sort_pairs(
        typed, read_pairs(typed, first_pair, partial(build_option_example, number))
    )
    values = read_options(typed, options)
    return ParsedCall(
        number=number,
        agent=values.get("agent"),
        from_text=values.get("from"),
        from_number=_parse_from(values.get("from"), default_region),
        at_text=values.get("at"),
        tz=values.get("tz"),
        attempts=int(values.get("retry", 0)) + 1,
        variables=variables,
        text=typed,
        spans={"to": (start, head_end)}
        | {name: (pair.value_start, pair.end) for name, pair in options.items()},
    )


def _parse_subcommand(typed: str, start: int, head_end: int) -> ParsedSubcommand | None:
    """Read a subcommand; None where a number has to be, CommandError for an unknown word."""
    first = _WORD.match(typed, start, head_end)
    if first is None:
        return None
    word = remove_invisible(first.group()).casefold()
    if word in _HELP:
        word = Subcommand.HELP
    if word not in set(Subcommand):
        if _is_word(word):
            raise _build_unknown_word_error(typed, start, first.end(), word)
        return None
    return read_subcommand(Subcommand(word), typed, skip_blank(typed, first.end()))


def _is_word(text: str) -> bool:
    """Tell whether a text means a word rather than any kind of number."""
    has_digits = any(map(str.isdecimal, text))
    return text[:1].isalpha() and not has_digits and not text.startswith("tel:")


def _build_unknown_word_error(typed: str, start: int, end: int, word: str) -> CommandError:
    close = difflib.get_close_matches(word, list(Subcommand), n=1)
    hint = f"Did you mean “{close[0]}”?" if close else "A call begins with a phone number."
    return CommandError(
        f"“{shorten(typed[start:end])}” is neither a phone number nor a command. {hint}",
        text=typed,
        start=start,
        end=end,
        example=close[0] if close else EXAMPLE,
    )


def _parse_head(typed: str, start: int, end: int, default_region: str) -> PhoneNumber:
    """Read the number, which is everything before the first pair."""
    if start == end:
        raise CommandError(
            "The phone number to call is missing; it comes first.",
            text=typed,
            start=start,
            end=typed.index("=", start),
            example=EXAMPLE,
        )
    try:
        return parse_number(_strip_quotes(typed[start:end]), default_region)
    except InvalidNumberError as error:
        stray = _find_stray_words(typed, start, end, default_region)
        raise stray or CommandError(
            str(error), text=typed, start=start, end=end, example=EXAMPLE
        ) from None


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
    return CommandError(
        f"“{shorten(stray)}” is not part of the number. What the call is told needs a name.",
        text=typed,
        start=stray_start,
        end=end,
        example=build_example(number, "name", stray),
    )


def _strip_quotes(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES
    return text[1:-1] if is_quoted else text


def _sort_pairs(typed: str, pairs: Iterable[Pair]) -> tuple[dict[str, Pair], dict[str, str]]:
    """Part the options, by their lower-case name, from the variables."""
    options: dict[str, Pair] = {}
    variables: dict[str, str] = {}
    for pair in pairs:
        name = pair.key.casefold()
        if name in options or (name not in OPTIONS and get_variable_name(pair.key) in variables):
            raise _mark_key(typed, pair, f"“{shorten(pair.key)}” is given twice.", EXAMPLE)
        if name in OPTIONS:
            options[name] = pair
        else:
            variables[get_variable_name(pair.key)] = pair.value
    return options, variables


def _mark_key(typed: str, pair: Pair, sentence: str, example: str) -> CommandError:
    return CommandError(
        sentence, text=typed, start=pair.start, end=pair.value_start - 1, example=example
    )


def _parse_from(text: str | None, default_region: str) -> PhoneNumber | None:
    """Read a caller ID given as a number; None for one given by its label."""
    try:
        return parse_number(text, default_region) if text else None
    except InvalidNumberError:
        return None
