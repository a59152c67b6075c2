"""A stage for the outbox worker: the sandbox's Slack, and orders that move on as a test says."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.messaging.outbox import OutboxWorker
from bot.messaging.sender import Writer
from bot.messaging.undeliverable import Undeliverable
from bot.signals import Signals
from bot.slack import Slack, build_web_client
from bot.store.interface import Store
from bot.store.records import DeliveryKind
from sandbox.slack.pace import Pace
from tests.builders.access import IDENTITY
from tests.builders.calls import build_order
from tests.builders.heads import Head
from tests.builders.store import latest_attempt, opened_store
from tests.e2e.dialogue import bot_messages, heads_of, hear, wait_for_card
from tests.e2e.world import World
from tests.fast_clock import FastClock
from tests.person import Person
from tests.screen import JsonObject

HASTE = 20  # seconds of Slack's patience, and of the bot's, that pass in one
# a busy machine takes its time for each write
DEADLINE_SECONDS = 30
# of the bot: how late it may be noticed that Slack was asked
_SHORTEST_LOOK_SECONDS = 0.05


class StoppableClock(FastClock):
    """A fast clock of a process that may have been stopped before each look at `boottime`."""

    def __init__(self) -> None:
        super().__init__(HASTE)
        self.stops: list[float] = []
        self._stopped_seconds = 0.0

    def boottime(self) -> float:
        self._stopped_seconds += self.stops.pop(0) if self.stops else 0.0
        return self._stopped_seconds


class Stage:
    """A workspace with Alice in it, and orders that move on as a test says."""

    def __init__(self, world: World, store: Store, alice: Person) -> None:
        self.world = world
        self.store = store
        self.alice = alice
        self.clock = StoppableClock()

    @asynccontextmanager
    async def narrated(
        self, *, timeout_seconds: int = 10, writers: Mapping[DeliveryKind, Writer] | None = None
    ) -> AsyncIterator[OutboxWorker]:
        """Let a narrator work that knows nothing of any before it."""
        client = build_web_client(
            token=self.world.sandbox.bot_token,
            base_url=self.world.sandbox.slack_api_url,
            timeout_seconds=timeout_seconds,
        )
        slack = Slack(client, self.clock)
        slack.identity = IDENTITY
        narrator = OutboxWorker(
            self.store,
            slack,
            self.clock,
            Undeliverable(self.store, slack, self.clock),
            signals=Signals(),
            writers=writers or {},
        )
        narrator.wake()
        serving = asyncio.create_task(narrator.run())
        try:
            yield narrator
        finally:
            await narrator.stop(grace_seconds=0.1)
            await serving
            await slack.aclose()

    async def order(self, key: str, channel_id: str = "C0SALES", **changes: Any) -> str:
        """Write an order down."""
        request = build_order(request_key=key, channel_id=channel_id, **changes)
        order_id, _ = await self.store.orders.add(request, at=self.clock.now())
        return order_id

    async def move(self, order_id: str, *statuses: str) -> None:
        """Write transitions down, of a call that has its card and was dialed."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (await self.store.calls.get(order_id)).is_waiting:
                await self.store.queue.claim_slot(at=self.clock.now())
        for status in statuses:
            assert await self.store.calls.add_transition(
                await latest_attempt(self.store, order_id), status, at=self.clock.now()
            )

    async def withdraw(self, order_id: str) -> bool:
        """Take an order back that was not dialed yet."""
        return await self.store.queue.withdraw(order_id, at=self.clock.now(), reason="a test")

    async def until_asked(self, method: str, *, once_more: bool = False) -> None:
        """Wait until a method of Slack's was called, or was called once more."""
        before = self.count(method) if once_more else 0
        async with asyncio.timeout(DEADLINE_SECONDS):
            while self.count(method) == before:
                await self.clock.sleep(_SHORTEST_LOOK_SECONDS)

    async def until_told(self) -> None:
        """Wait until nothing is left to be told."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while await self.store.outbox.count_due():
                await self.clock.sleep(1)

    async def until_set_aside(self) -> None:
        """Wait until a message is given up."""
        async with asyncio.timeout(4 * DEADLINE_SECONDS):
            while not await self.store.outbox.count_set_aside():
                await self.clock.sleep(5)

    def count(self, method: str) -> int:
        """Return how often a method of Slack's was called."""
        return self.world.count_slack_requests(method)

    async def told_in(self, channel: str) -> list[str]:
        """Return the first words of all that was ever said in a channel."""
        said = bot_messages(await self.world.ledger(), lambda one: one["channel"] == channel)
        return [head for message in said for head in heads_of(message)]


@asynccontextmanager
async def opened_stage(folder: Path) -> AsyncIterator[Stage]:
    """Open a stage with Alice in it, on which Slack is as hasty as the bot."""
    async with (
        World(folder / "unused.db") as world,
        opened_store(folder / "calls.db") as store,
        world.visitor("U0ALICE") as alice,
    ):
        world.sandbox.workspace.pace = Pace(now=lambda: time.monotonic() * HASTE)
        yield Stage(world, store, alice)


async def tell_beside(
    stage: Stage, narrator: OutboxWorker, words: str, fault: Mapping[str, Any]
) -> JsonObject:
    """Have two calls told, while Slack takes no message of the first that has these words.

    The second one is told by then. Returns the card of the first.
    """
    order_id = await stage.order("1")
    card = await wait_for_card(stage.alice, "#sales", set())
    await stage.world.break_slack("chat.postMessage", contains=words, times=0, **fault)
    await stage.move(order_id, "initiated")
    narrator.wake()
    await hear(stage.alice, card, Head.INITIATED)
    await stage.move(order_id, "ringing", "busy")
    other_id = await stage.order("2")
    narrator.wake()
    other = await wait_for_card(stage.alice, "#sales", {card["ts"]})
    await stage.move(other_id, "initiated", "busy")
    narrator.wake()
    await hear(stage.alice, other, Head.INITIATED, Head.BUSY)
    return card
