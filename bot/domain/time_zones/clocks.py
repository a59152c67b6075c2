"""Clocks: zones by their names, and the one in the middle of several."""

from collections.abc import Iterable
from datetime import datetime, time
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

_MORNING: Final = time(8)
_EVENING: Final = time(21)


@cache
def load_zone(name: str) -> ZoneInfo:
    """Return a zone by its IANA name; by itself it is read anew where many are in use."""
    return ZoneInfo(name)


def is_night(at: datetime, zones: Iterable[str]) -> bool:
    """Say whether it is between 21:00 and 8:00 in any of the zones; no for no zones."""
    clocks = (at.astimezone(load_zone(name)).time() for name in zones)
    return any(not _MORNING <= clock < _EVENING for clock in clocks)


def is_night_hour(hour: int) -> bool:
    """Say whether an hour of the day, 0 to 23, is of the night."""
    return not _MORNING <= time(hour) < _EVENING


def find_middle_zone(at: datetime, zones: Iterable[str]) -> ZoneInfo | None:
    """Return the zone in the middle of those that a callee may be in, from west to east."""
    clocks = sorted(
        map(load_zone, zones), key=lambda zone: (at.astimezone(zone).utcoffset(), zone.key)
    )
    return clocks[len(clocks) // 2] if clocks else None
