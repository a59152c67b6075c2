"""Where a callee may be: the zones of the number, cut with those of its country."""

import re
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers.tzdata import TIMEZONE_DATA

from bot.domain.time_zones import find_location, is_night, zones_of
from bot.domain.time_zones.callee import FLORIDA_CODES
from bot.domain.time_zones.countries import list_country_zones

NEW_YORK = "America/New_York"
# of which the tz database has no zones, or phonenumbers names another country that shares the code
OF_NO_ZONE = {"AC", "TA", "XK"}
OF_ANOTHER_COUNTRY = {"EH", "MF"}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125550123", (NEW_YORK,)),
        ("+442079460123", ("Europe/London",)),
        ("+97239991234", ("Asia/Jerusalem",)),
        # under names that the tz database has given up, so that all of the country hold
        ("+919812345678", ("Asia/Kolkata",)),
        ("+6913301234", ("Pacific/Chuuk", "Pacific/Pohnpei", "Pacific/Kosrae")),
        ("+18765551234", ("America/Jamaica",)),
        ("+77011234567", ("Asia/Almaty", "Asia/Aqtobe")),
        ("+999123456", ()),
        ("+88213300655", ()),
        ("+80012345678", ()),
        ("+15559876543", ()),
        ("+70000000000", ()),
        ("unknown", ()),
        ("", ()),
    ],
)
def test_number_tells_the_zones(number: str, zones: tuple[str, ...]) -> None:
    assert find_location(number).zones == zones


@pytest.mark.parametrize(
    ("number", "hours"), [("+18005551234", 5), ("+61412345678", 3), ("+79161234567", 9)]
)
def test_number_of_no_place_is_somewhere_in_its_country(number: str, hours: int) -> None:
    winter = datetime(2026, 12, 1, tzinfo=UTC)
    offsets = [winter.astimezone(ZoneInfo(each)).utcoffset() for each in zones_of(number)]
    known = [each.total_seconds() / 3600 for each in offsets if each is not None]

    assert max(known) - min(known) == hours


def test_range_that_countries_share_which_live_by_one_clock_has_their_zones() -> None:
    assert set(find_location("+447700900123").areas) == {"GB", "GG", "IM", "JE"}
    assert "Europe/London" in find_location("+447700900123").zones


@pytest.mark.parametrize(
    ("number", "named", "zones"),
    [
        ("+18005551234", "America/Denver", ("America/Denver",)),
        ("+919812345678", "Asia/Calcutta", ("Asia/Calcutta",)),
        ("+15559876543", "America/Denver", ("America/Denver",)),
        ("+88213300655", "Europe/Berlin", ("Europe/Berlin",)),
        ("+442079460123", "Asia/Tokyo", ("Europe/London",)),
        ("+15559876543", "Asia/Tokyo", ()),
    ],
)
def test_zone_that_was_named_counts_where_the_country_has_it(
    number: str, named: str, zones: tuple[str, ...]
) -> None:
    assert find_location(number, named).zones == zones


def test_calls_are_shown_and_counted_by_the_zone_that_was_named() -> None:
    assert zones_of("+442079460123", "Asia/Tokyo") == ("Asia/Tokyo",)
    assert len(zones_of("+15559876543")) == 42


@pytest.mark.parametrize(
    ("number", "areas"),
    [
        ("+13055550123", {"US", "US-FL"}),
        ("+12125550123", {"US"}),
        ("+15559876543", set()),
        ("+18765551234", {"JM"}),
        ("+443055550123", {"GB"}),
    ],
)
def test_number_tells_the_country_and_florida(number: str, areas: set[str]) -> None:
    assert find_location(number).areas == areas


@pytest.mark.parametrize(
    ("number", "zone", "area"),
    [
        ("+38344123456", "Europe/Belgrade", "XK"),
        ("+13055550123", "America/Los_Angeles", "US-FL"),
        ("+972501234567", "Asia/Jerusalem", "IL"),
        ("+2474123456", "Atlantic/St_Helena", "AC"),
    ],
)
def test_named_zone_takes_no_number_out_of_its_country(number: str, zone: str, area: str) -> None:
    assert area in find_location(number).areas
    assert area in find_location(number, zone).areas


def test_named_zone_tells_which_of_the_countries_that_share_a_code() -> None:
    assert find_location("+15559876543", "America/Denver").areas == {"US"}


def test_number_of_every_country_is_in_zones_of_that_country() -> None:
    callees = {each: find_location(write_example(each)) for each in phonenumbers.SUPPORTED_REGIONS}

    assert len(callees) == 245
    assert [region for region, callee in callees.items() if not callee.zones] == []
    assert {
        region
        for region, callee in callees.items()
        if not set(callee.zones) <= set(list_country_zones(callee.areas))
    } <= OF_NO_ZONE
    assert {
        region for region, callee in callees.items() if region not in callee.areas
    } <= OF_ANOTHER_COUNTRY


def test_every_zone_of_every_number_is_known_here() -> None:
    names = {name for zones in TIMEZONE_DATA.values() for name in zones}

    assert {ZoneInfo(name).key for name in names} == names


@pytest.mark.parametrize(
    ("at", "night"),
    [
        ("2026-12-01T12:59:59", True),
        ("2026-12-01T13:00", False),
        ("2026-12-02T01:59:59", False),
        ("2026-12-02T02:00", True),
        ("2026-07-01T12:00", False),
    ],
)
def test_night_is_from_21_to_8(at: str, night: bool) -> None:
    assert is_night(utc(at), (NEW_YORK,)) is night
    assert is_night(utc(at), ("Asia/Tokyo", NEW_YORK)) or not night
    assert not is_night(utc(at), ())


def write_example(region: str) -> str:
    example = phonenumbers.example_number(region)
    assert example is not None
    return str(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))


def test_area_codes_of_florida_are_those_that_the_geocoder_knows() -> None:
    """Read its tables as text, because as Python they take a hundred megabytes."""
    tables = files("phonenumbers").joinpath("geodata").iterdir()
    texts = [table.read_text(encoding="utf-8") for table in tables if table.name.endswith(".py")]
    in_florida = re.compile(r"""(?m)^ '1(\d{3})\d*':\{.*'en': (?:'Florida'|['"].*, FL['"])""")
    known = {code for text in texts for code in in_florida.findall(text)}

    assert sorted(known) == sorted(FLORIDA_CODES)
