"""The day in a text: “tomorrow”, “next friday”, “1 December”, 2026-12-01, “in 3 days”."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.errors import AmbiguousTimeError
from bot.parsing.times.phrases import START, read_phrase
from bot.parsing.times.spelling import write_plainly

_WEEKDAYS: Final = "mon tue wed thu fri sat sun".split()
WEEKDAY: Final = r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r?s?|rsday)|fri(?:day)?|" + (
    r"sat(?:urday)?|sun(?:day)?"
)
_MONTH: Final = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_COUNT: Final = r"\d{1,3}|an?"
_RELATIVE: Final = re.compile(
    rf"(?:today|tomorrow|yesterday|day after tomorrow|in (?:{_COUNT}) (?:days?|weeks?)|"
    rf"(?:{_COUNT}) (?:days?|weeks?) ago)"
)
_NAMED_WEEKDAY: Final = re.compile(rf"(?:(this|next) )?({WEEKDAY})")
_PAST_WEEK: Final = re.compile(r"(this|last) week")
_PAST_WEEKDAY: Final = re.compile(rf"(?:on )?(last )?({WEEKDAY})")
_LONGEST_PAST_DAY: Final = 100
_PAST_DAY: Final = re.compile(rf"today|yesterday|(?:{_COUNT}) (?:days?|weeks?) ago")
_OF_NEXT_WEEK: Final = re.compile(rf"next week (?P<day>{WEEKDAY})|(?P<day_>{WEEKDAY}) next week")
_FROM: Final = rf"today|tomorrow|{WEEKDAY}"
_WEEKS_AFTER: Final = re.compile(
    rf"(?P<count>{_COUNT}) weeks? (?:from )?(?P<day>{_FROM})|"
    rf"(?P<day_>{_FROM}) (?:week|(?P<is_in>in )(?P<count_>{_COUNT}) weeks?)"
)
_ISO: Final = r"(?P<iso>\d{4}-\d{2}-\d{2})"
_IN_WORDS: Final = rf"(?P<words>{_DAY} (?:{_MONTH})|(?:{_MONTH}) {_DAY})(?: (?P<year>\d{{4}}))?"
_NUMERIC: Final = (
    r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})"
    r"(?:(?P=mark)(?P<numeric_year>\d{4}|\d{2})?)?"
)
_ORDINAL: Final = r"(?P<ordinal>\d{1,2})(?:st|nd|rd|th|\.)"
_DATE: Final = re.compile(
    rf"(?:(?P<weekday>{WEEKDAY}) )?(?P<written>{_ISO}|{_IN_WORDS}|{_NUMERIC}|{_ORDINAL})"
)
_WORDS: Final = re.compile(
    rf"(?:{WEEKDAY}|{_MONTH}|{_COUNT}|\d.*|today|tomorrow|yesterday|days?|weeks?|ago|after|from|"
    rf"this|next|on|at|in|the|of)"
)
_FILLERS: Final = re.compile(rf"\b(?:on|at|the|of|in(?! (?:{_COUNT})\b))(?: |\Z)")
_WEEK: Final = timedelta(days=7)
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The days a text may mean, why they are two, and how soon one repeats that has passed.

    `is_swappable` where it is month and day that may be swapped: then a day that passed counts.
    """

    dates: tuple[date, ...]
    reason: str = ""
    is_swappable: bool = False
    repeats_after: timedelta | None = None


def split_words(text: str) -> tuple[str, str]:
    """Part the words that can belong to a day from those between which cannot, a place perhaps."""
    words = text.split()
    strange = [index for index, word in enumerate(words) if not _WORDS.fullmatch(word)]
    if not strange:
        return " ".join(words), ""
    first, last = strange[0], strange[-1] + 1
    return " ".join(words[:first] + words[last:]), " ".join(words[first:last])


def read_day(text: str, today: date) -> Day | None:
    """Read a day as seen from `today`, if it is one; raises AmbiguousTimeError for 31 February."""
    said = _FILLERS.sub("", text).strip()
    if not said:
        return Day(dates=(today,), repeats_after=timedelta(days=1))
    if _RELATIVE.fullmatch(said):
        found = read_phrase(said)
        return Day(dates=(today + (found - START),)) if found else None
    if weekday := _NAMED_WEEKDAY.fullmatch(said):
        return _read_weekday(said, weekday, today)
    if of_week := _OF_NEXT_WEEK.fullmatch(said):
        return _read_day_of_next_week(said, of_week["day"] or of_week["day_"], today)
    if later := _WEEKS_AFTER.fullmatch(said):
        return _read_weeks_after(said, later, today)
    dated = _DATE.fullmatch(said)
    return _read_date(dated, today) if dated else None


