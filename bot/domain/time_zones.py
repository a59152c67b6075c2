"""Where the callee may be, and when it is night there."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.phone_numbers import find_zones

_MORNING: Final = time(8)
_EVENING: Final = time(21)
_FARTHEST: Final = timedelta(hours=48)


def zones_of(e164: str, callee_time_zone: str | None = None) -> tuple[str, ...]:
    """Return the zones the callee may be in: the one that was named, else all of the number."""
    return (callee_time_zone,) if callee_time_zone else find_zones(e164)


@cache
def load_zone(name: str) -> ZoneInfo:
    """Return a zone by its IANA name; by itself it is read anew where many are in use."""
    return ZoneInfo(name)


def find_middle_zone(at: datetime, zones: Iterable[str]) -> ZoneInfo | None:
    """Return the zone in the middle of those that a callee may be in, from west to east."""
    clocks = sorted(
        map(load_zone, zones), key=lambda zone: (at.astimezone(zone).utcoffset(), zone.key)
    )
    return clocks[len(clocks) // 2] if clocks else None


def is_night(at: datetime, zones: Iterable[str]) -> bool:
    """Say whether it is between 21:00 and 8:00 in any of the zones; no for no zones."""
    return any(not _is_day(at.astimezone(load_zone(name))) for name in zones)


def is_night_hour(hour: int) -> bool:
    """Say whether an hour of the day, 0 to 23, is of the night."""
    return not _MORNING <= time(hour) < _EVENING


def next_daytime(at: datetime, zones: Iterable[str]) -> datetime | None:
    """Return the first moment, in UTC, that is day in all zones; None if not in two days."""
    clocks = [load_zone(name) for name in zones]
    moment = at.astimezone(UTC)
    while clocks and moment <= at + _FARTHEST:
        latest = max(_find_day(moment, clock) for clock in clocks)
        if latest == moment:
            return moment
        moment = latest
    return None


def _find_day(moment: datetime, clock: ZoneInfo) -> datetime:
    """Return the moment itself where it is day, otherwise when the next day begins."""
    local = moment.astimezone(clock)
    if _is_day(local):
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= _EVENING else 0)
    return datetime.combine(day, _MORNING, tzinfo=clock).astimezone(UTC)


def _is_day(local: datetime) -> bool:
    return _MORNING <= local.time() < _EVENING
