"""What holds for every text: it is a moment within a year, or what is wrong is said."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import AmbiguousTimeError
from bot.parsing.times import (
    SpokenTime,
    complete_time,
    find_zone,
    read_time,
    suggest_zones,
)

ZONES = (
    "UTC America/New_York Europe/Berlin Asia/Kolkata Australia/Lord_Howe Pacific/Apia "
    "America/St_Johns Africa/Casablanca Pacific/Kiritimati Asia/Kathmandu"
).split()
YEAR = timedelta(days=366)

nows = st.integers(min_value=0, max_value=10 * 366 * 86_400).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = st.sampled_from(ZONES)
clock_times = st.times().map(lambda each: each.replace(second=0, microsecond=0))
words = st.sampled_from(
    "today tomorrow tonight yesterday monday next sun this 1 12 31 1st dec may feb 2026 2027 29 "
    "2026-12-01 1/12 1.12 9am 9 9:30 9.30 15:00 17h noon midnight at in on the day after morning "
    "evening night hours minutes 20 2h +2h an half and UTC +2 EST CST Berlin Europe/Berlin New "
    "York o'clock am pm week days ago T09:00 2026-12-01T09:00 Z +01:00 from now".split()
)
texts = st.one_of(st.lists(words, max_size=6).map(" ".join), st.text(max_size=20))


@given(texts, zones, nows)
def test_any_text_is_a_moment_within_a_year_or_a_sentence(
    text: str, zone: str, now: datetime
) -> None:
    moments = [moment.astimezone(UTC) for moment in find_moments(text, zone, now)]

    assert moments == sorted(set(moments))
    assert all(now < moment <= now + YEAR for moment in moments)


@given(clock_times, zones, nows)
def test_time_of_day_comes_back_within_two_days(at: time, zone: str, now: datetime) -> None:
    for moment in find_moments(f"{at:%H:%M}", zone, now):
        assert now < moment <= now + timedelta(hours=49)
        # 10:00 may be in the evening
        halves = {at, at.replace(hour=(at.hour + 12) % 24)} if 10 <= at.hour <= 12 else {at}
        assert any(is_shown(half, moment, zone) for half in halves)


@given(st.integers(1, 12), st.integers(0, 59), zones, nows)
def test_hour_of_twelve_is_asked_about(hour: int, minute: int, zone: str, now: datetime) -> None:
    for said in (f"{hour}:{minute:02}", f"tomorrow {hour}.{minute:02} Uhr", f"at {hour}"):
        assert len(find_moments(said, zone, now)) != 1


@given(texts)
def test_time_that_is_offered_for_words_can_be_read(text: str) -> None:
    offered = complete_time(text)

    assert offered is None or complete_time(offered) == offered


@given(st.dates(date(2026, 11, 24), date(2027, 11, 1)), st.sampled_from("/-."))
def test_day_and_month_that_can_be_swapped_are_asked_about(day: date, mark: str) -> None:
    said = f"{day.day}{mark}{day.month}{mark}{day.year} 3pm"
    is_swappable = mark != "." and day.day <= 12 and day.day != day.month

    moments = find_moments(said, "UTC", datetime(2026, 11, 23, tzinfo=UTC))

    assert day in [moment.date() for moment in moments]
    assert is_swappable or len(moments) == 1


def test_date_that_passed_still_makes_another_doubtful() -> None:
    with pytest.raises(AmbiguousTimeError):
        read_time("3/12/2026 3pm", zone="UTC", now=datetime(2026, 11, 23, tzinfo=UTC))


@given(st.integers(min_value=1, max_value=360), clock_times, zones, nows)
def test_day_and_time_come_back(days: int, at: time, zone: str, now: datetime) -> None:
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)

    for said in (f"{day} {at:%H:%M}", f"{at:%I:%M %p} {day.day} {day:%B %Y}", f"{day}T{at:%H:%M}"):
        moments = find_moments(said, zone, now)
        assert moments
        assert all(is_shown(at, moment, zone) for moment in moments)
        assert {find_day(moment, zone) for moment in moments} <= {day}


@given(st.integers(min_value=1, max_value=500_000), zones, nows)
def test_span_is_exact_whatever_clocks_do(minutes: int, zone: str, now: datetime) -> None:
    span = timedelta(minutes=minutes)

    spoken = read_time(f"in {minutes // 60} hours {minutes % 60} min", zone=zone, now=now)

    assert spoken == SpokenTime(at=now + span, zone=zone)


@given(st.text(max_size=30))
def test_any_text_is_a_zone_or_none(text: str) -> None:
    zone = find_zone(text)

    assert zone is None or ZoneInfo(zone)
    assert all(find_zone(name) == name for name in suggest_zones(text))


def find_moments(text: str, zone: str, now: datetime) -> tuple[datetime, ...]:
    """Return the moment a text means, or those it may mean."""
    try:
        spoken = read_time(text, zone=zone, now=now)
    except AmbiguousTimeError as error:
        unclear = error
    else:
        assert spoken.zone is not None
        assert ZoneInfo(spoken.zone)
        return (spoken.at,)
    assert unclear.sentence[-1:] in {".", "?"}
    return unclear.choices


def is_shown(at: time, moment: datetime, zone: str) -> bool:
    """Say whether a clock shows this time then, or an hour more or less where it is put forward."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.time() == at:
        return True
    wall = datetime.combine(local.date(), at, tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC).astimezone(ZoneInfo(zone)).time() != at


def find_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
