"""When to poll next: soon where calls are likely to change, as often as the quota allows."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calling.polling import PollInterval, QuotaSnapshot
from bot.domain.statuses import FINAL, CallStatus
from bot.store.records import LiveCall
from tests.builders.polling import StoppedClock, build_live, build_quota

LIVE_STATUSES = st.sampled_from([*(set(CallStatus) - FINAL), "transferring"])
AGES = st.integers(0, 7_200).map(lambda seconds: timedelta(seconds=seconds))
LIMITS = st.integers(20, 1_000)


LIVE = st.lists(st.builds(build_live, LIVE_STATUSES, AGES), min_size=1, max_size=100)
TALKING = build_live("ongoing", timedelta(minutes=1))


def watch_usual_calls(clock: StoppedClock) -> PollInterval:
    """Build an interval that knows a team of which one always rings and nine talk."""
    interval = PollInterval(clock)
    calls = [build_live("ringing"), *[TALKING] * 9]
    for _ in range(50):
        interval.observe_quota(build_quota())
        interval.observe_poll(interval.plan(calls, build_quota()))
        clock.seconds += 1.0
    interval.observe_poll(interval.plan(calls, build_quota()))
    return interval


def choose(*live: LiveCall, quota: QuotaSnapshot | None = None) -> float:
    """Return the seconds until the next poll of these calls, of which the last was just made."""
    interval = watch_usual_calls(StoppedClock(seconds=-50.0))
    return interval.plan(live, quota or build_quota()).delay_seconds


def test_first_poll_is_due_at_once() -> None:
    plan = PollInterval(StoppedClock()).plan([TALKING], build_quota())

    assert plan.delay_seconds == 0.0


def test_planning_learns_nothing() -> None:
    interval = watch_usual_calls(StoppedClock(seconds=-50.0))
    ringing, quota = [build_live("ringing")], build_quota(sent=20)

    first = interval.plan(ringing, quota)
    interval.plan([TALKING] * 50, build_quota(sent=50))

    assert interval.plan(ringing, quota) == first


@pytest.mark.parametrize("status", ["initiated", "ringing", "unconfirmed"])
def test_call_about_to_change_is_polled_sooner_than_one_that_talks(status: str) -> None:
    assert choose(build_live(status)) < choose(TALKING)
    assert choose(build_live(status), TALKING) <= choose(build_live(status))


def test_more_calls_are_polled_sooner() -> None:
    assert choose(*[build_live("ringing")] * 4) < choose(build_live("ringing"))


def test_interval_goes_with_the_likelihood_of_a_change_by_its_exponent() -> None:
    clock, quota = StoppedClock(), build_quota(limit=180, remaining=30, resets_in_seconds=60.0)
    interval = PollInterval(clock)
    for _ in range(50):  # one talk is usual, so it is polled at the even interval
        interval.observe_poll(interval.plan([TALKING], quota))
        clock.seconds += 1.0
    interval.observe_poll(interval.plan([TALKING], quota))

    usual = interval.plan([TALKING], quota).delay_seconds
    hundred = interval.plan([TALKING] * 100, quota).delay_seconds

    # what is left allows eleven polls in a minute of live calls: so long an interval is found
    # exactly enough by halving
    assert usual == pytest.approx(60 / 11)
    assert usual / hundred == pytest.approx(100 ** (1 / 3.25), rel=0.02)


def test_time_since_the_last_poll_counts() -> None:
    clock = StoppedClock(seconds=-50.0)
    interval = watch_usual_calls(clock)
    before = interval.plan([TALKING], build_quota()).delay_seconds
    clock.seconds += 0.3

    after = interval.plan([TALKING], build_quota()).delay_seconds
    assert after == pytest.approx(before - 0.3, abs=0.1)


def test_what_never_happened_so_soon_is_not_looked_for_so_soon() -> None:
    clock = StoppedClock(seconds=-50.0)
    interval = watch_usual_calls(clock)
    before = interval.plan([build_live("initiated")], build_quota())
    for _ in range(100):
        clock.seconds += 0.25
        interval.observe_poll(before)
        for age in (0.25, 0.5):
            call = build_live("initiated", timedelta(seconds=age - clock.seconds))
            interval.observe_call(call, has_changed=False)
    fresh = build_live("initiated", timedelta(seconds=-clock.seconds))

    assert interval.plan([fresh], build_quota()).delay_seconds > before.delay_seconds


def test_lone_long_talk_is_left_alone_for_five_seconds() -> None:
    talking, plenty = build_live("ongoing", timedelta(minutes=4)), build_quota(6_000, 6_000)

    assert choose(talking, quota=plenty) == 5.0
    assert choose(*[talking] * 10, quota=plenty) >= 0.5


def test_nothing_left_means_the_next_window() -> None:
    assert choose(TALKING, quota=build_quota(remaining=3, resets_in_seconds=30.0)) >= 27.0


@given(LIVE, LIMITS, st.integers(0, 1_000), st.floats(0, 60))
def test_delay_is_never_below_the_shortest_and_never_past_the_window(
    live: list[LiveCall], limit: int, remaining: int, resets_in_seconds: float
) -> None:
    delay = choose(*live, quota=build_quota(limit, remaining, resets_in_seconds))

    assert 0.1 <= delay <= 60.1
