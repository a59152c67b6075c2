"""Spans of time from now on: “in 20 minutes”, “+2h”, “in an hour and a half”."""

import re
from datetime import timedelta
from typing import Final

_NUMBERS: Final = {
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "twelve": 12.0,
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "half an": 0.5,
    "half a": 0.5,
    "a quarter of an": 0.25,
    "quarter of an": 0.25,
}
_UNITS: Final = {
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_NUMBER: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_UNIT: Final = r"h(?:rs?|ours?)?|m(?:ins?|inutes?)?|s(?:ecs?|econds?)?"
_PART: Final = re.compile(
    rf"(?:and )?(?:(\d{{1,6}}(?:\.\d{{1,3}})?) ?|({_NUMBER}) )({_UNIT})(?![a-z])"
    r"(?: (and a half))? ?"
)
_PREFIX: Final = re.compile(r"(?:in |\+ ?)")
_SUFFIX: Final = re.compile(r" from now\Z")
# an hour of the day, as much of Europe writes it
_LIKE_AN_HOUR: Final = re.compile(r"(?:[01]?\d|2[0-3]) ?h(?: ?[0-5]\d)?")


def read_span(said: str) -> timedelta | None:
    """Read a span in a text in lower case; None where it is not one, or may be an hour: “17h”."""
    if _LIKE_AN_HOUR.fullmatch(said):
        return None
    prefix = _PREFIX.match(said)
    parts = _SUFFIX.sub("", said[prefix.end() :] if prefix else said)
    position, span = 0, timedelta()
    while position < len(parts):
        part = _PART.match(parts, position)
        if part is None:
            return None
        number = float(part[1]) if part[1] else _NUMBERS[part[2]]
        span += (number + (0.5 if part[4] else 0.0)) * _UNITS[part[3][0]]
        position = part.end()
    return span if position else None
