"""The day in a text: “tomorrow”, “next friday”, “1 December”, 2026-12-01, “in 3 days”.

The one user of dateparser, which is asked only for what has the shape of a day: by itself it finds
one in nearly everything.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.errors import AmbiguousTimeError

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY: Final = r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r?s?|rsday)|fri(?:day)?|" + (
    r"sat(?:urday)?|sun(?:day)?"
)
_MONTH: Final = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_COUNT: Final = r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten"
_RELATIVE: Final = re.compile(
    rf"(?:today|tomorrow|yesterday|day after tomorrow|in (?:{_COUNT}) (?:days?|weeks?)|"
    rf"(?:{_COUNT}) (?:days?|weeks?) ago)"
)
_NAMED_WEEKDAY: Final = re.compile(rf"(?:(this|next) )?({_WEEKDAY})")
_DATE: Final = re.compile(
    rf"(?:({_WEEKDAY}) )?((?:{_DAY} (?:{_MONTH})|(?:{_MONTH}) {_DAY})(?: (\d{{4}}))?)"
)
_ISO: Final = re.compile(rf"(?:({_WEEKDAY}) )?(\d{{4}}-\d{{2}}-\d{{2}})")
_NUMERIC: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4})?)?")
_WORDS: Final = re.compile(
    rf"(?:{_WEEKDAY}|{_MONTH}|{_COUNT}|\d.*|today|tomorrow|yesterday|days?|weeks?|ago|after|this|"
    rf"next|on|at|in|the|of)"
)
_FILLERS: Final = re.compile(rf"\b(?:on|at|the|of|in(?! (?:{_COUNT})\b))(?: |\Z)")
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The days a text may mean, and why where they are two.

    `repeats_after` is how far the next one is away that may be meant where the time has passed.
    """

    dates: tuple[date, ...]
    reason: str = ""
    repeats_after: timedelta | None = None


def warm_up() -> None:
    """Load the date parser, which takes a tenth of a second; later texts take a millisecond."""
    _load_parser(date.min).get_date_data("1 january 2026")


def split_words(text: str) -> tuple[str, str]:
    """Part the words that can belong to a day from those between which cannot, a place perhaps."""
    words = text.split()
    strange = [index for index, word in enumerate(words) if not _WORDS.fullmatch(word)]
    if not strange:
        return " ".join(words), ""
    first, last = strange[0], strange[-1] + 1
    return " ".join(words[:first] + words[last:]), " ".join(words[first:last])


def read_day(text: str, today: date) -> Day | None:
    """Read a day in lower case, as seen from `today`; None where a text names none.

    Raises AmbiguousTimeError for days that do not exist, such as 31 February.
    """
    said = _FILLERS.sub("", text).strip()
    if not said:
        return Day(dates=(today,), repeats_after=timedelta(days=1))
    if _RELATIVE.fullmatch(said):
        return Day(dates=(_ask(said, today),))
    if weekday := _NAMED_WEEKDAY.fullmatch(said):
        return _read_weekday(said, weekday, today)
    if numeric := _NUMERIC.fullmatch(said):
        return _read_numeric(said, numeric, today)
    if dated := _DATE.fullmatch(said):
        return _read_date(said, dated, today)
    if iso := _ISO.fullmatch(said):
        return Day(dates=(_check_weekday(iso[1], _build_iso(iso[2]), iso[2]),))
    return None


def _read_weekday(said: str, match: re.Match[str], today: date) -> Day:
    position = _find_weekday(match[2])
    ahead = timedelta(days=(position - today.weekday()) % 7)
    if match[1] != "next":
        return Day(dates=(today + ahead,), repeats_after=None if ahead or match[1] else _WEEK)
    coming = today + (ahead or _WEEK)
    is_certain = today.weekday() != 6 and coming.isocalendar().week != today.isocalendar().week
    if is_certain or not ahead:
        return Day(dates=(coming,))
    both = (coming, coming + _WEEK)
    reason = f"“{said}” may be {_write(both[0])} or {_write(both[1])}."
    return Day(dates=both, reason=reason)


def _read_numeric(said: str, match: re.Match[str], today: date) -> Day:
    """Read 1/12, which is in December or in January; with dots the day comes first."""
    first, second, year = int(match[1]), int(match[3]), match[4]
    orders = [(first, second)] if match[2] == "." else [(first, second), (second, first)]
    dates = [_build_date(day, month, year, today) for day, month in dict.fromkeys(orders)]
    found = tuple(sorted(each for each in dates if each))
    if not found:
        raise _build_no_day_error(said)
    reason = f"“{said}” may be {' or '.join(map(_write, found))}."
    return Day(dates=found, reason=reason if len(found) > 1 else "")


def _read_date(said: str, match: re.Match[str], today: date) -> Day:
    weekday, written, day, year = match[1], match[2], int(match[3] or match[4]), match[5]
    found = _ask(written, today)
    if found.day != day:
        raise _build_no_day_error(said)
    # without a year the parser takes today's own date for next year's
    is_today = not year and (found.month, found.day) == (today.month, today.day)
    return Day(dates=(_check_weekday(weekday, today if is_today else found, written),))


def _build_date(day: int, month: int, year: str | None, today: date) -> date | None:
    years = [int(year)] if year else [today.year, today.year + 1]
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def _build_iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _build_no_day_error(text) from None


def _check_weekday(weekday: str | None, found: date, written: str) -> date:
    if weekday and _find_weekday(weekday) != found.weekday():
        actual = _WEEKDAYS[found.weekday()].capitalize()
        raise AmbiguousTimeError(
            f"{_write(found)} is a {actual}: leave out one of “{weekday} {written}”."
        )
    return found


def _find_weekday(said: str) -> int:
    return next(index for index, name in enumerate(_WEEKDAYS) if name.startswith(said[:3]))


def _write(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _build_no_day_error(said: str) -> AmbiguousTimeError:
    return AmbiguousTimeError(f"“{said}” is no day of the calendar.")


def _ask(said: str, today: date) -> date:
    """Ask the date parser, as if the day had just begun."""
    answer = _load_parser(today).get_date_data(said).date_obj
    if answer is None:
        raise _build_no_day_error(said)
    return answer.date()


@lru_cache(maxsize=4)
def _load_parser(today: date) -> "DateDataParser":
    # here, because most processes that import the bot never read a day
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime.combine(today, time()),
        "PREFER_DATES_FROM": "future",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return DateDataParser(languages=["en"], settings=settings)
