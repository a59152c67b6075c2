"""The subcommands: which words and options each takes, and what these mean."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.calls import CLOSED_HERE, COMPLETED, FAILED, CallStatus
from bot.command_text.pairs import Pair, build_lonely_equals_error, find_first_pair, read_pairs
from bot.command_text.requests import Subcommand, SubcommandRequest
from bot.command_text.typed_text import remove_invisible, shorten, trim_blank
from bot.errors import CommandError

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
_SHOWN_OUTCOMES: Final = "ended, busy, no_answer, error, canceled or not_dialed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    words: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    example: str


_GRAMMARS: Final[Mapping[Subcommand, _Grammar]] = {
    Subcommand.HELP: _Grammar(example="help"),
    Subcommand.STATUS: _Grammar(example="status"),
    Subcommand.AGENTS: _Grammar(example="agents"),
    Subcommand.HISTORY: _Grammar(
        words=frozenset(Scope),
        options=("agent", "outcome", "since"),
        example="history me outcome=busy since=7d",
    ),
    Subcommand.EXPORT: _Grammar(options=("since",), example="export since=7d"),
}


def read_subcommand(name: Subcommand, typed: str, start: int) -> SubcommandRequest:
    """Read what stands after a subcommand, from `start` on; raises CommandError."""
    grammar = _GRAMMARS[name]
    first_pair = max(start, find_first_pair(typed[start:]) + start)
    if typed.startswith("=", first_pair):
        raise build_lonely_equals_error(typed, first_pair, first_pair + 1, example=grammar.example)
    words = tuple(_read_words(name, typed, start, first_pair))
    pairs = read_pairs(typed, first_pair, lambda key, value: grammar.example)
    return SubcommandRequest(name=name, words=words, options=_read_options(name, typed, pairs))


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


def _read_words(name: Subcommand, typed: str, start: int, end: int) -> Iterable[str]:
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


def _explain_stray_word(name: Subcommand, word: str, taken: str | None) -> str:
    grammar = _GRAMMARS[name]
    if taken is not None and word in grammar.words:
        return f"“{taken}” and “{shorten(word)}” cannot both be meant."
    if not grammar.words:
        return f"Nothing can follow “{name}”." if not grammar.options else _takes(name)
    return f"“{shorten(word)}” is neither {', '.join(sorted(grammar.words))} nor an option."


def _takes(name: Subcommand) -> str:
    options = ", ".join(f"“{option}=”" for option in _GRAMMARS[name].options)
    return f"Only {options} can follow “{name}”."


def _read_options(name: Subcommand, typed: str, pairs: Iterable[Pair]) -> dict[str, str]:
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


def _read_value(name: Subcommand, typed: str, pair: Pair, option: str) -> str:
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
    if len(value) > _LONGEST_AGENT:
        raise _mark(name, typed, span, "No agent has a name as long as this.")
    return value


def _explain_outcome(word: str) -> str:
    close = difflib.get_close_matches(word, list(OUTCOMES), n=1)
    hint = f"Did you mean “{close[0]}”?" if close else f"It can be {_SHOWN_OUTCOMES}."
    return f"No call ends with “{shorten(word)}”. {hint}"


def _mark(name: Subcommand, typed: str, span: tuple[int, int], sentence: str) -> CommandError:
    return CommandError(
        sentence, text=typed, start=span[0], end=span[1], example=_GRAMMARS[name].example
    )
