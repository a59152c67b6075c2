"""How soon to look again: as often as the requests that are left allow, never above them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calling.polling import PollInterval, QuotaSnapshot
from bot.clock import Clock
from bot.domain.calls import FINAL, CallStatus
from bot.domain.phone_numbers import E164
from bot.store.sqlite.calls import LiveCall
from tests.builders.calls import NOON

LIVE_STATUSES = st.sampled_from([*(set(CallStatus) - FINAL), "transferring"])
AGES = st.integers(0, 7_200).map(lambda seconds: timedelta(seconds=seconds))
LIMITS = st.integers(20, 1_000)


class StoppedClock(Clock):
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = -50.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


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
TALKING = build_live("ongoing", timedelta(minutes=1))


def build_allowance(
    limit: int = 60,
    remaining: int = 60,
    resets_in_seconds: float = 60.0,
    others_per_second: float = 0.0,
    sent: int = 0,
) -> QuotaSnapshot:
    return QuotaSnapshot(
        limit=limit,
        remaining=remaining,
        resets_in_seconds=resets_in_seconds,
        sent=sent,
        others_per_second=others_per_second,
    )


def look_at_usual_calls(clock: StoppedClock) -> PollInterval:
    """Build a cadence that knows a team of which one always rings and nine talk."""
    cadence = PollInterval(clock)
    calls = [build_live("ringing"), *[TALKING] * 9]
    for _ in range(50):
        cadence.record_look()
        cadence.choose_delay(calls, build_allowance())
        clock.seconds += 1.0
    cadence.record_look()
    return cadence


def choose(*live: LiveCall, **allowed: float) -> float:
    clock = StoppedClock()
    return look_at_usual_calls(clock).choose_delay(live, build_allowance(**allowed))  # type: ignore[arg-type]


def test_first_look_is_due_at_once() -> None:
    assert PollInterval(StoppedClock()).choose_delay([TALKING], build_allowance()) == 0.0


@pytest.mark.parametrize("status", ["initiated", "ringing", "unconfirmed"])
def test_call_about_to_change_is_looked_at_sooner_than_one_that_talks(status: str) -> None:
    assert choose(build_live(status)) < choose(TALKING)
    assert choose(build_live(status), TALKING) <= choose(build_live(status))


def test_more_calls_are_looked_at_sooner() -> None:
    assert choose(*[build_live("ringing")] * 4) < choose(build_live("ringing"))


def test_time_since_the_last_look_counts() -> None:
    clock = StoppedClock()
    cadence = look_at_usual_calls(clock)
    before = cadence.choose_delay([TALKING], build_allowance())
    clock.seconds += 0.3

    assert cadence.choose_delay([TALKING], build_allowance()) == pytest.approx(
        before - 0.3, abs=0.1
    )


def test_what_never_happened_so_soon_is_not_looked_for_so_soon() -> None:
    clock = StoppedClock()
    cadence = look_at_usual_calls(clock)
    before = cadence.choose_delay([build_live("initiated")], build_allowance())
    for _ in range(100):
        clock.seconds += 0.25
        cadence.record_look()
        for age in (0.25, 0.5):
            call = build_live("initiated", timedelta(seconds=age - clock.seconds))
            cadence.learn(call, has_changed=False)
    fresh = build_live("initiated", timedelta(seconds=-clock.seconds))

    assert cadence.choose_delay([fresh], build_allowance()) > before


def test_lone_long_talk_is_left_alone_for_five_seconds() -> None:
    talking = build_live("ongoing", timedelta(minutes=4))
    assert choose(talking, limit=6_000, remaining=6_000) == 5.0
    assert choose(*[talking] * 10, limit=6_000, remaining=6_000) >= 0.5


def test_what_others_use_is_left_to_them() -> None:
    talking = [TALKING] * 10
    assert choose(*talking, others_per_second=0.5) > choose(*talking)


def test_nothing_left_means_the_next_window() -> None:
    assert choose(TALKING, remaining=3, resets_in_seconds=30.0) >= 27.0


def test_calm_windows_pay_for_a_busy_one() -> None:
    clock = StoppedClock()
    thrifty = look_at_usual_calls(clock)
    clock.seconds = -50.0
    lavish = look_at_usual_calls(clock)
    calls = [TALKING] * 10

    # a window that allows much, so that only what was used before makes the difference
    saved = thrifty.choose_delay(calls, build_allowance(resets_in_seconds=30.0))
    owed = lavish.choose_delay(calls, build_allowance(resets_in_seconds=30.0, sent=40))
    assert saved < owed


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
    assert 0.1 <= delay <= 60.1
