"""How often the request limit lets the bot poll, over one window and over many."""

import pytest

from bot.calling.polling.quota import PollQuota
from tests.builders.polling import StoppedClock, build_quota

FIRST_BUSY_SHARE = 0.6
LEAST_BUSY_SHARE = 0.5
# nine tenths of 60 requests in 60 s
PLANNED_PER_SECOND = 0.9


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def quota(clock: StoppedClock) -> PollQuota:
    return PollQuota(clock)


def use_evenly(
    quota: PollQuota, clock: StoppedClock, *, step_seconds: int, polled: float = 1.0
) -> None:
    """Let ten minutes pass in steps, in each of which as much was sent as is planned for it."""
    for seconds in range(step_seconds, 601, step_seconds):
        clock.seconds += step_seconds
        sent = round(seconds * PLANNED_PER_SECOND)
        quota.observe(build_quota(sent=sent, polls=round(sent * polled)))


@pytest.mark.parametrize(
    ("remaining", "resets_in_seconds", "for_polls"),
    [(60, 60.0, 52.2), (25, 30.0, 19.6), (5, 5.0, 1.6)],
)
def test_polls_leave_3_to_people_and_by_and_by_5_to_calls_that_are_dialed_later(
    quota: PollQuota, remaining: int, resets_in_seconds: float, for_polls: float
) -> None:
    interval = quota.even_interval(build_quota(60, remaining, resets_in_seconds))

    assert interval == pytest.approx(FIRST_BUSY_SHARE * resets_in_seconds / for_polls)


def test_nine_tenths_of_the_limit_are_planned_however_much_is_left(quota: PollQuota) -> None:
    interval = quota.even_interval(build_quota(resets_in_seconds=20.0))

    assert interval == pytest.approx(FIRST_BUSY_SHARE / PLANNED_PER_SECOND)


@pytest.mark.parametrize("remaining", [0, 3, 4])
def test_with_nothing_to_spare_the_next_window_is_waited_for(
    quota: PollQuota, remaining: int
) -> None:
    assert quota.even_interval(build_quota(remaining=remaining, resets_in_seconds=20.0)) == 20.0


def test_account_that_is_always_busy_spreads_its_polls_over_all_of_the_time(
    quota: PollQuota, clock: StoppedClock
) -> None:
    use_evenly(quota, clock, step_seconds=5)

    interval = quota.even_interval(build_quota(resets_in_seconds=20.0))
    assert interval == pytest.approx(1 / PLANNED_PER_SECOND, rel=0.02)


def test_account_that_mostly_rests_polls_twice_as_often_at_most(
    quota: PollQuota, clock: StoppedClock
) -> None:
    use_evenly(quota, clock, step_seconds=20)

    interval = quota.even_interval(build_quota(resets_in_seconds=20.0))
    assert interval == pytest.approx(LEAST_BUSY_SHARE / PLANNED_PER_SECOND, rel=0.02)


def test_what_dials_and_results_use_is_left_to_them(quota: PollQuota, clock: StoppedClock) -> None:
    use_evenly(quota, clock, step_seconds=5, polled=2 / 3)

    interval = quota.even_interval(build_quota(resets_in_seconds=20.0))
    assert interval == pytest.approx(1 / (PLANNED_PER_SECOND * 2 / 3), rel=0.05)


def test_calm_windows_pay_for_a_busy_one_with_one_window_at_the_most(
    quota: PollQuota, clock: StoppedClock
) -> None:
    few_seconds_of_a_window = build_quota(resets_in_seconds=5.0)
    before = quota.even_interval(few_seconds_of_a_window)
    for _ in range(720):
        clock.seconds += 5.0
        quota.observe(build_quota())

    interval = quota.even_interval(few_seconds_of_a_window)
    assert interval < before
    assert interval == pytest.approx(1 / (PLANNED_PER_SECOND + 60 / 60), rel=0.02)


def test_window_that_used_more_than_planned_is_paid_for_by_the_next(
    quota: PollQuota, clock: StoppedClock
) -> None:
    clock.seconds += 5.0
    quota.observe(build_quota(sent=54, polls=54))

    assert quota.even_interval(build_quota(resets_in_seconds=20.0)) > 5.0
