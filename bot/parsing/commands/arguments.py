"""The arguments of a subcommand: what stands after it, read by its grammar."""

import re
from collections.abc import Iterator
from typing import Final

from bot.domain.callees import fold_words
from bot.domain.phone_numbers import parse_number
from bot.errors import AmbiguousTimeError, InvalidNumberError
from bot.parsing.commands import quotes
from bot.parsing.commands.mistakes import LONELY_EQUALS, mark, shorten
from bot.parsing.commands.options import LONGEST_REASON, REASON_TOO_LONG, read_option
from bot.parsing.commands.pairs import index_pairs, read_pairs
from bot.parsing.commands.requests import ParsedSubcommand
from bot.parsing.commands.subcommands import GRAMMARS, Grammar, Subcommand
from bot.parsing.commands.typed_text import remove_invisible, skip_blank, trim_blank
from bot.parsing.times import read_wall_time

_WORD: Final = re.compile(r"\S+")
_BOTH: Final = "“{}” and “{}” cannot both be meant."
_LONGEST_CALLEE: Final = 80


def read_subcommand(
    name: Subcommand, typed: str, start: int, first_pair: int, default_region: str
) -> ParsedSubcommand:
    """Read what stands after a subcommand, from `start` on; raises CommandError."""
    grammar, words = GRAMMARS[name], []
    if grammar.takes_text:
        return ParsedSubcommand(name=name, words=_read_text(grammar, typed, start))
    second = _WORD.match(typed, start)
    if second and (longer := GRAMMARS.get(f"{name} {_fold(second)}")):
        grammar, words, start = longer, [_fold(second)], skip_blank(typed, second.end())
    if typed.startswith("=", first_pair):
        raise mark(typed, (first_pair, first_pair + 1), LONELY_EQUALS, grammar.example)
    callee = ""
    if grammar.takes_callee:
        words, start = _read_scope(grammar, typed, start, first_pair)
        callee = _read_callee(grammar, typed, start, first_pair, words)
    elif grammar.takes_numbers:
        words += _read_rest(typed, start, first_pair)
    elif grammar.takes_number:
        words += _read_number(grammar, typed, start, first_pair, default_region)
    else:
        read_words = _read_time if grammar.takes_time else _read_words
        words += read_words(grammar, typed, start, first_pair)
    options = _read_options(grammar, typed, first_pair)
    return ParsedSubcommand(name=name, words=tuple(words), callee=callee, options=options)


def _fold(word: re.Match[str]) -> str:
    return remove_invisible(word.group()).casefold()


def _read_time(grammar: Grammar, typed: str, start: int, end: int) -> Iterator[str]:
    text = remove_invisible(typed[start:end]).strip()
    if not text:
        sentence = f"“{grammar.name}” needs a time of day."
        raise mark(typed, (start, start), sentence, grammar.example)
    try:
        yield f"{read_wall_time(shorten(text)):%H:%M}"
    except AmbiguousTimeError as error:
        span = (start, trim_blank(typed, start, end))
        raise mark(typed, span, error.sentence, grammar.example) from error


def _read_rest(typed: str, start: int, end: int) -> tuple[str, ...]:
    return (typed[start:end].strip(),)


def _read_text(grammar: Grammar, typed: str, start: int) -> tuple[str, ...]:
    text = remove_invisible(typed[start:]).strip()
    if len(text) > LONGEST_REASON:
        raise mark(typed, (start, len(typed)), REASON_TOO_LONG, grammar.example)
    return (text,) if text else ()


def _read_number(
    grammar: Grammar, typed: str, start: int, end: int, default_region: str
) -> Iterator[str]:
    """Read a number, and the word behind it where there is one."""
    *_, last = [None, *_WORD.finditer(typed, start, end)]
    word = _fold(last) if last and _fold(last) in grammar.words else ""
    span = (start, trim_blank(typed, start, last.start() if last and word else end))
    if not typed[slice(*span)]:
        if grammar.may_lack_number:
            return
        raise mark(typed, span, f"“{grammar.name}” needs a phone number.", grammar.example)
    try:
        yield parse_number(typed[slice(*span)], default_region).e164
    except InvalidNumberError as error:
        sentence = f"“{shorten(error.text)}” is not a phone number: {error.reason}."
        raise mark(typed, span, sentence, grammar.example) from error
    if word:
        yield word


def _read_words(grammar: Grammar, typed: str, start: int, end: int) -> Iterator[str]:
    first = ""
    for found in _WORD.finditer(typed, start, end):
        word, span = _fold(found), found.span()
        if not word:
            continue
        if word not in grammar.words:
            if not grammar.words:
                span = (found.start(), trim_blank(typed, found.start(), end))
            raise mark(typed, span, grammar.explain_word(word), grammar.example)
        if first:
            raise mark(typed, span, _BOTH.format(first, shorten(word)), grammar.example)
        first = word
        yield word


def _read_scope(grammar: Grammar, typed: str, start: int, end: int) -> tuple[list[str], int]:
    """Read the word before a callee, if it is there, and where the callee begins."""
    first = _WORD.match(typed, start, end)
    if first is None or _fold(first) not in grammar.words:
        return [], start
    return [_fold(first)], min(skip_blank(typed, first.end()), end)


def _read_callee(grammar: Grammar, typed: str, start: int, end: int, words: list[str]) -> str:
    """Read a number or a name, in quotes or not; "" where there is none."""
    span = (start, trim_blank(typed, start, end))
    text = remove_invisible(typed[slice(*span)]).strip()
    if not text:
        return ""
    if words and text.casefold() in grammar.words:
        raise mark(typed, span, _BOTH.format(words[0], shorten(text)), grammar.example)
    if quotes.opens(text, 0) and quotes.find_closing(text, 0) == len(text) - 1:
        text = quotes.remove(text, 0, len(text) - 1).strip()
    if len(text) > _LONGEST_CALLEE or not fold_words(text):
        sentence = f"“{shorten(text)}” is neither a phone number nor a name."
        raise mark(typed, span, sentence, grammar.example)
    return text


def _read_options(grammar: Grammar, typed: str, first_pair: int) -> dict[str, str]:
    pairs = read_pairs(typed, first_pair, lambda key, value: grammar.example)
    options = index_pairs(typed, pairs, str.casefold, grammar.example)
    for name, pair in options.items():
        if name not in grammar.options:
            span = pair.key_span if grammar.options else (pair.key_span[0], len(typed.rstrip()))
            raise mark(typed, span, grammar.explain_option(name), grammar.example)
    return {
        name: remove_invisible(read_option(typed, name, pair, grammar.example))
        for name, pair in options.items()
    }
