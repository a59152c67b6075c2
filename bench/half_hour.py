"""A half hour of a team's calls in a simulated world, followed by the bot or by the plain way."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.cards import CardLag, CardWatch
from bench.filled_store import name_channel
from bench.follower import Follower
from bench.ledger import build_ledger
from bench.told import Story, build_story
from bench.traffic import Plan, Wish, build_wishes
from simulation import SimulatedLoop, Trace
from simulation.world import BOT, SLACK, VOICY, World

# until as many calls are live as will be
WARM_UP_SECONDS: Final = 300.0
MEASURED_SECONDS: Final = 1800.0
_AFTER_SECONDS: Final = 60.0

# where a commit waits for no disk
_MEMORY: Final = "/dev/shm"  # noqa: S108 - the folder in it is fresh and private

Build = Callable[[World, Plan], Follower]


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHour:
    """What a half hour, or another while, showed.

    `used` is the part of the API's request limit that was used, `live` how many calls were live
    on average, `limited` and `slack_limited` count the 429s, `work_seconds` is processor time,
    `digest` a sum over everything that went over a wire.
    """

    story: Story
    cards: tuple[CardLag, ...]
    requests: Counter[str]
    used: float
    live: float
    limited: int
    slack_limited: int
    work_seconds: float
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a half hour is made of; the API and Slack take `answer_seconds` for an answer."""

    build: Build
    plan: Plan
    answer_seconds: float
    warm_up_seconds: float = WARM_UP_SECONDS
    measured_seconds: float = MEASURED_SECONDS


def live_half_hour(course: Course, seed: int) -> HalfHour:
    """Live through it."""
    loop = SimulatedLoop(seed, kept=0)
    with (
        tempfile.TemporaryDirectory(dir=_MEMORY) as home,
        asyncio.Runner(loop_factory=lambda: loop) as runner,
    ):
        return runner.run(_live(course, seed, Path(home) / "calls.db", loop.trace))


async def _live(course: Course, seed: int, path: Path, trace: Trace) -> HalfHour:
    plan, worked_before = course.plan, time.process_time()
    wishes = build_wishes(plan, seconds=course.warm_up_seconds + course.measured_seconds, seed=seed)
    async with World(path) as world:
        await _prepare(world, course, wishes)
        follower, cards = course.build(world, plan), CardWatch(world)
        await follower.start()
        watching = asyncio.create_task(cards.run())
        asking = asyncio.create_task(_ask(follower, wishes))
        await asyncio.sleep(course.warm_up_seconds)
        since, before = world.sandbox.clock.epoch_seconds(), await _count_requests(world)
        await asyncio.sleep(course.measured_seconds)
        until, requests = since + course.measured_seconds, await _count_requests(world) - before
        await asyncio.sleep(_AFTER_SECONDS)
        await asking
        told = await follower.stop()
        watching.cancel()
        ledger = build_ledger(await world.ledger())
        return HalfHour(
            story=build_story(ledger, told, since=since, until=until),
            cards=tuple(cards.list_lags(ledger, follower.cards(), since=since, until=until)),
            requests=requests,
            used=requests.total() / (plan.requests_per_minute * course.measured_seconds / 60),
            live=ledger.count_live(since, until),
            limited=ledger.limited,
            slack_limited=ledger.slack_limited,
            work_seconds=time.process_time() - worked_before,
            digest=trace.digest,
        )


async def _prepare(world: World, course: Course, wishes: tuple[Wish, ...]) -> None:
    """Give the account its plan, the team its channels, and every callee a fate."""
    for side in (SLACK, VOICY):
        # there and back again, each way a half of it on average
        shortest, longest = course.answer_seconds / 4, course.answer_seconds * 3 / 4
        world.network.set_latency(BOT, side, (shortest, longest))
    await world.do("plan", name=course.plan.name)
    for number in range(course.plan.channels):
        await world.do("create_channel", name=name_channel(number).removeprefix("C0").lower())
    for wish in wishes:
        life = wish.life
        world.sandbox.voicy.decide(
            wish.to_number, life.path, summary_after_seconds=life.summary_after_seconds
        )


async def _count_requests(world: World) -> Counter[str]:
    return build_ledger(await world.ledger()).requests


async def _ask(follower: Follower, wishes: tuple[Wish, ...]) -> None:
    """Let everybody have their wish at its time, however long those before take."""
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    async with asyncio.TaskGroup() as people:
        for wish in wishes:
            await asyncio.sleep(began_at + wish.at_seconds - loop.time())
            people.create_task(follower.order(wish))
