"""The lag: from the moment a status is true at the API until its reply stands in the thread."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from bench.plain_follower import PlainFollower
from bench.told import Story, Told, build_story
from bench.traffic import Plan, Wish, build_wishes
from bench.virtual_bot import VirtualBot
from bench.virtual_slack import VirtualSlack
from bench.virtual_time import VirtualClock, run_virtually
from bench.virtual_voicy import VirtualVoicy

# until as many calls are live as will be
_WARM_UP_SECONDS: Final = 300.0
_MEASURED_SECONDS: Final = 1800.0
_AFTER_SECONDS: Final = 60.0
_API_ANSWER_SECONDS: Final = 0.02
_SLACK_ANSWER_SECONDS: Final = 0.02


class Follower(Protocol):
    """What is measured: takes wishes, tells what becomes of them."""

    async def start(self) -> list[asyncio.Task[None]]:
        """Return what runs from now on."""

    async def order(self, wish: Wish) -> None:
        """Take a wish."""

    async def stop(self) -> tuple[Told, ...]:
        """Return what was told."""


Build = Callable[[Plan, Path, VirtualClock, VirtualVoicy, VirtualSlack], Follower]


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHour:
    """What one half hour showed; `used` is the part of the request limit, all windows together."""

    story: Story
    requests: Counter[str]
    used: float
    busiest: float
    live: float
    limited: int
    slack_limited: int
    work_seconds: float


def build_bot(
    plan: Plan, path: Path, clock: VirtualClock, voicy: VirtualVoicy, slack: VirtualSlack
) -> Follower:
    """Build the bot itself."""
    return VirtualBot(plan, path, clock, voicy=voicy, slack=slack)


def build_plain(
    plan: Plan, path: Path, clock: VirtualClock, voicy: VirtualVoicy, slack: VirtualSlack
) -> Follower:
    """Build the plain follower, which keeps nothing at `path`."""
    return PlainFollower(plan, clock, voicy=voicy, slack=slack)


def live_half_hour(build: Build, plan: Plan, *, seed: int) -> HalfHour:
    """Let a follower live a half hour on a virtual clock."""
    return run_virtually(lambda: _live(build, plan, seed))


async def _live(build: Build, plan: Plan, seed: int) -> HalfHour:
    clock = VirtualClock()
    wishes = build_wishes(plan, seconds=_WARM_UP_SECONDS + _MEASURED_SECONDS, seed=seed)
    lives = {wish.to_number: wish.life for wish in wishes}
    voicy = VirtualVoicy(clock, plan, lives, answer_seconds=_API_ANSWER_SECONDS)
    slack = VirtualSlack(clock, answer_seconds=_SLACK_ANSWER_SECONDS)
    began_at, worked_before = clock.now().timestamp(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        follower = build(plan, Path(folder) / "calls.db", clock, voicy, slack)
        running = await follower.start()
        orders = []
        for wish in wishes:
            await clock.sleep(wish.at_seconds - clock.monotonic())
            orders.append(asyncio.create_task(follower.order(wish)))
        await clock.sleep(_WARM_UP_SECONDS + _MEASURED_SECONDS - clock.monotonic())
        await clock.sleep(_AFTER_SECONDS)
        for task in (*running, *orders):
            task.cancel()
        await asyncio.gather(*running, *orders, return_exceptions=True)
        told = await follower.stop()
    since = began_at + _WARM_UP_SECONDS
    until = since + _MEASURED_SECONDS
    requests = [(at, name) for at, name in voicy.requests if since <= at < until]
    minutes = Counter(int((at - since) // 60) for at, _ in requests)
    return HalfHour(
        story=build_story(voicy, told, since=since, until=until),
        requests=Counter(name for _, name in requests),
        used=len(requests) / (plan.requests_per_minute * _MEASURED_SECONDS / 60),
        busiest=max(minutes.values()) / plan.requests_per_minute,
        live=_count_live(voicy, since, until),
        limited=voicy.limited,
        slack_limited=slack.limited,
        work_seconds=time.process_time() - worked_before,
    )


def _count_live(voicy: VirtualVoicy, since: float, until: float) -> float:
    lived = (
        min(call.ends_at, until) - max(call.entered[0][1], since) for call in voicy.calls.values()
    )
    return sum(max(0.0, seconds) for seconds in lived) / (until - since)
