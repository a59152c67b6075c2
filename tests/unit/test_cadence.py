"""How soon to look again: as often as the requests that are left allow, never above them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import Allowance, choose_delay
from bot.calls import FINAL, CallStatus
from bot.phone_numbers import E164
from bot.store.calls import LiveCall
from tests.unit.test_calls import NOON

LIVE_STATUSES = st.sampled_from([*(set(CallStatus) - FINAL), "transferring"])
AGES = st.integers(0, 7_200).map(lambda seconds: timedelta(seconds=seconds))
LIMITS = st.integers(20, 1_000)


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


def choose(
    *live: LiveCall,
    limit: int = 60,
    remaining: int = 60,
    resets_in_seconds: float = 60.0,
    others_per_second: float = 0.0,
) -> float:
    allowance = Allowance(
        limit=limit,
        remaining=remaining,
        resets_in_seconds=resets_in_seconds,
        others_per_second=others_per_second,
    )
    return choose_delay(live, allowance, now=NOON)


@pytest.mark.parametrize("status", ["initiated", "ringing", "unconfirmed"])
def test_call_about_to_change_is_looked_at_sooner_than_one_that_talks(status: str) -> None:
    assert choose(build_live(status)) < choose(build_live("ongoing"))
    assert choose(build_live(status), build_live("ongoing")) == choose(build_live(status))


def test_lone_long_talk_is_left_alone_for_five_seconds() -> None:
    talking = build_live("ongoing", timedelta(minutes=4))
    assert choose(talking, limit=6_000, remaining=6_000) == 5.0
    assert choose(*[talking] * 10, limit=6_000, remaining=6_000) == 0.5


def test_what_others_use_is_left_to_them() -> None:
    ringing = build_live("ringing")
    assert choose(ringing, others_per_second=0.2) > choose(ringing)


def test_nothing_left_means_the_next_window() -> None:
    assert choose(build_live("ringing"), remaining=4, resets_in_seconds=30.0) >= 27.0


def test_plenty_left_is_used_before_the_window_ends() -> None:
    assert choose(build_live("ringing"), remaining=50, resets_in_seconds=10.0) < 0.3


@given(LIVE, LIMITS)
def test_polling_a_whole_window_at_the_calm_pace_leaves_the_reserve(
    live: list[LiveCall], limit: int
) -> None:
    calm = [call for call in live if call.status == "ongoing"] or [build_live("ongoing")]
    assert 60 / choose(*calm, limit=limit, remaining=limit) <= 0.92 * limit


@given(LIVE, LIMITS, st.integers(0, 1_000), st.floats(0, 60), st.floats(0, 5))
def test_delay_is_never_below_the_quickest_and_never_past_the_window(
    live: list[LiveCall], limit: int, remaining: int, resets_in_seconds: float, others: float
) -> None:
    delay = choose(
        *live,
        limit=limit,
        remaining=remaining,
        resets_in_seconds=resets_in_seconds,
        others_per_second=others,
    )
    assert 0.2 <= delay <= 2 * 60
