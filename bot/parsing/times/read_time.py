"""A text as one moment in the future, or why it is none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import AmbiguousTimeError
from bot.parsing.times.clock_times import ClockTime, find_clock_time, take_part_of_day
from bot.parsing.times.days import Day, read_day, split_words, write_day
from bot.parsing.times.phrases import START, read_span
from bot.parsing.times.places import Moments, Place, find_moments, find_places
from bot.parsing.times.spelling import write_plainly
from bot.parsing.times.zone_names import explain_unknown_zone, find_zones

EXAMPLE_TIME: Final = "tomorrow 9am"
_LONGEST: Final = 100
_SHOWN: Final = 40
_YEAR: Final = timedelta(days=366)
_WEEK: Final = timedelta(days=7)
_NOW: Final = frozenset("now asap immediately jetzt sofort עכשיו מיד".split()) | {"right now"}
# a time that the day may lack, to be shown as an example
_USUAL: Final[dict[str | None, str]] = {
    "afternoon": "3pm",
    "evening": "7pm",
    "night": "9pm",
    "tonight": "9pm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTime:
    """A moment, `at` as aware UTC, and the IANA zone it was said in, if it needed one."""

    at: datetime
    zone: str | None


def read_time(
    text: str, *, zone: str | None, now: datetime, own_zone: str | None = None
) -> SpokenTime:
    """Read a moment of the coming year, in `zone` or one it names, as people name zones.

    Where it is another day in `own_zone`, that of the person, the day is asked about. Raises
    AmbiguousTimeError, and InputError where no zone is known.
    """
    said, now = write_plainly(text), now.astimezone(UTC)
    if not said or len(said) > _LONGEST:
        raise _build_unknown_error(text, now)
    if said in _NOW:
        raise AmbiguousTimeError(f"“{text}” needs no at=: without it the call is placed at once.")
    if (span := read_span(said)) is not None:
        name = find_places("", zone)[0].name if zone else None
        return SpokenTime(at=_keep_near(text, [_add(now, span)], now)[0], zone=name)
    clock = find_clock_time(said)
    if clock is None:
        raise _build_no_time_error(text, said, zone, now)
    words, place_words = split_words(clock.rest)
    if read_day(words, now.date()) is None:
        raise _build_unknown_error(text, now)
    places = find_places(place_words, zone)
    read = [partial(_read_there, text, clock, words, own_zone, now, place) for place in places]
    if len(read) == 1:
        return read[0]()
    raise _build_places_error(text, place_words or zone or "", read)


def _read_there(
    text: str, clock: ClockTime, words: str, own_zone: str | None, now: datetime, place: Place
) -> SpokenTime:
    return _choose(text, clock, _read_days(words, place, own_zone, now), place, now)


def _build_places_error(
    text: str, said: str, readings: Sequence[Callable[[], SpokenTime]]
) -> AmbiguousTimeError:
    """Ask which of several places is meant, with the moments of each."""
    choices: dict[datetime, datetime] = {}
    for read in readings:
        try:
            spoken = read()
        except AmbiguousTimeError as unclear:
            moments = unclear.choices
        else:
            moments = (spoken.at.astimezone(ZoneInfo(spoken.zone or "UTC")),)
        choices |= {moment.astimezone(UTC): moment for moment in moments}
    if not choices:
        return _build_passed_error(text)
    return AmbiguousTimeError(explain_unknown_zone(said), choices=tuple(choices.values()))


def read_end(
    text: str, *, zone: str | None, now: datetime, start: datetime, own_zone: str | None = None
) -> SpokenTime:
    """Read the moment until which a call is wanted that begins at `start`, as `read_time` does.

    A time of day alone is the next one after the start.
    """
    clock = find_clock_time(write_plainly(text))
    is_alone = clock is not None and not split_words(clock.rest)[0]
    try:
        return read_time(text, zone=zone, now=start if is_alone else now, own_zone=own_zone)
    except AmbiguousTimeError as unclear:
        unclear.field = "until"
        raise


def complete_time(text: str) -> str | None:
    """Return a text that names a time, or an example where it lacks one; None for other texts."""
    if len(text) > _LONGEST:
        return None
    said = write_plainly(text)
    named = text[3:].lstrip() if text.casefold().startswith("at ") else text
    try:
        if read_span(said) is not None:
            return named
        clock = find_clock_time(said)
        words, place = split_words(clock.rest if clock else take_part_of_day(said)[0])
        day = read_day(words, START.date())
    except AmbiguousTimeError:
        return EXAMPLE_TIME
    if clock is None and (day is None or not words):
        return None
    if day is None or (place and not find_zones(place)) or day.dates[-1] < START.date():
        return EXAMPLE_TIME
    if clock is not None:
        return named
    return f"{words} {'9am' if day.dates[-1] > START.date() else '11:59pm'}"


def _read_days(words: str, place: Place, own_zone: str | None, now: datetime) -> list[Day]:
    """Read a day as seen from the place, and from where the person is if that is another."""
    there = now.astimezone(place.zone).date()
    here = now.astimezone(ZoneInfo(own_zone)).date() if own_zone else there
    days = [day for today in (there, here) if (day := read_day(words, today))]
    if here == there or not words or days[0].dates == days[1].dates:
        return days[:1]
    reason = f"In {place.name} it is {write_day(there)} now, where you are {write_day(here)}."
    return [replace(day, reason=reason) for day in days]


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


def _choose(
    text: str, clock: ClockTime, days: list[Day], place: Place, now: datetime
) -> SpokenTime:
    candidates = [each for day in days for each in _list_candidates(clock, day, place, now)]
    near = _keep_near(text, (moment for each in candidates for moment in each.at), now)
    is_doubtful = any(day.is_swappable for day in days) or any(
        each.is_skipped for each in candidates
    )
    if len(near) == 1 and not is_doubtful:
        return SpokenTime(at=near[0], zone=place.name)
    choices = tuple(moment.astimezone(ZoneInfo(place.name)) for moment in near)
    raise AmbiguousTimeError(_explain(clock, days[0], candidates, choices), choices=choices)


def _explain(
    clock: ClockTime, day: Day, candidates: list[Moments], choices: tuple[datetime, ...]
) -> str:
    """Say why there are several moments, or one that no clock shows."""
    skipped = [each.reason for each in candidates if each.is_skipped]
    has_days = day.is_swappable or len({choice.date() for choice in choices}) > 1
    doubled = [each.reason for each in candidates]
    return next(filter(None, [*skipped, day.reason if has_days else "", clock.reason, *doubled]))


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


def _build_no_time_error(
    text: str, said: str, zone: str | None, now: datetime
) -> AmbiguousTimeError:
    """Say that the time of day is missing where the day is clear, otherwise what can be read."""
    day_words, part_of_day = take_part_of_day(said)
    words, place = split_words(day_words)
    day = None if place else read_day(words, now.date())
    if day is None or not (words or part_of_day):
        return _build_unknown_error(text, now)
    for clock in (_USUAL.get(part_of_day, "9am"), "11:59pm"):
        example = f"{words or 'today'} {clock}"
        if _can_be_read(example, zone, now):
            sentence = f"“{_shorten(text)}” names no time of day: write “{example}”."
            return AmbiguousTimeError(sentence)
    _keep_near(text, [datetime.combine(day.dates[-1], time(), UTC)], now)
    return _build_unknown_error(text, now)


def _can_be_read(text: str, zone: str | None, now: datetime) -> bool:
    try:
        read_time(text, zone=zone, now=now)
    except AmbiguousTimeError as error:
        return error.choices != ()
    return True


def _build_passed_error(text: str) -> AmbiguousTimeError:
    return AmbiguousTimeError(f"“{_shorten(text)}” has passed; a call can only be made later.")


def _build_unknown_error(text: str, now: datetime) -> AmbiguousTimeError:
    day = now.date() + _WEEK
    return AmbiguousTimeError(
        f"“{_shorten(text)}” is not a time the bot understands: write 15:00, “tomorrow 9am”, "
        f"“in 20 minutes” or {day}T09:00."
    )


def _shorten(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
