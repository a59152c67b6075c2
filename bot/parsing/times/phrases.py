"""Days and spans, read by dateparser, which sees only what has their shape: it guesses freely."""

import re
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.parsing.times.zone_names import find_zone

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

START: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock of no place; 29 February is ahead
_NUMBER: Final = r"\d{1,6}(?:\.\d{1,3})? ?|an? "
_UNIT: Final = r"(?:h(?:rs?|ours?)?|m(?:ins?|inutes?)?|s(?:ecs?|econds?)?)(?![a-z])"
_PART: Final = re.compile(rf"(?:{_NUMBER}){_UNIT}")
_SPAN: Final = re.compile(
    rf"(?:in |\+ ?)?({_PART.pattern}(?: ?(?:and )?{_PART.pattern})*)(?: from now)?"
)
_FRACTIONS: Final = (
    (re.compile(r"\bhalf an? "), "0.5 "),
    (re.compile(rf"({_UNIT}) and a half\b"), r"\1 0.5 \1"),
    (re.compile(r"^((?:in |\+ ?)\d+ ?h)(?:rs?|ours?)? ?(\d\d)$"), r"\1 \2m"),
    (re.compile(r"^((?:in |\+ ?)?)(\d+):([0-5]\d) ?(?:hours|hrs)$"), r"\1\2h \3m"),
    (re.compile(r"^(in |\+ ?)(\d+):([0-5]\d) ?h$"), r"\1\2h \3m"),
)
# an hour of the day, as much of Europe and the military write it
_LIKE_AN_HOUR: Final = re.compile(
    r"(?:[01]?\d|2[0-3])(?:\.[0-5]\d)? ?h(?: ?[0-5]\d)?|(?:[01]\d|2[0-3])[0-5]\d ?(?:h|hrs|hours)"
)


def read_phrase(said: str) -> datetime | None:
    """Read a day or a span in lower case as if it was said at START; None where that is none."""
    return _load_parser().get_date_data(said).date_obj


def read_span(said: str) -> timedelta | None:
    """Read a span in a text in lower case; None where it is not one, or may be an hour: “17h”."""
    if _LIKE_AN_HOUR.fullmatch(said):
        return None
    for fraction, number in _FRACTIONS:
        said = fraction.sub(number, said)
    whole = _SPAN.fullmatch(said)
    if whole is None:
        return None
    # part by part, because of a unit that comes twice only one would count
    ends = [read_phrase(f"in {part.group()}") for part in _PART.finditer(whole[1])]
    return sum((end - START for end in ends if end), timedelta()) if all(ends) else None


@cache
def warm_up() -> None:
    """Load what reading times needs, a quarter of a second; later texts take a millisecond."""
    read_phrase("in 2 days")
    find_zone("berlin")


@cache
def _load_parser() -> "DateDataParser":
    # here, because most processes that import the bot never read a time
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": START,
        "PREFER_DATES_FROM": "future",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return DateDataParser(languages=["en"], settings=settings)
