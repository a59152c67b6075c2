"""The subcommands: which words and options each takes, and what these mean."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.calls import CLOSED_HERE, COMPLETED, FAILED, CallStatus
from bot.errors import AmbiguousTimeError, CommandError
from bot.parsing.commands.pairs import Pair, build_lonely_equals_error, find_first_pair, read_pairs
from bot.parsing.commands.requests import ParsedSubcommand, Subcommand
from bot.parsing.commands.typed_text import remove_invisible, shorten, skip_blank, trim_blank
from bot.parsing.commands.wall_time import read_wall_time
from bot.parsing.times import explain_unknown_zone, find_zone

_WORD: Final = re.compile(r"\S+")
_BETWEEN_WORDS: Final = re.compile(r"[\s_‐‑–-]+")
_AGO: Final = re.compile(r"([0-9]{1,4}) ?([hdw])")
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_AGO_EXAMPLES: Final = "24h, 7d or a day such as 2026-11-01"


class Scope(StrEnum):
    """Whose calls are listed: one's own, those told here, or all that one may see."""

    ME = "me"
    HERE = "here"
    ALL = "all"


# what people may type → the statuses it means
OUTCOMES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **{str(status): frozenset({str(status)}) for status in COMPLETED | FAILED | CLOSED_HERE},
        CallStatus.ENDED: frozenset(map(str, COMPLETED)),
        "answered": frozenset(map(str, COMPLETED)),
        "not_dialed": frozenset({str(CallStatus.REFUSED)}),
        "cancelled": frozenset({str(CallStatus.CANCELED)}),
    }
)
_LONGEST_AGENT: Final = 150
_MOST_DAYS: Final = 365
_SHOWN_OUTCOMES: Final = "ended, busy, no_answer, error, canceled or not_dialed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    words: frozenset[str] = frozenset()
    named: str = ""  # the words as people are told of them, where they are too many to list
    options: tuple[str, ...] = ()
    takes_time: bool = False
    example: str


# by the words that come first: a subcommand, or a subcommand and the word that makes it another
_GRAMMARS: Final[Mapping[str, _Grammar]] = {
    Subcommand.HELP: _Grammar(example="help"),
    Subcommand.STATUS: _Grammar(example="status"),
    Subcommand.AGENTS: _Grammar(example="agents"),
    Subcommand.HISTORY: _Grammar(
        words=frozenset(Scope),
        options=("agent", "outcome", "since"),
        example="history me outcome=busy since=7d",
    ),
    Subcommand.EXPORT: _Grammar(options=("since",), example="export since=7d"),
    Subcommand.WATCH: _Grammar(
        words=frozenset({"list", "digest"}),
        options=("outcome", "agent"),
        example="watch outcome=busy,no_answer",
    ),
    "watch list": _Grammar(example="watch list"),
    "watch digest": _Grammar(options=("tz",), takes_time=True, example="watch digest 17:00"),
    Subcommand.UNWATCH: _Grammar(words=frozenset({"digest"}), example="unwatch"),
    Subcommand.STATS: _Grammar(
        words=frozenset(f"{days}d" for days in range(1, _MOST_DAYS + 1)),
        named=f"a number of days from 1d to {_MOST_DAYS}d",
        options=("agent",),
        example="stats 7d",
    ),
}


def read_subcommand(name: Subcommand, typed: str, start: int) -> ParsedSubcommand:
    """Read what stands after a subcommand, from `start` on; raises CommandError."""
    called, first_word, start = _read_name(name, typed, start)
    grammar = _GRAMMARS[called]
    first_pair = max(start, find_first_pair(typed[start:]) + start)
    if typed.startswith("=", first_pair):
        raise build_lonely_equals_error(typed, first_pair, first_pair + 1, example=grammar.example)
    read_words = _read_time if grammar.takes_time else _read_words
    words = (*first_word, *read_words(called, typed, start, first_pair))
    pairs = read_pairs(typed, first_pair, lambda key, value: grammar.example)
    return ParsedSubcommand(name=name, words=words, options=_read_options(called, typed, pairs))


def read_since(text: str) -> timedelta | date:
    """Read a time that has passed: so long ago, or since a day began. Raises ValueError."""
    folded = text.strip().casefold()
    ago = _AGO.fullmatch(folded)
    if ago is None:
        return date.fromisoformat(folded)
    return int(ago[1]) * _UNITS[ago[2]]


def read_outcomes(text: str) -> frozenset[str]:
    """Return the statuses that outcomes with commas between them mean; raises KeyError."""
    return frozenset().union(*(OUTCOMES[word] for word in text.split(",")))


