"""May this call be made now: nobody is tried again in their night."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.calls import CallOrder
from bot.policies import put_off_to_day
from tests.builders.calls import build_order

EIGHT = datetime(2026, 3, 4, 13, 0, tzinfo=UTC)  # 8:00 in New York


def ask(zone: str | None = "America/New_York", number: str = "+15559876543") -> CallOrder:
    return build_order(callee_time_zone=zone, to_number=number)


@pytest.mark.parametrize("hours", [0, 6, 12.9])
def test_day_is_no_reason_to_wait(hours: float) -> None:
    assert put_off_to_day(ask(), EIGHT + timedelta(hours=hours)) is None


@pytest.mark.parametrize("hours", [13, 18, 23.9])
def test_night_is_waited_for_to_end(hours: float) -> None:
    assert put_off_to_day(ask(), EIGHT + timedelta(hours=hours)) == EIGHT + timedelta(days=1)


def test_callee_nobody_knows_the_zone_of_is_not_put_off() -> None:
    assert put_off_to_day(ask(None, "+870773123456"), EIGHT) is None
