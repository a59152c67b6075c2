"""The options of calls and subcommands: what may stand after agent=, at=, since= and the others."""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from bot.domain.audit_kinds import KINDS
from bot.domain.consents import LONGEST_BASIS, read_words
from bot.domain.meanings import Outcome
from bot.domain.phone_numbers import PhoneNumber
from bot.domain.statuses import COMPLETED, FINAL, CallStatus
from bot.domain.suppressions import SuppressionScope
from bot.parsing.commands.mistakes import build_example, mark, shorten
from bot.parsing.commands.pairs import Pair
from bot.parsing.commands.requests import OPTIONS
from bot.parsing.commands.typed_text import remove_invisible
from bot.parsing.times import explain_unknown_zone, find_zone, read_past_day

MOST_RETRIES: Final = 5
CALL_EXAMPLES: Final = {
    "agent": "+15559876543 agent=Booker",
    "from": "+15559876543 from=+15551234567",
    "at": '+15559876543 at="tomorrow 9am"',
    "until": "+15559876543 until=18:00",
    "tz": "+15559876543 retry=2 tz=America/New_York",
    "retry": "+15559876543 retry=2",
    "consent": '+15559876543 consent="existing customer"',
}
_LONGEST_AGENT: Final = 150
LONGEST_REASON: Final = 200
REASON_TOO_LONG: Final = f"A reason is at most {LONGEST_REASON} characters long."
_RETRIES: Final = re.compile(rf"0*[0-{MOST_RETRIES}]")
_TOO_MANY_RETRIES: Final = (
    f"A call is tried again {MOST_RETRIES} times at most, so that nobody is pestered."
)
OUTCOMES_OF_WORD: Final[Mapping[str, frozenset[str]]] = {
    **{word: frozenset({word}) for word in (*FINAL, *Outcome)},
    CallStatus.ENDED: COMPLETED,
    "not_dialed": frozenset({CallStatus.REFUSED}),
    "cancelled": frozenset({CallStatus.CANCELED}),
    "callback": frozenset({Outcome.CALL_BACK}),
    "wrong_number": frozenset({Outcome.WRONG_PERSON}),
}
_SHOWN_OUTCOMES: Final = f"{', '.join(Outcome)}, ended or not_dialed"
_AGO_EXAMPLES: Final = "24h, 7d, yesterday or a day such as 2026-11-01"
# whether a text is a day does not depend on the day it is typed
_ANY_DAY: Final = date(2026, 1, 1)
_BETWEEN_WORDS: Final = re.compile(r"[\s_‐‑–-]+")
_AGO: Final = re.compile(r"([0-9]{1,4}) ?([hdw])")
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
# names are compared as they are written, invisible marks included
_VERBATIM: Final = frozenset({"agent", "from"})


def read_option(typed: str, name: str, pair: Pair, example: str) -> str:
    """Return the value of an option as it is written again; raises CommandError."""
    value = (pair.value if name in _VERBATIM else remove_invisible(pair.value)).strip()
    if not value:
        raise mark(typed, pair.key_span, f"There is nothing after “{name}=”.", example)
    try:
        return _PARSERS[name](value)
    except ValueError as error:
        raise mark(typed, pair.value_span, str(error), example) from None


def build_option_example(number: PhoneNumber, key: str, value: str) -> str:
    """Write a call with one pair; a general example where the value is none of the option's."""
    name = key.casefold()
    try:
        if name in OPTIONS:
            _PARSERS[name](value)
    except ValueError:
        return CALL_EXAMPLES[name]
    return build_example(number, key, value)


def read_outcomes(text: str) -> frozenset[str]:
    """Return the statuses and Outcomes that words between commas mean; raises KeyError."""
    return frozenset().union(*(OUTCOMES_OF_WORD[word] for word in text.split(",")))


def read_ago(text: str) -> timedelta | None:
    """Read a time that is so long ago, such as 7d; None for other texts."""
    ago = _AGO.fullmatch(text.strip().casefold())
    return int(ago[1]) * _UNITS[ago[2]] if ago else None


def _parse_agent(value: str) -> str:
    if len(value) > _LONGEST_AGENT:
        raise ValueError("No agent has a name as long as this.")
    return value


def _parse_zone(value: str) -> str:
    zone = find_zone(value)
    if zone is None:
        raise ValueError(explain_unknown_zone(shorten(value)))
    return zone


def _parse_retries(value: str) -> str:
    if _RETRIES.fullmatch(value):
        return str(int(value))
    if value.isdecimal():
        raise ValueError(_TOO_MANY_RETRIES)
    raise ValueError(f"“{shorten(value)}” is not a number of retries: write 0 to {MOST_RETRIES}.")


def _parse_outcomes(value: str) -> str:
    words = [_BETWEEN_WORDS.sub("_", word.strip().casefold()) for word in value.split(",")]
    for word in words:
        if word not in OUTCOMES_OF_WORD:
            close = difflib.get_close_matches(word, list(OUTCOMES_OF_WORD), n=1)
            hint = f"Did you mean “{close[0]}”?" if close else f"It can be {_SHOWN_OUTCOMES}."
            raise ValueError(f"No call ends with “{shorten(word)}”. {hint}")
    return ",".join(words)


def _parse_since(value: str) -> str:
    try:
        if read_ago(value) is None:
            read_past_day(value, _ANY_DAY)
    except ValueError:
        sentence = f"“{shorten(value)}” is not a time to look back to: write {_AGO_EXAMPLES}."
        raise ValueError(sentence) from None
    return value.casefold()


def _parse_scope(value: str) -> str:
    scope = value.casefold()
    if scope not in set(SuppressionScope):
        raise ValueError(f"“{shorten(value)}” is not a kind of calls: write all or marketing.")
    return scope


def _parse_kind(value: str) -> str:
    kind = value.casefold()
    if kind not in KINDS:
        named = ", ".join(KINDS)
        raise ValueError(f"“{shorten(value)}” is not a kind of audit entry: write one of {named}.")
    return kind


def _parse_order_id(value: str) -> str:
    if not re.fullmatch("[0-9a-f]{32}", value.casefold()):
        raise ValueError(f"“{shorten(value)}” is not an order_id such as an export has.")
    return value.casefold()


def _parse_date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"“{shorten(value)}” is not a day such as 2026-11-01.") from None


def _parse_reason(value: str) -> str:
    if len(value) > LONGEST_REASON:
        raise ValueError(REASON_TOO_LONG)
    return value


def _parse_basis(value: str) -> str:
    if len(value) > LONGEST_BASIS or not read_words(value):
        raise ValueError(f"A basis is in words, {LONGEST_BASIS} characters at most.")
    return value


_PARSERS: Final[Mapping[str, Callable[[str], str]]] = {
    "agent": _parse_agent,
    "from": str,
    "at": str,
    "until": str,
    "tz": _parse_zone,
    "retry": _parse_retries,
    "consent": _parse_basis,
    "outcome": _parse_outcomes,
    "since": _parse_since,
    "for": _parse_scope,
    "why": _parse_reason,
    "date": _parse_date,
    "expires": _parse_date,
    "who": str,
    "what": _parse_kind,
    "order": _parse_order_id,
}