def _read_name(name: Subcommand, typed: str, start: int) -> tuple[str, tuple[str, ...], int]:
    """Return the key of a grammar, the word in it that is no subcommand, and where it ends."""
    found = _WORD.match(typed, start)
    word = remove_invisible(found.group()).casefold() if found else ""
    if found is None or f"{name} {word}" not in _GRAMMARS:
        return name, (), start
    return f"{name} {word}", (word,), skip_blank(typed, found.end())


def _read_time(name: str, typed: str, start: int, end: int) -> Iterable[str]:
    text = remove_invisible(typed[start:end]).strip()
    if not text:
        raise _mark(name, typed, (start, start), f"“{name}” needs a time of day.")
    try:
        yield read_wall_time(shorten(text))
    except AmbiguousTimeError as exc:
        raise _mark(name, typed, (start, trim_blank(typed, start, end)), str(exc)) from exc


def _read_words(name: str, typed: str, start: int, end: int) -> Iterable[str]:
    grammar = _GRAMMARS[name]
    taken: str | None = None
    for found in _WORD.finditer(typed, start, end):
        word = remove_invisible(found.group()).casefold()
        if not word:
            continue
        if word not in grammar.words or taken is not None:
            raise CommandError(
                _explain_stray_word(name, word, taken),
                text=typed,
                start=found.start(),
                end=trim_blank(typed, found.start(), end if not grammar.words else found.end()),
                example=grammar.example,
            )
        taken = word
        yield word


def _explain_stray_word(name: str, word: str, taken: str | None) -> str:
    grammar = _GRAMMARS[name]
    if taken is not None and word in grammar.words:
        return f"“{taken}” and “{shorten(word)}” cannot both be meant."
    if not grammar.words:
        return f"Nothing can follow “{name}”." if not grammar.options else _takes(name)
    return f"“{shorten(word)}” is neither {_name_words(grammar)} nor an option."


def _name_words(grammar: _Grammar) -> str:
    return grammar.named or ", ".join(sorted(grammar.words))


def _takes(name: str) -> str:
    options = ", ".join(f"“{option}=”" for option in _GRAMMARS[name].options)
    return f"Only {options} can follow “{name}”."


def _read_options(name: str, typed: str, pairs: Iterable[Pair]) -> dict[str, str]:
    grammar = _GRAMMARS[name]
    options: dict[str, str] = {}
    for pair in pairs:
        option = pair.key.casefold()
        key = (pair.start, pair.value_start - 1)
        if option not in grammar.options:
            sentence = _takes(name) if grammar.options else f"Nothing can follow “{name}”."
            whole = (pair.start, len(typed.rstrip())) if not grammar.options else key
            raise _mark(name, typed, whole, sentence)
        if option in options:
            raise _mark(name, typed, key, f"“{shorten(pair.key)}” is given twice.")
        if not pair.value.strip():
            raise _mark(name, typed, key, f"There is nothing after “{option}=”.")
        options[option] = _read_value(name, typed, pair, option)
    return options


def _read_value(name: str, typed: str, pair: Pair, option: str) -> str:
    """Return the value as it is written again; raises CommandError where it means nothing."""
    value = remove_invisible(pair.value).strip()
    span = (pair.value_start, pair.end)
    if option == "since":
        try:
            read_since(value)
        except ValueError:
            sentence = f"“{shorten(value)}” is no time to look back to: write {_AGO_EXAMPLES}."
            raise _mark(name, typed, span, sentence) from None
        return value.casefold()
    if option == "outcome":
        words = [_BETWEEN_WORDS.sub("_", word.strip().casefold()) for word in value.split(",")]
        unknown = next((word for word in words if word not in OUTCOMES), None)
        if unknown is not None:
            raise _mark(name, typed, span, _explain_outcome(unknown))
        return ",".join(words)
    if option == "tz":
        zone = find_zone(value)
        if zone is None:
            raise _mark(name, typed, span, explain_unknown_zone(shorten(value)))
        return zone
    if len(value) > _LONGEST_AGENT:
        raise _mark(name, typed, span, "No agent has a name as long as this.")
    return value


def _explain_outcome(word: str) -> str:
    close = difflib.get_close_matches(word, list(OUTCOMES), n=1)
    hint = f"Did you mean “{close[0]}”?" if close else f"It can be {_SHOWN_OUTCOMES}."
    return f"No call ends with “{shorten(word)}”. {hint}"


def _mark(name: str, typed: str, span: tuple[int, int], sentence: str) -> CommandError:
    return CommandError(
        sentence, text=typed, start=span[0], end=span[1], example=_GRAMMARS[name].example
    )
