"""The subcommands: which words and options each takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.callees import fold_words
from bot.domain.phone_numbers import parse_number
from bot.errors import AmbiguousTimeError, InvalidNumberError
from bot.parsing.commands import quotes
from bot.parsing.commands.mistakes import LONELY_EQUALS, mark, shorten
from bot.parsing.commands.options import LONGEST_REASON, REASON_TOO_LONG, read_option
from bot.parsing.commands.pairs import index_pairs, read_pairs
from bot.parsing.commands.requests import ParsedSubcommand, Subcommand
from bot.parsing.commands.typed_text import remove_invisible, skip_blank, trim_blank
from bot.parsing.times import read_wall_time

_WORD: Final = re.compile(r"\S+")
_MOST_DAYS: Final = 365
_BOTH: Final = "“{}” and “{}” cannot both be meant."
_LONGEST_CALLEE: Final = 80
_AUDIT_OPTIONS: Final = ("who", "what", "order", "since")


class Scope(StrEnum):
    """Whose calls are listed: one's own, those of this channel, or all that one may see."""

    ME = "me"
    HERE = "here"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    """What follows a subcommand; `named` says its words where they are too many to list."""

    name: str
    words: frozenset[str] = frozenset()
    named: str = ""
    options: tuple[str, ...] = ()
    takes_time: bool = False
    takes_callee: bool = False
    takes_number: bool = False
    may_lack_number: bool = False
    takes_numbers: bool = False
    takes_text: bool = False
    example: str

    def explain_word(self, word: str) -> str:
        """Say that a word is out of place, and what is not."""
        known = [self.named] if self.named else sorted(self.words)
        possible = [*known, *(f"“{option}=”" for option in self.options)]
        if not possible:
            return f"Nothing can follow “{self.name}”."
        named = " or ".join(filter(None, [", ".join(possible[:-1]), possible[-1]]))
        return f"“{shorten(word)}” cannot follow “{self.name}”: only {named} can."

    def explain_option(self, name: str) -> str:
        """Say that an option is none here, and which there are."""
        named = ", ".join(f"“{option}=”" for option in self.options) or "none"
        return f"“{shorten(name)}=” is not an option of “{self.name}”, which has {named}."


_GRAMMARS: Final = {
    grammar.name: grammar
    for grammar in (
        _Grammar(name=Subcommand.HELP, example="help"),
        _Grammar(name=Subcommand.STATUS, example="status"),
        _Grammar(name=Subcommand.AGENTS, example="agents"),
        _Grammar(
            name=Subcommand.HISTORY,
            words=frozenset(Scope),
            options=("agent", "outcome", "since"),
            takes_callee=True,
            example="history me outcome=busy since=7d",
        ),
        _Grammar(name=Subcommand.EXPORT, options=("since",), example="export since=7d"),
        _Grammar(
            name=Subcommand.WATCH,
            words=frozenset({"list", "digest"}),
            options=("outcome", "agent"),
            example="watch outcome=busy,no_answer",
        ),
        _Grammar(name="watch list", example="watch list"),
        _Grammar(
            name="watch digest", options=("tz",), takes_time=True, example="watch digest 17:00"
        ),
        _Grammar(name=Subcommand.UNWATCH, words=frozenset({"digest"}), example="unwatch"),
        _Grammar(name=Subcommand.RULES, example="rules"),
        _Grammar(name=Subcommand.PAUSE, takes_text=True, example="pause wrong list"),
        _Grammar(name=Subcommand.RESUME, example="resume"),
        _Grammar(
            name=Subcommand.DNC,
            words=frozenset({"add", "remove", "check", "import", "export"}),
            example="dnc check +15559876543",
        ),
        _Grammar(
            name="dnc add",
            options=("for", "why"),
            takes_number=True,
            example='dnc add +15559876543 why="asked on the phone"',
        ),
        _Grammar(name="dnc remove", takes_number=True, example="dnc remove +15559876543"),
        _Grammar(name="dnc check", takes_number=True, example="dnc check +15559876543"),
        _Grammar(
            name="dnc import",
            options=("for", "date", "expires"),
            takes_numbers=True,
            example="dnc import +15559876543, +15559876544 expires=2027-01-31",
        ),
        _Grammar(name="dnc export", example="dnc export"),
        _Grammar(
            name=Subcommand.AUDIT,
            words=frozenset({"export"}),
            options=_AUDIT_OPTIONS,
            takes_number=True,
            may_lack_number=True,
            example="audit who=@bob what=refusals since=7d",
        ),
        _Grammar(
            name="audit export",
            options=_AUDIT_OPTIONS,
            takes_number=True,
            may_lack_number=True,
            example="audit export since=7d",
        ),
        _Grammar(
            name=Subcommand.FILE,
            words=frozenset({"hold", "release"}),
            takes_number=True,
            example="file +15559876543",
        ),
        _Grammar(name=Subcommand.FORGET, takes_number=True, example="forget +15559876543"),
        _Grammar(
            name=Subcommand.STATS,
            words=frozenset(f"{days}d" for days in range(1, _MOST_DAYS + 1)),
            named=f"a number of days from 1d to {_MOST_DAYS}d",
            options=("agent",),
            example="stats 7d",
        ),
    )
}


def read_subcommand(
    name: Subcommand, typed: str, start: int, first_pair: int, default_region: str
) -> ParsedSubcommand:
    """Read what stands after a subcommand, from `start` on; raises CommandError."""
    grammar, words = _GRAMMARS[name], []
    if grammar.takes_text:
        return ParsedSubcommand(name=name, words=_read_text(grammar, typed, start))
    second = _WORD.match(typed, start)
    if second and (longer := _GRAMMARS.get(f"{name} {_fold(second)}")):
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


def _read_time(grammar: _Grammar, typed: str, start: int, end: int) -> Iterator[str]:
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


def _read_text(grammar: _Grammar, typed: str, start: int) -> tuple[str, ...]:
    text = remove_invisible(typed[start:]).strip()
    if len(text) > LONGEST_REASON:
        raise mark(typed, (start, len(typed)), REASON_TOO_LONG, grammar.example)
    return (text,) if text else ()


def _read_number(
    grammar: _Grammar, typed: str, start: int, end: int, default_region: str
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


def _read_words(grammar: _Grammar, typed: str, start: int, end: int) -> Iterator[str]:
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


def _read_scope(grammar: _Grammar, typed: str, start: int, end: int) -> tuple[list[str], int]:
    """Read the word before a callee, if it is there, and where the callee begins."""
    first = _WORD.match(typed, start, end)
    if first is None or _fold(first) not in grammar.words:
        return [], start
    return [_fold(first)], min(skip_blank(typed, first.end()), end)


def _read_callee(grammar: _Grammar, typed: str, start: int, end: int, words: list[str]) -> str:
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


def _read_options(grammar: _Grammar, typed: str, first_pair: int) -> dict[str, str]:
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
