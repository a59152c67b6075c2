"""A day of an account in a simulated world: an office's nine hours of calls, and a night."""

import logging
import statistics
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from bench.follower import BotFollower
from bench.half_hour import Build, Course, HalfHour, live_half_hour
from bench.lag import find_p95, find_seconds, print_parts
from bench.plain_follower import PlainFollower
from bench.table import print_note, print_table, show_ratio
from bench.traffic import DAY

_DAY_SECONDS: Final = 86_400.0
_ANSWER_SECONDS: Final = 0.02
_SEED: Final = 500
_FOLLOWERS: Final[dict[str, Build]] = {"the bot": BotFollower, "a plain follower": PlainFollower}


def run() -> None:
    """Measure and print."""
    with ProcessPoolExecutor() as pool:
        days = dict(zip(_FOLLOWERS, pool.map(_live, _FOLLOWERS.values()), strict=True))
    print_table(
        f"A day of an account on Standard: {days['the bot'].requests['call-dial']} calls in nine "
        f"hours, {DAY.channels} channels (seconds)",
        ["", "mean", "p95", "worst", "requests", "429s", "never told", "processor time"],
        [_show(name, day) for name, day in days.items()],
    )
    print_parts(days["the bot"].story.lags)
    bot, plain = (find_seconds(day.story.lags) for day in days.values())
    print_note(
        f"One day (seed {_SEED}) in simulated worlds, answers in {1000 * _ANSWER_SECONDS:.0f} ms; "
        f"the plain follower is {show_ratio(plain, bot)} as late in the median.",
        "The outside world's part of the processor time is included.",
    )


def _live(build: Build) -> HalfHour:
    logging.disable(logging.WARNING)
    course = Course(
        build=build,
        plan=DAY,
        answer_seconds=_ANSWER_SECONDS,
        warm_up_seconds=0.0,
        measured_seconds=_DAY_SECONDS,
    )
    return live_half_hour(course, _SEED)


def _show(name: str, day: HalfHour) -> Sequence[str]:
    seconds = find_seconds(day.story.lags)
    return (
        name,
        f"{statistics.mean(seconds):.2f}",
        f"{find_p95(seconds):.2f}",
        f"{max(seconds):.2f}",
        f"{day.requests.total():,}",
        str(day.limited + day.slack_limited),
        str(day.story.untold),
        f"{day.work_seconds:.0f} s",
    )
