"""Days and spans of time, read by dateparser, which is asked only for what has their shape.

By itself it finds a time in nearly everything, and guesses where two are possible.
"""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.parsing.times.zone_names import find_zone

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

START: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock of no place; 29 February is ahead


def read_phrase(said: str) -> datetime | None:
    """Read a day or a span in lower case as if it was said at START; None where that is none."""
    return _load_parser().get_date_data(said).date_obj


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
