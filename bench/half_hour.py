"""A half hour of a team's calls on a virtual clock, followed by the bot or by the plain way."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from bench.told import Story, Told, build_story
from bench.traffic import Plan, Wish, build_wishes
from bench.virtual_slack import VirtualSlack
from bench.virtual_time import VirtualClock, run_virtually
from bench.virtual_voicy import VirtualVoicy

# until as many calls are live as will be
WARM_UP_SECONDS: Final = 300.0
MEASURED_SECONDS: Final = 1800.0
_AFTER_SECONDS: Final = 60.0


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
    """What a half hour showed.

    `used` is the part of the API's request limit that was used, `live` how many calls were live
    on average, `limited` and `slack_limited` count the 429s, `work_seconds` is processor time.
    """

    story: Story
    requests: Counter[str]
    used: float
    live: float
    limited: int
    slack_limited: int
    work_seconds: float


def live_half_hour(build: Build, plan: Plan, *, seed: int, answer_seconds: float) -> HalfHour:
    """Live through it; the API and Slack take `answer_seconds` for an answer."""
    return run_virtually(lambda: _live(build, plan, seed, answer_seconds))


async def _live(build: Build, plan: Plan, seed: int, answer_seconds: float) -> HalfHour:
    worked_before = time.process_time()
    clock = VirtualClock()
    since = clock.now().timestamp() + WARM_UP_SECONDS
    until = since + MEASURED_SECONDS
    wishes = build_wishes(plan, seconds=WARM_UP_SECONDS + MEASURED_SECONDS, seed=seed)
    lives = {str(wish.to_number): wish.life for wish in wishes}
    voicy = VirtualVoicy(clock, plan, lives, answer_seconds=answer_seconds)
    slack = VirtualSlack(clock, answer_seconds=answer_seconds)
    with tempfile.TemporaryDirectory() as folder:
        follower = build(plan, Path(folder) / "calls.db", clock, voicy, slack)
        told = await _follow(follower, wishes, clock, until=until + _AFTER_SECONDS)
    requests = Counter(name for at, name in voicy.requests if since <= at < until)
    entered = {call.call_id: call.entered for call in voicy.calls.values()}
    return HalfHour(
        story=build_story(entered, told, since=since, until=until),
        requests=requests,
        used=requests.total() / (plan.requests_per_minute * MEASURED_SECONDS / 60),
        live=_count_live(voicy, since, until),
        limited=voicy.limited,
        slack_limited=slack.limited,
        work_seconds=time.process_time() - worked_before,
    )


async def _follow(
    follower: Follower, wishes: tuple[Wish, ...], clock: VirtualClock, *, until: float
) -> tuple[Told, ...]:
    tasks = await follower.start()
    for wish in wishes:
        await clock.sleep(wish.at_seconds - clock.monotonic())
        tasks.append(asyncio.create_task(follower.order(wish)))
    await clock.sleep(until - clock.now().timestamp())
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for each in ended:
        if isinstance(each, Exception):
            raise each
    return await follower.stop()


def _count_live(voicy: VirtualVoicy, since: float, until: float) -> float:
    lived = (
        min(call.ends_at, until) - max(call.entered[0][1], since) for call in voicy.calls.values()
    )
    return sum(max(0.0, seconds) for seconds in lived) / (until - since)
