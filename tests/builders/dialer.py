"""A dialer at work: a real store, a client of a real API, and a Slack that takes every card."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.calling.agent_directory import AgentDirectory
from bot.calling.dialer import Dialer
from bot.signals import Part
from bot.store.interface import Store
from bot.voicy import VoicyClient
from tests.builders.calls import build_order
from tests.builders.polling import StoppedClock
from tests.builders.signals import listen
from tests.builders.store import post_next

_DEADLINE_SECONDS = 5


@dataclass(kw_only=True)
class RunningDialer:
    """A dialer that runs, and what tests do to it and ask of it."""

    store: Store
    dialer: Dialer
    clock: StoppedClock
    running: asyncio.Task[None]
    answers: asyncio.Semaphore

    async def order(self, key: str = "1") -> str:
        """Ask for a call; returns the order once its card is posted."""
        order_id = await self.dialer.place_call(build_order(request_key=key))
        self.dialer.wake()
        return order_id

    async def wait_for_answers(self, number: int = 1) -> None:
        """Wait until what became of so many dials is written down."""
        async with asyncio.timeout(_DEADLINE_SECONDS):
            for _ in range(number):
                await self.answers.acquire()

    async def wait_for_end(self) -> None:
        """Wait until the dialer no longer runs."""
        async with asyncio.timeout(_DEADLINE_SECONDS):
            await self.running

    def pass_time(self, seconds: float) -> None:
        """Let the clock go on and have the dialer look at it."""
        self.clock.seconds += seconds
        self.dialer.wake()

    async def seconds_until_next_dial(self) -> float | None:
        """Return how long the first in the queue has to wait, None where nobody waits."""
        next_at = await self.store.queue.next_dial_at()
        return None if next_at is None else (next_at - self.clock.now()).total_seconds()


@asynccontextmanager
async def running_dialer(
    store: Store,
    voicy: VoicyClient,
    *,
    open_thread: Callable[[str], Awaitable[None]] | None = None,
    clock: StoppedClock | None = None,
) -> AsyncIterator[RunningDialer]:
    """Run a dialer until the end of a test; without `open_thread` every card is posted at once."""
    clock, answers = clock or StoppedClock(), asyncio.Semaphore(0)

    async def post_card(order_id: str) -> None:
        await post_next(store)

    dialer = Dialer(
        store,
        voicy,
        AgentDirectory(voicy, clock),
        clock,
        caller_ids=(),
        open_thread=open_thread or post_card,
        signals=listen(Part.TRACKER, answers.release),
    )
    running = asyncio.create_task(dialer.run())
    try:
        yield RunningDialer(
            store=store, dialer=dialer, clock=clock, running=running, answers=answers
        )
    finally:
        running.cancel()
        await dialer.stop(grace_seconds=0)
        await asyncio.gather(running, return_exceptions=True)


async def find_fate(store: Store, order_id: str) -> tuple[str, str | None]:
    """Return the status of an order's call, and which call of the API it is."""
    call = await store.calls.get(order_id)
    return call.status, call.call_id
