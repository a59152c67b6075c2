"""The options of a call: what may stand after agent=, from=, at=, tz= and retry=."""

import re
from collections.abc import Mapping
from typing import Final

from bot.domain.phone_numbers import PhoneNumber
from bot.errors import CommandError
from bot.parsing.commands.example import build_example
from bot.parsing.commands.pairs import Pair
from bot.parsing.commands.typed_text import remove_invisible, shorten
from bot.parsing.times import explain_unknown_zone, find_zone

MOST_RETRIES: Final = 5
EXAMPLES: Final = {
    "agent": "+15559876543 agent=Booker",
    "from": "+15559876543 from=+15551234567",
    "at": '+15559876543 at="tomorrow 9am"',
    "tz": "+15559876543 retry=2 tz=America/New_York",
    "retry": "+15559876543 retry=2",
}
_COUNT: Final = re.compile(rf"0*[0-{MOST_RETRIES}]")


def read_options(typed: str, options: Mapping[str, Pair]) -> dict[str, str]:
    """Read the values of the options, by name, as they are written again; raises CommandError.

    `tz` becomes an IANA name; what is after `at` is only read where the asker's zone is known.
    """
    return {name: _read_option(typed, name, pair) for name, pair in options.items()}


def build_option_example(number: PhoneNumber, key: str, value: str) -> str:
    """Write a call with one pair; a general example where the value is none of the option's."""
    name = key.casefold()
    is_wrong_zone = name == "tz" and find_zone(value) is None
    is_wrong_count = name == "retry" and not _is_count(value)
    return EXAMPLES[name] if is_wrong_zone or is_wrong_count else build_example(number, key, value)


def _read_option(typed: str, name: str, pair: Pair) -> str:
    value = pair.value.strip()
    if name in {"at", "tz", "retry"}:
        value = remove_invisible(value).strip()
    if not value:
        raise CommandError(
            f"There is nothing after “{name}=”.",
            text=typed,
            start=pair.start,
            end=pair.value_start - 1,
            example=EXAMPLES[name],
        )
    if name == "tz":
        return _read_zone(typed, pair, value)
    if name == "retry":
        return _read_retries(typed, pair, value)
    return value


def _read_zone(typed: str, pair: Pair, value: str) -> str:
    zone = find_zone(value)
    if zone is None:
        raise _mark_value(typed, pair, explain_unknown_zone(shorten(value)), EXAMPLES["tz"])
    return zone


def _read_retries(typed: str, pair: Pair, value: str) -> str:
    if _is_count(value):
        return str(int(value))
    sentence = (
        f"A call is tried again {MOST_RETRIES} times at most, so that nobody is pestered."
        if value.isdecimal()
        else f"“{shorten(value)}” is no number of times to try again: 0 to {MOST_RETRIES}."
    )
    raise _mark_value(typed, pair, sentence, EXAMPLES["retry"])


def _is_count(value: str) -> bool:
    return _COUNT.fullmatch(value) is not None


def _mark_value(typed: str, pair: Pair, sentence: str, example: str) -> CommandError:
    return CommandError(sentence, text=typed, start=pair.value_start, end=pair.end, example=example)
