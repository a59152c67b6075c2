"""Which zones a country has, as `zone.tab` of the tz database says, under whatever name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

# a package that is required, so that a machine's own files need not be there
_TZ_DATABASE: Final = files("tzdata.zoneinfo")


def list_country_zones(regions: Iterable[str]) -> tuple[str, ...]:
    """Return the zones of countries; nothing of those that the tz database has no zone of."""
    table = _read_countries()
    return tuple(dict.fromkeys(zone for region in regions for zone in table.get(region, ())))


def resolve_zone(name: str) -> str:
    """Return the zone that a name is a link to: `Asia/Kolkata` of `Asia/Calcutta`."""
    links = _read_links()
    while name in links:
        name = links[name]
    return name


@cache
def _read_countries() -> Mapping[str, list[str]]:
    countries: dict[str, list[str]] = defaultdict(list)
    for line in _TZ_DATABASE.joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            region, _, zone = line.split("\t")[:3]
            countries[region].append(zone)
    return dict(countries)


@cache
def _read_links() -> Mapping[str, str]:
    lines = _TZ_DATABASE.joinpath("tzdata.zi").read_text(encoding="utf-8").splitlines()
    links = (line.split() for line in lines if line.startswith("L "))
    return {name: target for _, target, name in links}
