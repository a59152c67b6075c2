"""The options of calls and subcommands: what may stand after agent=, at=, since= and the others."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.phone_numbers import PhoneNumber
from bot.parsing.commands.filters import parse_outcomes, parse_since
from bot.parsing.commands.mistakes import build_example, mark, shorten
from bot.parsing.commands.pairs import Pair
from bot.parsing.commands.requests import OPTIONS
from bot.parsing.commands.typed_text import remove_invisible
from bot.parsing.times import explain_unknown_zone, find_zone

MOST_RETRIES: Final = 5
CALL_EXAMPLES: Final = {
    "agent": "+15559876543 agent=Booker",
    "from": "+15559876543 from=+15551234567",
    "at": '+15559876543 at="tomorrow 9am"',
    "tz": "+15559876543 retry=2 tz=America/New_York",
    "retry": "+15559876543 retry=2",
}
_LONGEST_AGENT: Final = 150
_RETRIES: Final = re.compile(rf"0*[0-{MOST_RETRIES}]")
_TOO_LONG_AGENT: Final = "No agent has a name as long as this."
_TOO_MANY_RETRIES: Final = (
    f"A call is tried again {MOST_RETRIES} times at most, so that nobody is pestered."
)
# names are compared as they are written, invisible marks included
_VERBATIM: Final = frozenset({"agent", "from"})


def read_option(typed: str, name: str, pair: Pair, example: str) -> str:
    """Return the value of an option as it is written again; raises CommandError.

    `tz` becomes an IANA name; what is after `at` is only read where the requester's zone is known.
    """
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


def _parse_agent(value: str) -> str:
    if len(value) > _LONGEST_AGENT:
        raise ValueError(_TOO_LONG_AGENT)
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
    raise ValueError(f"“{shorten(value)}” is no number of times to try again: 0 to {MOST_RETRIES}.")


_PARSERS: Final[Mapping[str, Callable[[str], str]]] = {
    "agent": _parse_agent,
    "from": str,
    "at": str,
    "tz": _parse_zone,
    "retry": _parse_retries,
    "outcome": parse_outcomes,
    "since": parse_since,
}