def read_past_day(text: str, today: date) -> date:
    """Read the day that a look back begins with, as typed; raises ValueError for what is none."""
    if len(text) > _LONGEST_PAST_DAY:
        raise ValueError("No day is as long as this.")
    said = write_plainly(text)
    if week := _PAST_WEEK.fullmatch(said):
        return today - timedelta(days=today.weekday() + (7 if week[1] == "last" else 0))
    if weekday := _PAST_WEEKDAY.fullmatch(said):
        behind = (today.weekday() - _WEEKDAYS.index(weekday[2][:3])) % 7
        return today - timedelta(days=behind or (7 if weekday[1] else 0))
    found = read_phrase(said) if _PAST_DAY.fullmatch(said) else None
    return today + (found - START) if found else date.fromisoformat(said)


def _read_weekday(said: str, match: re.Match[str], today: date) -> Day:
    position = _WEEKDAYS.index(match[2][:3])
    ahead = timedelta(days=(position - today.weekday()) % 7)
    if match[1] != "next":
        return Day(dates=(today + ahead,), repeats_after=None if ahead or match[1] else _WEEK)
    coming = today + (ahead or _WEEK)
    is_certain = today.weekday() != 6 and coming.isocalendar().week != today.isocalendar().week
    if is_certain or not ahead:
        return Day(dates=(coming,))
    reason = f"“{said}” may be {write_day(coming)} or {write_day(coming + _WEEK)}."
    return Day(dates=(coming, coming + _WEEK), reason=reason)


def _read_day_of_next_week(said: str, weekday: str, today: date) -> Day:
    """Read a day of the next week, which begins on Monday for some and on Sunday for others."""
    position = _WEEKDAYS.index(weekday[:3])
    by_monday = today + timedelta(days=7 - today.weekday() + position)
    by_sunday = today + timedelta(days=7 - (today.weekday() + 1) % 7 + (position + 1) % 7)
    return _choose_day(said, by_monday, by_sunday)


def _read_weeks_after(said: str, match: re.Match[str], today: date) -> Day:
    """Read “friday week”, “2 weeks from friday” and “friday in 2 weeks”, which may be earlier."""
    count = match["count"] or match["count_"] or "a"
    weeks = (int(count) if count.isdecimal() else 1) * _WEEK
    from_day = match["day"] or match["day_"]
    if from_day in {"today", "tomorrow"}:
        return Day(dates=(today + weeks + timedelta(days=from_day == "tomorrow"),))
    ahead = timedelta(days=(_WEEKDAYS.index(from_day[:3]) - today.weekday()) % 7)
    later = today + ahead + weeks
    is_next_calendar_week = (today + ahead).isocalendar().week != today.isocalendar().week
    if match["is_in"] and is_next_calendar_week:
        return _choose_day(said, later - _WEEK, later)
    return _choose_day(said, later, later if ahead else later + _WEEK)


def _choose_day(said: str, *days: date) -> Day:
    meant = tuple(sorted(set(days)))
    named = " or ".join(map(write_day, meant))
    return Day(dates=meant, reason=f"“{said}” may be {named}." if len(meant) > 1 else "")


def _read_date(match: re.Match[str], today: date) -> Day:
    """Read a date, which is two where 1/12 is in December or in January."""
    weekday, written = match["weekday"], match["written"]
    found = sorted({day for day in _list_dates(match, today) if day})
    if not found:
        raise AmbiguousTimeError(f"“{written}” is no day of the calendar.")
    meant = [day for day in found if not weekday or day.weekday() == _WEEKDAYS.index(weekday[:3])]
    if not meant:
        day = f"{write_day(found[0])} is a {found[0]:%A}"
        raise AmbiguousTimeError(f"{day}: leave out one of “{weekday} {written}”.")
    reason = f"“{written}” may be {' or '.join(map(write_day, meant))}."
    is_one = len(meant) == 1
    return Day(dates=tuple(meant), reason="" if is_one else reason, is_swappable=not is_one)


def _list_dates(match: re.Match[str], today: date) -> list[date | None]:
    if iso := match["iso"]:
        year, month, day = map(int, iso.split("-"))
        return [_build_date(day, month, year, today)]
    if words := match["words"]:
        found = read_phrase(words)
        is_read = found is not None and str(found.day) in re.findall(r"[1-9]\d?", words)
        if not (found and is_read):
            return []
        return [_build_date(found.day, found.month, match["year"], today)]
    if ordinal := match["ordinal"]:
        months = [(today.month + ahead) % _MONTHS + 1 for ahead in range(-1, _MONTHS - 1)]
        days = [_build_date(int(ordinal), month, None, today) for month in months]
        return [min(filter(None, days), default=None)]
    first, second, said_year = int(match["first"]), int(match["second"]), match["numeric_year"]
    long_year = said_year and f"20{said_year}"[-4:]
    orders = [(first, second)] if match["mark"] == "." else [(first, second), (second, first)]
    return [_build_date(day, month, long_year, today) for day, month in orders]


def _build_date(day: int, month: int, year: str | int | None, today: date) -> date | None:
    """Build a date, without a year the next one of its name; None where there is none."""
    # 29 February may be eight years away
    years = [int(year)] if year else range(today.year, today.year + 9)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def write_day(day: date) -> str:
    """Write a day for people: 1 December 2026."""
    return f"{day.day} {day:%B %Y}"
