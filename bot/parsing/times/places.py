"""The place whose clock is meant, and when it shows a time: once, never, or twice."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import AmbiguousTimeError, InputError
from bot.parsing.times.zone_names import explain_unknown_zone, find_offset_hours, find_zones

NO_TIME_ZONE: Final = (
    "Slack does not say which time zone you are in: add tz= with the zone that the time is in."
)
_LEAVE_OUT: Final = "Leave it out, or name one such as Europe/Berlin."
_OFFSET: Final = re.compile(r"(?:(?:utc|gmt) ?(?=[+-])|(?=.\d\d))([+-]) ?(\d{1,2})(?::?(\d{2}))?")
_FARTHEST: Final = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A zone with its IANA name, and the letters it was said in with the hours they mean."""

    zone: tzinfo
    name: str
    said: str = ""
    offset_hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The moments, in UTC, that a wall time may mean, and why if it is not one.

    `is_skipped` where the clock never shows it: the moments are then as far before and after.
    """

    at: tuple[datetime, ...]
    reason: str = ""
    is_skipped: bool = False


def find_places(said: str, default: str | None) -> tuple[Place, ...]:
    """Find the places a text may name, by default another one.

    Raises AmbiguousTimeError for a name of none, InputError where nothing is named.
    """
    if said and (offset := _OFFSET.fullmatch(said)):
        # an offset is no zone to remember: the same clock may show another in winter
        return (Place(zone=_build_offset(said, *offset.groups()), name=default or "UTC"),)
    named = said or default
    if not named:
        raise InputError(NO_TIME_ZONE, field="at")
    zones = find_zones(named)
    if not zones:
        expected = "neither a day nor a time zone"
        raise AmbiguousTimeError(explain_unknown_zone(said, expected=expected, advice=_LEAVE_OUT))
    hours = find_offset_hours(named) or (None,) * len(zones)
    return tuple(
        Place(zone=ZoneInfo(zone), name=zone, said=named.upper(), offset_hours=strict)
        for zone, strict in zip(zones, hours, strict=True)
    )


def find_moments(wall: datetime, place: Place) -> Moments:
    """Find when a naive wall time is at a place: once, twice, or never."""
    first, second = (wall.replace(tzinfo=place.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = f"{wall:%H:%M}"
    day = f"{wall.day} {wall:%B %Y}"
    if first > second:
        return Moments(
            at=(second, first),
            reason=f"{shown} does not exist on {day} in {place.name}: clocks go forward then.",
            is_skipped=True,
        )
    both = (first,) if first == second else (first, second)
    if place.offset_hours is not None:
        return _choose_by_letters(wall, place, both)
    reason = f"{shown} comes twice on {day} in {place.name}: clocks go back then."
    return Moments(at=both, reason=reason if len(both) > 1 else "")


def _build_offset(said: str, sign: str, hours: str, minutes: str | None) -> tzinfo:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _FARTHEST:
        sentence = f"“{said}” is no place's time: none is more than 14 hours from UTC."
        raise AmbiguousTimeError(sentence)
    return timezone(-offset if sign == "-" else offset)


def _choose_by_letters(wall: datetime, place: Place, moments: tuple[datetime, ...]) -> Moments:
    """Take the moment that letters such as EST strictly mean, or both where people mean another."""
    offset = timezone(timedelta(hours=place.offset_hours or 0.0))
    strict = wall.replace(tzinfo=offset).astimezone(UTC)
    if strict in moments:
        return Moments(at=(strict,))
    shown = f"{place.said} on {wall.day} {wall:%B}"
    meant = f"their time or {offset.tzname(None)}"
    reason = f"Clocks in {place.name} do not show {shown}: it may be {meant}."
    return Moments(at=tuple(sorted({*moments, strict})), reason=reason)
