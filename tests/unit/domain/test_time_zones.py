"""Where a callee may be, and when it is day there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers.tzdata import TIMEZONE_DATA

from bot.domain.time_zones import is_night, next_daytime, zones_of

NEW_YORK = "America/New_York"
moderately = settings(max_examples=200)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125550123", (NEW_YORK,)),
        ("+442079460123", ("Europe/London",)),
        ("+97239991234", ("Asia/Jerusalem",)),
        ("+999123456", ()),
        ("+88213300655", ()),
        ("+80012345678", ()),
        ("unknown", ()),
    ],
)
def test_number_tells_the_zones(number: str, zones: tuple[str, ...]) -> None:
    assert zones_of(number) == zones


@pytest.mark.parametrize(
    ("number", "count"),
    [("+15559876543", 42), ("+18005551234", 42), ("+61412345678", 8), ("+79161234567", 16)],
)
def test_number_of_no_place_may_be_anywhere_in_its_country_code(number: str, count: int) -> None:
    assert len(zones_of(number)) == count


def test_zone_that_was_named_is_the_only_one() -> None:
    assert zones_of("+15559876543", "Asia/Tokyo") == ("Asia/Tokyo",)


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


def test_night_in_one_of_the_zones_is_night() -> None:
    at = utc("2026-12-01T14:00")

    assert is_night(at, (NEW_YORK, "America/Los_Angeles"))
    assert not is_night(at, (NEW_YORK, "America/Chicago"))


def test_nobody_knows_the_night_of_no_zone() -> None:
    assert not is_night(utc("2026-12-01T03:00"), ())
    assert next_daytime(utc("2026-12-01T15:00"), ()) is None


@pytest.mark.parametrize(
    ("at", "zones", "day"),
    [
        ("2026-12-01T15:00", (NEW_YORK,), "2026-12-01T15:00"),
        ("2026-12-02T01:59:59", (NEW_YORK,), "2026-12-02T01:59:59"),
        ("2026-12-02T02:00", (NEW_YORK,), "2026-12-02T13:00"),
        ("2026-12-01T05:00", (NEW_YORK,), "2026-12-01T13:00"),
        ("2026-12-01T13:30", (NEW_YORK, "America/Los_Angeles"), "2026-12-01T16:00"),
        # clocks go back in the night to 1 November, forward in that to 8 March
        ("2026-11-01T02:00", (NEW_YORK,), "2026-11-01T13:00"),
        ("2026-10-31T02:00", (NEW_YORK,), "2026-10-31T12:00"),
        ("2026-03-08T03:00", (NEW_YORK,), "2026-03-08T12:00"),
        ("2026-03-07T03:00", (NEW_YORK,), "2026-03-07T13:00"),
        # half an hour's change, on an island
        ("2026-10-03T15:00", ("Australia/Lord_Howe",), "2026-10-03T21:00"),
        ("2026-10-02T15:00", ("Australia/Lord_Howe",), "2026-10-02T21:30"),
    ],
)
def test_next_daytime_is_in_all_zones(at: str, zones: tuple[str, ...], day: str) -> None:
    assert next_daytime(utc(at), zones) == utc(day)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-12-01T12:00", "2026-12-01T22:00"),
        ("2026-12-02T00:29", "2026-12-02T00:29"),
        ("2026-12-02T00:30", "2026-12-02T22:00"),
        ("2026-07-01T23:30", "2026-07-02T22:00"),
    ],
)
def test_toll_free_numbers_share_the_time_between_guam_and_newfoundland(at: str, day: str) -> None:
    assert next_daytime(utc(at), zones_of("+18005551234")) == utc(day)


def test_daytime_is_told_in_utc_whatever_zone_was_asked_in() -> None:
    at = utc("2026-12-02T02:00").astimezone(ZoneInfo("Asia/Tokyo"))

    day = next_daytime(at, (NEW_YORK,))

    assert day == utc("2026-12-02T13:00")
    assert day is not None
    assert day.tzinfo is UTC


def test_zones_on_opposite_sides_share_no_daytime() -> None:
    at = utc("2026-12-01T12:00")

    assert next_daytime(at, ("Asia/Tokyo", "Europe/London", NEW_YORK)) is None


@moderately
@given(
    st.integers(min_value=0, max_value=10 * 366 * 1440),
    st.sampled_from(sorted(TIMEZONE_DATA)),
)
def test_no_number_is_without_a_common_daytime(minutes: int, prefix: str) -> None:
    at = utc("2025-01-01") + timedelta(minutes=minutes)

    day = next_daytime(at, TIMEZONE_DATA[prefix])

    assert day is not None
    assert at <= day <= at + timedelta(hours=48)
    assert not is_night(day, TIMEZONE_DATA[prefix])
    assert day == at or is_night(day - timedelta(seconds=1), TIMEZONE_DATA[prefix])
