"""Places as people name them, and the table of them that a script makes."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.parsing.times import explain_unknown_zone, find_zone, suggest_zones
from bot.parsing.times.zone_names import CITIES, NAMES, find_zones, fold

LARGEST_TABLE = 150_000


def read_rows(text: str) -> list[tuple[str, list[str]]]:
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [(name, zones.split(" ")) for name, zones, *_ in lines]


ZONE_OF_PLACE = {
    "Boston": "America/New_York",
    "DALLAS": "America/Chicago",
    "mumbai": "Asia/Kolkata",
    "Munich": "Europe/Berlin",
    "München": "Europe/Berlin",
    "Köln": "Europe/Berlin",
    "koln": "Europe/Berlin",
    "Łódź": "Europe/Warsaw",
    "lodz": "Europe/Warsaw",
    "Québec": "America/Toronto",
    "St. Petersburg": "Europe/Moscow",
    "Saint Petersburg": "Europe/Moscow",
    "Ankara": "Europe/Istanbul",
    "Bern": "Europe/Zurich",
    "Athens": "Europe/Athens",
    "India": "Asia/Kolkata",
    "UK": "Europe/London",
    "Israel": "Asia/Jerusalem",
    "Germany": "Europe/Berlin",
    "Vietnam": "Asia/Ho_Chi_Minh",
    "California": "America/Los_Angeles",
    "NYC": "America/New_York",
    "Ontario": "America/Toronto",
    "British Columbia": "America/Vancouver",
    "London": "Europe/London",
    "Brazil": None,
    "Spain": None,
    "Florida": None,
    "or": None,
    "TX": None,
}


def test_place_is_known_without_case_and_accents() -> None:
    assert {text: find_zone(text) for text in ZONE_OF_PLACE} == ZONE_OF_PLACE


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        (
            "San Juan",
            ("America/Puerto_Rico", "Asia/Manila", "America/Argentina/San_Juan", "America/Lima"),
        ),
        ("Portland", ("America/Los_Angeles", "America/New_York")),
        ("Birmingham", ("Europe/London", "America/Chicago")),
        ("Georgia", ("America/New_York", "Asia/Tbilisi")),
        ("Tennessee", ("America/Chicago", "America/New_York")),
        ("Texas", ("America/Chicago", "America/Denver")),
        ("IST", ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin")),
    ],
)
def test_name_of_several_places_is_asked_about(text: str, zones: tuple[str, ...]) -> None:
    assert find_zone(text) is None
    assert find_zones(text) == suggest_zones(text) == zones


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("San Juan, Puerto Rico", "America/Puerto_Rico"),
        ("Portland Oregon", "America/Los_Angeles"),
        ("Birmingham, Alabama", "America/Chicago"),
        ("Boston, USA", "America/New_York"),
        ("Portland, OR", "America/Los_Angeles"),
        ("Portland ME", "America/New_York"),
        ("Springfield, IL", "America/Chicago"),
        ("Cambridge, Massachusetts", "America/New_York"),
        ("London, Ontario", "America/Toronto"),
        ("Vancouver BC", None),
        ("Paris, Texas", "America/Chicago"),
        ("El Paso, TX", "America/Denver"),
        ("Berlin, Japan", None),
    ],
)
def test_region_after_a_city_has_to_fit(text: str, zone: str | None) -> None:
    assert find_zone(text) == zone


def test_person_is_asked_with_the_zones_to_write() -> None:
    assert explain_unknown_zone("portland") == (
        "“Portland” may be in several time zones: write America/Los_Angeles or America/New_York."
    )


@pytest.mark.parametrize("text", ["hours", "please", "way", "tmrw", "west", "foo"])
def test_what_is_hardly_alike_is_not_offered(text: str) -> None:
    assert suggest_zones(text) == ()


def test_table_is_what_its_script_promises() -> None:
    text = CITIES.read_text(encoding="utf-8")
    rows = read_rows(text)
    names = [name for name, _ in rows]

    assert text.splitlines() == sorted(text.splitlines())
    assert len(set(names)) == len(names)
    assert len(text.encode()) < LARGEST_TABLE
    assert all(name == fold(name) and len(name) > 2 for name in names)


@pytest.mark.parametrize("table", [CITIES, NAMES])
def test_every_zone_of_a_table_exists(table: Path) -> None:
    for name, zones in read_rows(table.read_text(encoding="utf-8")):
        assert name == fold(name)
        assert zones
        assert len(set(zones)) == len(zones)
        assert [ZoneInfo(zone).key for zone in zones] == zones
        assert [find_zone(zone) for zone in zones] == zones
