"""When a call is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.backoff import Backoff
from bot.policies.times import next_attempt_at

NEW_YORK = ("America/New_York",)
BACKOFF = Backoff(pauses=(timedelta(minutes=15), timedelta(hours=1)))
NOON = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 15), (2, 60), (3, 60), (6, 60)])
def test_pauses_grow_and_the_last_one_repeats(attempt: int, minutes: int) -> None:
    assert next_attempt_at(NOON, attempt, NEW_YORK, BACKOFF) == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("ended_at", "next_at"),
    [
        ("2026-12-02T01:44:59", "2026-12-02T01:59:59"),
        ("2026-12-02T01:45", "2026-12-02T13:00"),
        ("2026-12-01T12:50", "2026-12-01T13:05"),
        ("2026-12-01T12:40", "2026-12-01T13:00"),
    ],
)
def test_nobody_is_tried_again_at_night(ended_at: str, next_at: str) -> None:
    moment = datetime.fromisoformat(ended_at).replace(tzinfo=UTC)

    assert next_attempt_at(moment, 1, NEW_YORK, BACKOFF) == datetime.fromisoformat(next_at).replace(
        tzinfo=UTC
    )


def test_nobody_is_tried_again_where_the_night_is_unknown() -> None:
    assert next_attempt_at(NOON, 1, (), BACKOFF) is None
