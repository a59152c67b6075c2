"""Clocks: zones by their names, and the one in the middle of several."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.domain.nights import is_at_night


@cache
def load_zone(name: str) -> ZoneInfo:
    """Return a zone by its IANA name; by itself it is read anew where many are in use."""
    return ZoneInfo(name)


def is_night(at: datetime, zones: Iterable[str]) -> bool:
    """Say whether it is night in any of the zones; no for no zones."""
    return any(is_at_night(at.astimezone(load_zone(name)).time()) for name in zones)


def find_middle_zone(at: datetime, zones: Iterable[str]) -> ZoneInfo | None:
    """Return the zone in the middle of those that a callee may be in, from west to east."""
    clocks = sorted(
        map(load_zone, zones), key=lambda zone: (at.astimezone(zone).utcoffset(), zone.key)
    )
    return clocks[len(clocks) // 2] if clocks else None
