"""A world that goes on while its bot is killed: the sandbox, the wire before it, who types."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot.ui.watch import TURNED_ON
from sandbox import Sandbox
from sandbox.slack.pace import Pace
from tests.crash.bot_process import BotProcess
from tests.crash.evidence import Evidence
from tests.crash.orders import CHANNELS, WATCHING, Order, choose_number
from tests.crash.points import Trap
from tests.crash.verdict import Verdict
from tests.crash.wire import Wire
from tests.person import Person

_MANIFEST: Final = Path(__file__).resolve().parents[2] / "manifest.yml"
_CONNECT_SECONDS: Final = 30.0
# the tiers of Slack's limits are for an app that is not started every two seconds
_SLACK_SPEED: Final = 5.0


class World:
    """What the bot meets, and the verbs of whoever plays with it; made by `open_world`."""

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        chance: random.Random,
        person: Person,
        session: aiohttp.ClientSession,
        part: str | None,
    ) -> None:
        self.bot = BotProcess(sandbox, folder, part)
        self.wire = Wire(sandbox.url, on_strike=self.bot.kill)
        self.orders: list[Order] = []
        self._sandbox = sandbox
        self._folder = folder
        self._chance = chance
        self._person = person
        self._session = session
        self._to_repeat: list[str] = []

    async def start(self) -> None:
        """Lay the wire; the bot is not there yet."""
        await self.wire.start()

    async def stop(self) -> None:
        """Kill the bot and take the wire away."""
        self.bot.kill()
        await self.bot.wait()
        await self.wire.stop()

    async def start_bot(self, trap: Trap | None = None) -> None:
        """Start the bot's next life, with a trap laid already."""
        await self.bot.wait()
        await self.bot.start(await self.wire.open(len(self.bot.lives) + 1, trap))

    async def connect(self, trap: Trap | None = None) -> None:
        """Wait until Slack has greeted the bot, or a trap has killed it."""
        events = [self.wire.connected, *([trap.sprung] if trap else [])]
        waits = {asyncio.create_task(event.wait()) for event in events}
        try:
            done, _ = await asyncio.wait(
                waits, timeout=_CONNECT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for wait in waits:
                wait.cancel()
        if not done or self.bot.has_failed:
            raise AssertionError(f"the bot does not start; see {self._folder / 'bot.log'}")

    async def watch(self) -> None:
        """Let a channel watch all calls."""
        await self.do("invite_bot", channel=WATCHING)
        await self._person.type(WATCHING, "/call watch")
        await self._person.wait_for_message(WATCHING, TURNED_ON, _CONNECT_SECONDS)

    async def type_order(self) -> None:
        """Type an order somewhere; one that was asked for again is typed first."""
        number = len(self.orders) + 1
        to_number = (
            self._to_repeat.pop() if self._to_repeat else choose_number(number, self._chance)
        )
        order = Order(
            number=number,
            to_number=to_number,
            channel_id=self._chance.choice(CHANNELS),
            typed_at=time.monotonic(),
            later_seconds=self._chance.choice((0, 0, 0, 0, 1, 2, 3)),
        )
        self.orders.append(order)
        await self._person.type(order.channel_id, order.command)

    def repeat(self, tag: str) -> None:
        """Ask for the same call again the next time something is typed."""
        self._to_repeat += [order.to_number for order in self.orders if order.tag == tag]

    async def do(self, deed: str, **more: Any) -> None:
        """Do one thing to the outside world, over its control path."""
        url = f"{self._sandbox.url}/_control"
        async with self._session.post(url, json={"do": deed, **more}) as answer:
            assert answer.status == 200, await answer.text()

    async def judge(self, *, is_patient: bool) -> Verdict:
        """Count, as things stand."""
        async with self._session.get(f"{self._sandbox.url}/_control?ledger=1") as answer:
            ledger = await answer.json()
        evidence = Evidence(
            orders=self.orders,
            ledger=ledger,
            exchanges=self.wire.exchanges,
            lives=self.bot.lives,
            acknowledged=frozenset(self.wire.acknowledged),
            ended_at=time.monotonic(),
        )
        return Verdict(evidence, is_patient=is_patient)


@asynccontextmanager
async def open_world(
    folder: Path, chance: random.Random, *, part: str | None = None, speed: float = 5.0
) -> AsyncIterator[World]:
    """Open a sandbox on a free port in which calls live `speed` times as fast as real ones.

    `part` is switched off in every bot of this world.
    """
    sandbox = Sandbox(port=0, speed=speed, manifest_path=_MANIFEST)
    await sandbox.start()
    sandbox.workspace.pace = Pace(now=lambda: time.monotonic() * _SLACK_SPEED)
    try:
        async with aiohttp.ClientSession() as session, Person(sandbox.url) as person:
            world = World(sandbox, folder, chance, person, session, part)
            await world.start()
            try:
                await world.do("plan", name="enterprise")
                yield world
            finally:
                await world.stop()
    finally:
        await sandbox.stop()
