"""The place whose clock is meant: a zone, a city, letters such as CET, or UTC+2."""

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import AmbiguousTimeError
from bot.parsing.times.zone_names import explain_unknown_zone, find_offset_hours, find_zone

_OFFSET: Final = re.compile(r"(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?(\d{2}))?")
_FARTHEST: Final = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A clock: its zone, the IANA name to remember, and the letters it was said in, if any.

    `offset_hours` is what the letters strictly mean, hours east of UTC.
    """

    zone: tzinfo
    name: str
    said: str = ""
    offset_hours: float | None = None


def find_place(said: str, default: str) -> Place:
    """Find the place a text names; where it names none, the zone `default`.

    Raises AmbiguousTimeError.
    """
    if not said:
        return Place(zone=ZoneInfo(default), name=default)
    if offset := _OFFSET.fullmatch(said):
        # an offset is no zone to remember: the same clock may show another in winter
        return Place(zone=_build_offset(said, *offset.groups()), name=default)
    if found := find_zone(said):
        hours = find_offset_hours(said)
        return Place(zone=ZoneInfo(found), name=found, said=said.upper(), offset_hours=hours)
    raise AmbiguousTimeError(explain_unknown_zone(said, expected="neither a day nor a time zone"))


def _build_offset(said: str, sign: str, hours: str, minutes: str | None) -> tzinfo:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _FARTHEST:
        raise AmbiguousTimeError(
            f"“{said}” is no place's time: none is more than 14 hours from UTC."
        )
    return timezone(-offset if sign == "-" else offset)
