"""How soon to look again: quick before a change, never above the budget."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import choose_delay
from bot.calls import FINAL, CallStatus
from bot.phone_numbers import E164
from bot.store.calls import LiveCall
from tests.unit.test_calls import NOON

PLENTY = 6_000
LIVE_STATUSES = st.sampled_from([*(set(CallStatus) - FINAL), "transferring"])
AGES = st.integers(0, 7_200).map(lambda seconds: timedelta(seconds=seconds))
LIMITS = st.integers(1, 1_000)


def build_live(status: str, since: timedelta = timedelta(0)) -> LiveCall:
    return LiveCall(
        order_id="o1",
        call_id="c1",
        status=status,
        from_number=E164("+15551234567"),
        to_number=E164("+15559876543"),
        agent_name=None,
        dialing_at=NOON - since,
        changed_at=NOON - since,
    )


LIVE = st.lists(st.builds(build_live, LIVE_STATUSES, AGES), min_size=1, max_size=100)


def choose(*live: LiveCall, limit: int = PLENTY) -> float:
    return choose_delay(live, now=NOON, requests_per_minute=limit)


@pytest.mark.parametrize(
    ("status", "since", "seconds"),
    [
        ("initiated", 0, 1.0),
        ("ringing", 100, 1.0),
        ("unconfirmed", 0, 1.0),
        ("ongoing", 0, 2.0),
        ("ongoing", 179, 2.0),
        ("ongoing", 181, 5.0),
        ("transferring", 0, 2.0),
    ],
)
def test_one_call_is_looked_at_as_often_as_it_may_change(
    status: str, since: int, seconds: float
) -> None:
    assert choose(build_live(status, timedelta(seconds=since))) == seconds


def test_calls_share_one_request_and_each_makes_it_more_urgent() -> None:
    talking = build_live("ongoing", timedelta(minutes=10))

    assert choose(talking, talking) == 2.5
    assert choose(*[talking] * 10) == pytest.approx(0.5)


@pytest.mark.parametrize(("limit", "seconds"), [(60, 60 / 45), (600, 60 / 450), (1, 80.0)])
def test_ringing_calls_are_polled_as_fast_as_the_plan_sustains(limit: int, seconds: float) -> None:
    assert choose(*[build_live("ringing")] * 10, limit=limit) == pytest.approx(seconds)


@given(LIVE, LIMITS)
def test_polling_leaves_a_quarter_of_the_requests_to_people(
    live: list[LiveCall], limit: int
) -> None:
    assert 60 / choose(*live, limit=limit) <= 0.75 * limit * (1 + 1e-9)


@given(LIVE, LIMITS, LIVE_STATUSES)
def test_one_more_call_never_slows_the_others_down(
    live: list[LiveCall], limit: int, status: str
) -> None:
    assert choose(*live, build_live(status), limit=limit) <= choose(*live, limit=limit)


@given(LIVE)
def test_nobody_waits_longer_than_five_seconds_for_news(live: list[LiveCall]) -> None:
    assert choose(*live) <= 5.0
