"""The lag: from the moment a status is true at the API until its reply stands in the thread."""

import logging
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bench.half_hour import Build, Follower, HalfHour, live_half_hour
from bench.plain_follower import PlainFollower
from bench.table import print_note, print_table, show_spread
from bench.told import Lag
from bench.traffic import ENTERPRISE, STANDARD, Plan
from bench.virtual_bot import VirtualBot
from bench.virtual_slack import VirtualSlack
from bench.virtual_time import VirtualClock
from bench.virtual_voicy import VirtualVoicy

# on none of these was anything tuned
_SEEDS: Final = {STANDARD: range(100, 110), ENTERPRISE: range(100, 101)}
_GOALS: Final = {
    STANDARD: "Goal: mean at most 0.7 s, p95 at most 1.5 s, at most 90 % of the requests, no 429.",
    ENTERPRISE: "Goal: mean at most 0.25 s, no 429.",
}
_MOST_MEAN_SECONDS: Final = {STANDARD: 0.7, ENTERPRISE: 0.25}
_MOST_P95_SECONDS: Final = 1.5
_MOST_USED: Final = 0.9
_NEAR_SECONDS: Final = 0.02
_FAR_SECONDS: Final = (0.08, 0.25)
_STEPS: Final = {"ringing": "ringing", "ongoing": "ongoing"}


def run() -> None:
    """Measure and print."""
    logging.disable(logging.WARNING)  # being told to wait is what the plans are about
    try:
        for plan in (STANDARD, ENTERPRISE):
            _compare(plan)
    finally:
        logging.disable(logging.NOTSET)


def _compare(plan: Plan) -> None:
    plain = _repeat(_build_plain, plan, _NEAR_SECONDS)
    bot = _repeat(_build_bot, plan, _NEAR_SECONDS)
    rows = [_show("a plain follower", plan, plain), _show("the bot", plan, bot)]
    for seconds in _FAR_SECONDS if plan is STANDARD else ():
        far = _repeat(_build_bot, plan, seconds)
        rows.append(_show(f"the bot, answers take {1000 * seconds:.0f} ms", plan, far))
    print_table(
        f"Lag on {plan.name}: {plan.calls_per_minute:.0f} calls a minute, "
        f"{statistics.mean(run.live for run in bot):.1f} live, {plan.channels} channels (seconds)",
        ["", "mean", "p95", "worst", "requests used", "429s", "skipped", "never told", "good"],
        rows,
    )
    _print_parts(bot)
    print_note(
        f"Median (range) of {len(bot)} half hours on a virtual clock, each after five minutes that "
        "do not count; the same calls for both.",
        f"An answer takes {1000 * _NEAR_SECONDS:.0f} ms, work takes no time: a half hour is "
        f"{statistics.median(run.work_seconds for run in bot):.0f} s of the processor here, the "
        "outside world's part included.",
        "A phone rings 1 to 3 s after its dial, for 3 to 20 s if it is answered; a talk takes 20 s "
        "and more; a summary takes 5 to 60 s. Slower answers and fewer channels make every lag "
        "longer.",
        "429s are the API's and Slack's together. `initiated` does not count: the dial tells it.",
        f"{_GOALS[plan]} The last column counts the half hours that meet it in every part.",
    )


def _repeat(build: Build, plan: Plan, answer_seconds: float) -> list[HalfHour]:
    return [
        live_half_hour(build, plan, seed=seed, answer_seconds=answer_seconds)
        for seed in _SEEDS[plan]
    ]


def _show(name: str, plan: Plan, runs: Sequence[HalfHour]) -> list[str]:
    def spread(measure: Callable[[list[float]], float]) -> str:
        return show_spread([measure(find_seconds(run.story.lags)) for run in runs], digits=2)

    return [
        name,
        spread(statistics.mean),
        spread(find_p95),
        spread(max),
        f"{statistics.mean(run.used for run in runs):.0%}",
        str(sum(run.limited + run.slack_limited for run in runs)),
        str(sum(run.story.skipped for run in runs)),
        str(sum(run.story.untold for run in runs)),
        f"{sum(_is_good(plan, run) for run in runs)} of {len(runs)}",
    ]


def _is_good(plan: Plan, run: HalfHour) -> bool:
    seconds = find_seconds(run.story.lags)
    is_quick = statistics.mean(seconds) <= _MOST_MEAN_SECONDS[plan]
    is_modest = run.limited + run.slack_limited == 0
    if plan is STANDARD:
        is_quick = is_quick and find_p95(seconds) <= _MOST_P95_SECONDS
        is_modest = is_modest and run.used <= _MOST_USED
    return is_quick and is_modest


def _print_parts(runs: Sequence[HalfHour]) -> None:
    """Say where the bot's time and its requests go."""
    lags = [lag for run in runs for lag in run.story.lags]
    minutes = 30 * len(runs)
    print_parts(lags)
    names = {name for run in runs for name in run.requests}
    spent = {name: sum(run.requests[name] for run in runs) / minutes for name in names}
    ordered = sorted(spent.items(), key=lambda item: -item[1])
    print_note("Requests a minute: " + ", ".join(f"{name} {n:.1f}" for name, n in ordered) + ".")


def print_parts(lags: Sequence[Lag]) -> None:
    """Print by status how long the bot did not see it, and from there how long nobody read it."""
    rows = []
    for name in ("ringing", "ongoing", "the end"):
        found = [lag for lag in lags if _STEPS.get(lag.status, "the end") == name]
        if found:
            unseen = statistics.mean(lag.unseen_seconds for lag in found)
            untold = statistics.mean(lag.untold_seconds for lag in found)
            rows.append([name, str(len(found)), f"{unseen:.2f}", f"{untold:.2f}"])
    print_table(
        "Where the bot's lag comes from (mean seconds)", ["", "n", "to be seen", "to be read"], rows
    )


def find_seconds(lags: Iterable[Lag]) -> list[float]:
    """Return the whole lags, the shortest first."""
    return sorted(lag.seconds for lag in lags)


def find_p95(seconds: list[float]) -> float:
    """Return what 95 of 100 lags stay below."""
    return statistics.quantiles(seconds, n=20)[-1]


def _build_bot(
    plan: Plan, path: Path, clock: VirtualClock, voicy: VirtualVoicy, slack: VirtualSlack
) -> Follower:
    return VirtualBot(plan, path, clock, voicy=voicy, slack=slack)


def _build_plain(
    plan: Plan, _path: Path, clock: VirtualClock, voicy: VirtualVoicy, slack: VirtualSlack
) -> Follower:
    return PlainFollower(plan, clock, voicy=voicy, slack=slack)
