"""A text as one moment in the future, or why it is none."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import AmbiguousTimeError
from bot.parsing.times.clock_times import ClockTime, find_clock_time
from bot.parsing.times.days import Day, read_day, split_words
from bot.parsing.times.phrases import read_span
from bot.parsing.times.places import Moments, Place, find_moments, find_place

_LONGEST: Final = 100
_SHOWN: Final = 40
_YEAR: Final = timedelta(days=366)
_WEEK: Final = timedelta(days=7)
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_DASHES: Final = re.compile("[‐‑‒–—―−]")
_HALF_OF_DAY: Final = re.compile(r"(?<=[\d ])([ap])\.? ?m\b\.?")
_ISO: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2}[:.\d]*) ?(z|[+-]\d{2}:?\d{2})?(?= |\Z)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTime:
    """A moment, `at` as aware UTC, and the IANA zone it was said in."""

    at: datetime
    zone: str


def read_time(text: str, *, zone: str, now: datetime) -> SpokenTime:
    """Read a moment of the coming year, in `zone` or one it names; raises AmbiguousTimeError."""
    said, now = _clean(text), now.astimezone(UTC)
    if not said or len(said) > _LONGEST:
        raise _build_unknown_error(text, now)
    if (span := read_span(said)) is not None:
        return SpokenTime(at=_keep_near(text, [_add(now, span)], now)[0], zone=zone)
    clock = find_clock_time(_ISO.sub(_part_iso, said))
    if clock is None:
        raise _build_no_time_error(text, said, zone, now)
    words, place_words = split_words(clock.rest)
    place = find_place(place_words, zone)
    day = read_day(words, now.astimezone(place.zone).date())
    if day is None:
        raise _build_unknown_error(text, now)
    return _choose(text, clock, day, place, now)


def _clean(text: str) -> str:
    """Write a text in one way: lower case, plain dashes and spaces, “am” for “a.m.”."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _DASHES.sub("-", visible).replace("’", "'").replace(",", " ").casefold()
    return _HALF_OF_DAY.sub(r"\1m", " ".join(plain.split()))


def _part_iso(match: re.Match[str]) -> str:
    """Write 2026-12-01T09:00+01:00 as people write a day, a time and an offset."""
    day, clock, offset = match.groups()
    return f"{day} {clock} " + (f"utc{'+0' if offset == 'z' else offset}" if offset else "")


def _add(now: datetime, span: timedelta) -> datetime:
    return now + min(span, 2 * _YEAR)


def _keep_near(text: str, moments: Iterable[datetime], now: datetime) -> list[datetime]:
    """Keep the moments of the coming year, oldest first; raises AmbiguousTimeError for none."""
    future = sorted({moment for moment in moments if moment > now})
    if not future:
        raise _build_passed_error(text)
    if future[0] > now + _YEAR:
        sentence = f"“{_shorten(text)}” is more than a year ahead, which is too far to plan."
        raise AmbiguousTimeError(sentence)
    return [moment for moment in future if moment <= now + _YEAR]


def _choose(text: str, clock: ClockTime, day: Day, place: Place, now: datetime) -> SpokenTime:
    candidates = list(_list_candidates(clock, day, place, now))
    near = _keep_near(text, (moment for each in candidates for moment in each.at), now)
    if len(near) == 1 and not any(each.is_skipped for each in candidates):
        return SpokenTime(at=near[0], zone=place.name)
    choices = tuple(moment.astimezone(ZoneInfo(place.name)) for moment in near)
    raise AmbiguousTimeError(_explain(clock, day, candidates, choices), choices=choices)


def _explain(
    clock: ClockTime, day: Day, candidates: list[Moments], choices: tuple[datetime, ...]
) -> str:
    """Say why there are several moments, or one that no clock shows."""
    skipped = [each.reason for each in candidates if each.is_skipped]
    of_days = [day.reason] if len({choice.date() for choice in choices}) > 1 else []
    doubled = [each.reason for each in candidates]
    return next(filter(None, [*skipped, *of_days, clock.reason, *doubled]))


def _list_candidates(clock: ClockTime, day: Day, place: Place, now: datetime) -> Iterator[Moments]:
    """List what each time of each day may mean; a day that repeats is the next with time left."""
    for each in _list_dates(clock, day, now.date()):
        for at in clock.times:
            moments = find_moments(datetime.combine(each, at), place)
            if day.repeats_after and moments.at[-1] <= now:
                moments = find_moments(datetime.combine(each + day.repeats_after, at), place)
            yield moments
    if clock.span is not None:
        yield Moments(at=(_add(now, clock.span),))


def _list_dates(clock: ClockTime, day: Day, today: date) -> Iterator[date]:
    """List the days a time may be on; what is too far off for clocks to count is put nearer."""
    for each in day.dates:
        near = min(max(each, today - 2 * _YEAR), today + 2 * _YEAR)
        yield near
        if clock.is_end_of_day:
            yield near + timedelta(days=1)


def _build_no_time_error(text: str, said: str, zone: str, now: datetime) -> AmbiguousTimeError:
    """Say that the time of day is missing where the day is clear, otherwise what can be read."""
    today = now.astimezone(ZoneInfo(zone)).date()
    words, place = split_words(said)
    try:
        day = None if place else read_day(words, today)
    except AmbiguousTimeError as error:
        return error
    if day is None:
        return _build_unknown_error(text, now)
    if max(day.dates) < today:
        return _build_passed_error(text)
    return AmbiguousTimeError(f"“{_shorten(text)}” names no time of day: write “{said} 9am”.")


def _build_passed_error(text: str) -> AmbiguousTimeError:
    return AmbiguousTimeError(f"“{_shorten(text)}” has passed; a call can only be made later.")


def _build_unknown_error(text: str, now: datetime) -> AmbiguousTimeError:
    day = now.date() + _WEEK
    return AmbiguousTimeError(
        f"“{_shorten(text)}” is no time the bot understands: write 15:00, “tomorrow 9am”, "
        f"“in 20 minutes” or {day}T09:00."
    )


def _shorten(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
