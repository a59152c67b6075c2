"""Ages by a wall clock that is set, back or ahead, once or often: they are what truly passed."""

from datetime import timedelta
from itertools import product

import pytest

from tests.builders.calls import NOON
from tests.builders.polling import SetClock

LIMIT = timedelta(minutes=2)
STEPS = [-86_400, -3600, -20, -1.5, 1.5, 20, 130, 3600, 86_400]


def build_clock() -> SetClock:
    clock = SetClock()
    assert clock.now_for_age(LIMIT) == NOON
    return clock


@pytest.fixture
def clock() -> SetClock:
    return build_clock()


def pass_time(clock: SetClock, seconds: float) -> None:
    """Let the time go on, with a look at the clock now and then, as the bot has it."""
    for _ in range(int(seconds)):
        clock.seconds += 1
        clock.now_for_age(LIMIT)


def test_what_was_written_before_the_clock_was_set_is_not_older_for_it(
    subtests: pytest.Subtests,
) -> None:
    for step, passed in product(STEPS, [0, 10, 119]):
        with subtests.test(step=step, passed=passed):
            clock = build_clock()
            written_at = clock.now()
            clock.set_by += step
            pass_time(clock, passed)

            assert clock.now_for_age(LIMIT) - written_at <= LIMIT
            age = clock.now() - clock.to_present(written_at)
            assert age <= timedelta(seconds=passed)
            if step > 0 or passed < -step:
                assert age == timedelta(seconds=passed)


def test_what_was_written_afterwards_has_its_age(subtests: pytest.Subtests) -> None:
    for step, passed in product(STEPS, [0, 10, 121, 3600]):
        with subtests.test(step=step, passed=passed):
            clock = build_clock()
            clock.set_by += step
            pass_time(clock, 1)
            written_at = clock.now()
            pass_time(clock, passed)

            age = timedelta(seconds=passed)
            assert clock.now() - clock.to_present(written_at) == age
            assert (clock.now_for_age(LIMIT) - written_at > LIMIT) == (age > LIMIT)


@pytest.mark.parametrize("step", [each for each in STEPS if each > 0])
def test_what_is_old_is_old_however_far_the_clock_was_set_ahead(
    clock: SetClock, step: float
) -> None:
    written_at = clock.now()
    pass_time(clock, 60)
    clock.set_by += step
    pass_time(clock, 61)

    assert clock.now_for_age(LIMIT) - written_at > LIMIT


def test_clock_that_is_set_ahead_again_and_again_makes_nothing_old(clock: SetClock) -> None:
    written_at = clock.now()
    for _ in range(100):
        clock.set_by += 60
        pass_time(clock, 1)

    assert clock.now() - clock.to_present(written_at) == timedelta(seconds=100)
    assert clock.now_for_age(LIMIT) - written_at == timedelta(seconds=100)


def test_clock_that_was_wrong_for_a_moment_leaves_every_age_as_it_was(clock: SetClock) -> None:
    before = clock.now()
    clock.set_by += 3600
    pass_time(clock, 5)
    meanwhile = clock.now()
    clock.set_by -= 3600
    pass_time(clock, 5)

    assert clock.now() - clock.to_present(before) <= timedelta(seconds=10)
    assert clock.now() - clock.to_present(meanwhile) == timedelta(seconds=5)


def test_machine_that_sleeps_makes_everything_older(clock: SetClock) -> None:
    written_at = clock.now()
    clock.seconds += 3600

    assert clock.now() - clock.to_present(written_at) == timedelta(hours=1)
    assert clock.now_for_age(LIMIT) - written_at == timedelta(hours=1)
