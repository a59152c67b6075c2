"""A world that goes on while its bot is killed and started again: orders, faults, kills, peace."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from sandbox import Sandbox
from sandbox.slack.pace import Pace
from tests.crash.bot_process import BotProcess
from tests.crash.orders import CHANNELS, Order, choose_number
from tests.crash.points import ANY_MOMENT, AT_REST, Place, Point, Stage, Trap, build_trap
from tests.crash.verdict import Evidence, Verdict
from tests.crash.wire import Wire
from tests.person import Person

_ROOT: Final = Path(__file__).resolve().parents[2]
_SPEED: Final = 5.0
_CONNECT_SECONDS: Final = 20.0
_SPRING_SECONDS: Final = 6.0
_GIVE_UP_SECONDS: Final = 160.0  # the bot looks two minutes for a call that was never placed
_PEACE_SECONDS: Final = 30.0
_QUIET_SECONDS: Final = 3.0
_FAULTS: Final = (
    {"side": "voicy", "method": "call-dial", "kind": "drop_after"},
    {"side": "voicy", "method": "call-dial", "kind": "slow", "seconds": 0.7},
    {"side": "voicy", "method": "call-list", "kind": "html"},
    {"side": "slack", "method": "chat.postMessage", "kind": "drop_after"},
    {"side": "slack", "method": "chat.postMessage", "kind": "status_after", "status": 500},
    {"side": "slack", "method": "chat.postMessage", "kind": "rate_limited", "retry_after": 1},
    {"side": "slack", "method": "conversations.replies", "kind": "drop_before"},
    {"side": "slack", "method": "conversations.history", "kind": "drop_before"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One kill: at which point, when, and the order it was about as far as that is known."""

    point: Point
    at: float
    subject: str


class World:
    """A sandbox, the wire before it, somebody who types, and the bot."""

    def __init__(
        self, sandbox: Sandbox, folder: Path, chance: random.Random, part: str | None
    ) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._chance = chance
        self._part = part
        self._orders: list[Order] = []
        self.kills: list[Kill] = []

    async def kill(self, point: Point) -> None:
        """Start the bot, let it come to a point, kill it there."""
        if self._chance.random() < 0.25:
            await self._do("fault", **self._chance.choice(_FAULTS))
        if point is ANY_MOMENT:
            await self._kill_at_any_moment()
        else:
            await self._kill_at(point)
        if self._chance.random() < 0.3:
            await asyncio.sleep(self._chance.uniform(0.0, 1.5))

    async def settle(self, *, is_patient: bool) -> Verdict:
        """Let the bot tell what is left, kill it once more at rest, and judge.

        Nothing may be added by the last life.
        """
        await self._do("clear_faults")
        await self._start_bot()
        patience = _GIVE_UP_SECONDS if is_patient else _PEACE_SECONDS
        give_up_at = time.monotonic() + patience
        while not (verdict := await self._judge(is_patient)).is_over:
            self._check_bot()
            if time.monotonic() > give_up_at:
                return verdict
            await asyncio.sleep(1.0)
        await asyncio.sleep(_QUIET_SECONDS)
        await self._kill_now(AT_REST)
        await self._start_bot()
        await self._connect()
        await asyncio.sleep(_QUIET_SECONDS)
        return await self._judge(is_patient)

    async def _kill_at_any_moment(self) -> None:
        await self._start_bot()
        if self._chance.random() < 0.6:
            await self._connect()
            await self._type()
        await asyncio.sleep(self._chance.uniform(0.0, 2.5))
        await self._kill_now(ANY_MOMENT)

    async def _kill_at(self, point: Point) -> None:
        trap = build_trap(point, self._chance)
        if self._chance.random() < 0.5:
            self._wire.trap = trap
        await self._start_bot()
        is_connected = await self._connect(trap)
        self._wire.trap = None if trap.sprung.is_set() else trap
        for _ in range(4):
            if not is_connected or trap.sprung.is_set():
                break
            await self._provoke(point)
            await _wait_for(trap, _SPRING_SECONDS)
        if not trap.sprung.is_set():
            self._wire.trap = None
            await self._kill_now(ANY_MOMENT)
            return
        await self._note_kill(point, trap.subject)
        if point == Point(place=Place.DIAL, stage=Stage.ARRIVED) and self._chance.random() < 0.5:
            self._repeat(trap.subject)

    async def _provoke(self, point: Point) -> None:
        """Let something happen that leads to a point."""
        if point.place is Place.LOOK_UP:
            fault = {"side": "slack", "method": "chat.postMessage", "kind": "drop_after"}
            await self._do("fault", **fault)
        for _ in range(self._chance.choice((1, 1, 2))):
            await self._type()
