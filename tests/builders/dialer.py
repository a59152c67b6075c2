"""A dialer at work: a real store, a client of a real API, and a Slack that takes every card."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.calling.agent_directory import AgentDirectory
from bot.calling.dialer import Dialer
from bot.domain.calls import Call
from bot.signals import Part
from bot.store.interface import DialGate, Store
from bot.ui.rich_text import Message
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
    agents: AgentDirectory
    clock: StoppedClock
    running: asyncio.Task[None]
    answers: asyncio.Semaphore
    plans: asyncio.Semaphore
    has_cards: bool = True
    replies: list[str] = field(default_factory=list)

    async def order(self, key: str = "1", **changes: Any) -> str:
        """Ask for a call; returns the order once its card is posted."""
        order = build_order(request_key=key, **changes)
        order_id, is_new = await self.store.orders.add(order, at=self.clock.now())
        if is_new and self.has_cards:
            await post_next(self.store)
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
    has_cards: bool = True,
    gate: DialGate = lambda call, stored: None,
    is_time: Callable[[], bool] = lambda: True,
    clock: StoppedClock | None = None,
) -> AsyncIterator[RunningDialer]:
    """Run a dialer until the end of a test; every card is posted at once, or none is."""
    clock, replies = clock or StoppedClock(), list[str]()
    answers, plans = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def prepare_gate(call: Call) -> DialGate:
        return gate

    async def watch_claimed(call: Call) -> Callable[[], bool]:
        return is_time

    async def answer_request(order_id: str, user_id: str, message: Message) -> None:
        replies.append(message.text)

    agents = AgentDirectory(voicy, clock)
    signals = listen(Part.TRACKER, answers.release)
    signals.connect(Part.ATTEMPTS, plans.release)
    dialer = Dialer(
        store,
        voicy,
        agents,
        clock,
        prepare_gate=prepare_gate,
        watch_claimed=watch_claimed,
        answer_request=answer_request,
        signals=signals,
    )
    running = asyncio.create_task(dialer.run())
    try:
        yield RunningDialer(
            store=store,
            dialer=dialer,
            agents=agents,
            clock=clock,
            running=running,
            answers=answers,
            plans=plans,
            has_cards=has_cards,
            replies=replies,
        )
    finally:
        running.cancel()
        await dialer.stop(grace_seconds=0)
        await asyncio.gather(running, return_exceptions=True)


async def find_fate(store: Store, order_id: str) -> tuple[str, str | None]:
    """Return the status of an order's call, and which call of the API it is."""
    call = await store.calls.get(order_id)
    return call.status, call.call_id
