"""One campaign: kill after kill in one world, then peace, then the counting."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.crash.points import (
    ANY_MOMENT,
    AT_REST,
    Place,
    Point,
    Stage,
    Trap,
    build_trap,
)
from tests.crash.verdict import Verdict
from tests.crash.world import World

_SPRING_SECONDS: Final = 5.0
_PROVOCATIONS: Final = 4
# the bot looks two minutes for a call that was never placed
_PATIENCE_SECONDS: Final = 170.0
_PEACE_SECONDS: Final = 25.0
_QUIET_SECONDS: Final = 2.0
_DIALED: Final = Point(place=Place.DIAL, stage=Stage.ARRIVED)
_LOST_POST: Final = {"side": "slack", "method": "chat.postMessage", "kind": "drop_after"}
_FAULTS: Final = (
    _LOST_POST,
    {"side": "slack", "method": "chat.postMessage", "kind": "status_after", "status": 500},
    {"side": "slack", "method": "chat.postMessage", "kind": "rate_limited", "retry_after": 1},
    {"side": "slack", "method": "conversations.replies", "kind": "drop_before"},
    {"side": "slack", "method": "conversations.history", "kind": "drop_before"},
    {"side": "voicy", "method": "call-dial", "kind": "drop_after"},
    {"side": "voicy", "method": "call-dial", "kind": "slow", "seconds": 0.7},
    {"side": "voicy", "method": "call-list", "kind": "html"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One kill: at which point, when, and what names the order it struck, if anything."""

    point: Point
    at: float
    subject: str = ""


class Campaign:
    """Kill the bot of a world again and again, with faults of the outside world in between."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self.kills: list[Kill] = []

    async def fight(self, points: Sequence[Point]) -> None:
        """Start the bot and kill it, at one point after the other; a channel watches it all."""
        await self._world.start_bot()
        await self._world.connect()
        await self._world.watch()
        self._world.bot.kill()
        for point in points:
            if self._chance.random() < 0.25:
                await self._world.do("fault", **self._chance.choice(_FAULTS))
            if point == ANY_MOMENT:
                await self._kill_at_any_moment()
            else:
                await self._kill_at(point)
            if self._chance.random() < 0.3:
                await asyncio.sleep(self._chance.uniform(0.0, 1.5))

    async def make_peace(self, *, is_patient: bool, is_whole: bool) -> Verdict:
        """Let the bot tell what is left, kill it once more at rest, and count.

        The last life must not add anything. `is_patient` waits until calls that were never placed
        are given up, too. Only a bot that `is_whole` is sure to come to rest, however busy the
        machine.
        """
        await self._world.do("clear_faults")
        await self._world.start_bot()
        give_up_at = time.monotonic() + (_PATIENCE_SECONDS if is_whole else _PEACE_SECONDS)
        while not (verdict := await self._world.judge(is_patient=is_patient)).is_over:
            if time.monotonic() > give_up_at:
                return verdict
            await asyncio.sleep(1.0)
        await asyncio.sleep(_QUIET_SECONDS)
        self._kill_now(AT_REST)
        await self._world.start_bot()
        await self._world.connect()
        await asyncio.sleep(_QUIET_SECONDS)
        return await self._world.judge(is_patient=is_patient)

    async def _kill_at_any_moment(self) -> None:
        await self._world.start_bot()
        if self._chance.random() < 0.6:
            await self._world.connect()
            await self._world.type_order()
        await asyncio.sleep(self._chance.uniform(0.0, 2.5))
        self._kill_now(ANY_MOMENT)

    async def _kill_at(self, point: Point) -> None:
        trap = build_trap(point, self._chance)
        is_early = self._chance.random() < 0.5
        await self._world.start_bot(trap if is_early else None)
        await self._world.connect(trap)
        if not is_early:
            self._world.wire.trap = trap
        for _ in range(_PROVOCATIONS):
            if trap.sprung.is_set():
                break
            await self._provoke(point)
            await _wait_for(trap)
        if not trap.sprung.is_set():
            self._world.wire.trap = None
            self._kill_now(ANY_MOMENT)
            return
        self.kills.append(Kill(point=point, at=time.monotonic(), subject=trap.subject))
        if point == _DIALED and self._chance.random() < 0.5:
            self._world.repeat(trap.subject)

    async def _provoke(self, point: Point) -> None:
        """Let something happen that leads to a point."""
        if point.place is Place.LOOK_UP:
            await self._world.do("fault", **_LOST_POST)
        # one call alone is not looked for in the list
        least = 2 if point.place is Place.LIST else 1
        for _ in range(max(least, self._chance.choice((1, 1, 2)))):
            await self._world.type_order()

    def _kill_now(self, point: Point) -> None:
        self._world.bot.kill()
        self.kills.append(Kill(point=point, at=time.monotonic()))


async def _wait_for(trap: Trap) -> None:
    try:
        async with asyncio.timeout(_SPRING_SECONDS):
            await trap.sprung.wait()
    except TimeoutError:
        return
