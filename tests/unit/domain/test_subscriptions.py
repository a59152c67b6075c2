"""When a channel gets its digest: once a day by its own clocks, also where they are changed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.builders.subscriptions import build_schedule

NEW_YORK = "America/New_York"
FIVE = {"wall_time": time(17), "zone": NEW_YORK}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall_time", "day", "expected"),
    [
        (time(17), "2026-01-15", "2026-01-15T22:00"),
        (time(17), "2026-07-15", "2026-07-15T21:00"),
        # clocks go from 2:00 to 3:00: the next time that exists is 3:00
        (time(2, 30), "2026-03-08", "2026-03-08T07:00"),
        (time(2), "2026-03-08", "2026-03-08T07:00"),
        # clocks show 1:30 twice: the first counts
        (time(1, 30), "2026-11-01", "2026-11-01T05:30"),
    ],
)
def test_digest_comes_by_the_clocks_of_its_zone(wall_time: time, day: str, expected: str) -> None:
    wanted = build_schedule(wall_time=wall_time, zone=NEW_YORK)

    assert wanted.moment_on(date.fromisoformat(day)) == utc(expected)


def test_digest_is_due_from_its_time_to_the_end_of_the_day() -> None:
    wanted = build_schedule(**FIVE)
    moments = ("2026-11-23T21:59", "2026-11-23T22:00", "2026-11-24T04:59", "2026-11-24T05:00")

    assert [wanted.is_due(utc(moment)) for moment in moments] == [False, True, True, False]


def test_digest_that_was_written_is_not_due_again_that_day() -> None:
    wanted = build_schedule(**FIVE, last_day=date(2026, 11, 23))

    assert not wanted.is_due(utc("2026-11-23T23:00"))
    assert wanted.is_due(utc("2026-11-24T22:00"))


def test_first_digest_comes_at_the_next_time_after_the_wish() -> None:
    wanted = build_schedule(**FIVE, added_at=utc("2026-11-23T22:30"))

    assert not wanted.is_due(utc("2026-11-23T22:31"))
    assert wanted.next_after(utc("2026-11-23T22:31")) == utc("2026-11-24T22:00")


@pytest.mark.parametrize(
    ("now", "last_day", "expected"),
    [
        ("2026-11-23T12:00", None, "2026-11-23T22:00"),
        ("2026-11-23T22:00", None, "2026-11-24T22:00"),
        ("2026-11-23T12:00", date(2026, 11, 23), "2026-11-24T22:00"),
        ("2026-03-07T22:00", None, "2026-03-08T21:00"),
    ],
)
def test_next_digest_is_known_ahead(now: str, last_day: date | None, expected: str) -> None:
    wanted = build_schedule(**FIVE, last_day=last_day)

    assert wanted.next_after(utc(now)) == utc(expected)


@pytest.mark.parametrize(
    ("last_until", "since"),
    [
        (None, "2026-11-22T22:00"),
        ("2026-11-22T22:00", "2026-11-22T22:00"),
        # the time was changed, a day was skipped
        ("2026-11-22T14:00", "2026-11-22T14:00"),
        ("2026-11-21T22:00", "2026-11-21T22:00"),
        # a week without digests
        ("2026-11-16T22:00", "2026-11-22T22:00"),
        # the zone was changed, and its new clocks are behind
        ("2026-11-23T23:00", "2026-11-22T22:00"),
    ],
)
def test_digest_begins_where_the_last_one_ended(last_until: str | None, since: str) -> None:
    wanted = build_schedule(**FIVE, last_until=utc(last_until) if last_until else None)

    assert wanted.since(utc("2026-11-23T22:00")) == utc(since)


def test_day_without_a_digest_before_has_as_many_hours_as_its_clocks_show() -> None:
    wanted = build_schedule(**FIVE)
    spring, autumn = utc("2026-03-08T21:00"), utc("2026-11-01T22:00")

    assert spring - wanted.since(spring) == timedelta(hours=23)
    assert autumn - wanted.since(autumn) == timedelta(hours=25)
