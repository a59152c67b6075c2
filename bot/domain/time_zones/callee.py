"""Where a callee may be: the zones of the number, cut with those of its country."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from bot.domain.countries import list_regions
from bot.domain.phone_numbers import E164, find_zones
from bot.domain.time_zones.clocks import load_zone
from bot.domain.time_zones.countries import list_country_zones, resolve_zone

_REMEMBERED: Final = 10_000
_WINTER: Final = datetime(2026, 1, 1, tzinfo=UTC)
# too small a part of a state to be a country of its own, and with hours of its own
FLORIDA: Final = "US-FL"
FLORIDA_CODES: Final = frozenset(
    "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 "
    "954".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a callee may be; no `zones` where the number belongs to no range and nobody said.

    `areas` are countries by ISO 3166, and parts of them that have hours of their own. It
    `is_requesters` where the requester's own clock stands in for the callee's.
    """

    zones: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    is_requesters: bool = False


def zones_of(number: str, callee_time_zone: str | None = None) -> tuple[str, ...]:
    """Return the zones to show and count a call in: the one that was named, else the number's."""
    if callee_time_zone:
        return (callee_time_zone,)
    return find_location(number).zones or find_zones(number)


@lru_cache(maxsize=_REMEMBERED)
def find_location(number: str, named_zone: str | None = None) -> Location:
    """Return where a callee may be; a zone that was named counts if their country has it.

    A number may be of several countries that share a code; where their clocks differ, as in the
    area code 555 of +1, it tells nothing.
    """
    own = find_zones(number)
    regions = list_regions(E164(number)) if own else ()
    zones = list_country_zones(regions) or own
    if named_zone and (not zones or _is_among(named_zone, zones)):
        zones = (named_zone,)
        regions = tuple(each for each in regions if _may_have(each, named_zone))
    elif len(regions) > 1 and len(set(map(_measure_offset, zones))) > 1:
        return Location()
    else:
        zones = _cut(zones, own)
    return Location(zones=zones, areas=_find_areas(number, regions))


def _cut(zones: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """Return the zones of a country that are a number's own; all where its own have old names."""
    if any(zone not in zones and _is_among(zone, zones) for zone in own):
        return zones
    return tuple(zone for zone in zones if zone in own) or zones


def _measure_offset(zone: str) -> timedelta | None:
    return _WINTER.astimezone(load_zone(zone)).utcoffset()


def _is_among(zone: str, zones: tuple[str, ...]) -> bool:
    return resolve_zone(zone) in map(resolve_zone, zones)


def _may_have(region: str, zone: str) -> bool:
    """Say whether a country has a zone; of some, as Kosovo, the tz database says nothing."""
    zones = list_country_zones([region])
    return not zones or _is_among(zone, zones)


def _find_areas(number: str, regions: tuple[str, ...]) -> frozenset[str]:
    is_in_florida = regions == ("US",) and number[2:5] in FLORIDA_CODES
    return frozenset(regions) | ({FLORIDA} if is_in_florida else frozenset())
