"""The half hours and days that are measured: the same seed gives the same figures."""

from dataclasses import replace

from bench.follower import BotFollower
from bench.half_hour import Course, HalfHour, live_half_hour
from bench.traffic import DAY, STANDARD, build_wishes


def live_briefly(seed: int) -> HalfHour:
    """Live through a few seconds; the processor's time is the only thing that chance decides."""
    course = Course(
        build=BotFollower,
        plan=STANDARD,
        answer_seconds=0.02,
        warm_up_seconds=2.0,
        measured_seconds=8.0,
    )
    return replace(live_half_hour(course, seed), work_seconds=0.0)


def test_one_seed_gives_one_half_hour() -> None:
    first, again, another = live_briefly(1), live_briefly(1), live_briefly(2)

    assert first == again
    assert first.digest != another.digest
    assert first.story.lags


def test_day_has_its_calls_in_the_hours_of_an_office() -> None:
    wishes = build_wishes(DAY, seconds=86_400, seed=1)

    assert 250 < len(wishes) < 350
    assert {int(wish.at_seconds / 3600) for wish in wishes} == set(range(9))
