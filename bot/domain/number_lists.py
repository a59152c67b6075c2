"""Lists of numbers as people paste them: what in them is a number, and what is not."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.phone_numbers import E164, parse_number
from bot.errors import InvalidNumberError

_PARTS: Final = re.compile(r"[\n\r,;\t]+")
# a part with fewer digits is a name or a note
_FEWEST_DIGITS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTerms:
    """Of which day a list is, and on which it expires."""

    day: date
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberList:
    """A list that was read: its numbers, each once, and the `bad` parts that look like numbers."""

    terms: ListTerms
    numbers: tuple[E164, ...]
    bad: tuple[str, ...]


def read_list(text: str, default_region: str) -> tuple[tuple[E164, ...], tuple[str, ...]]:
    """Return the numbers of a text, and what has digits enough for one and is none."""
    numbers: dict[E164, None] = {}
    bad: dict[str, None] = {}
    for part in map(str.strip, _PARTS.split(text)):
        if sum(map(str.isdecimal, part)) < _FEWEST_DIGITS:
            continue
        try:
            numbers[parse_number(part, default_region).e164] = None
        except InvalidNumberError:
            bad[part] = None
    return tuple(numbers), tuple(bad)
