"""The bot between a virtual Slack and a virtual Voicy, its jobs driven by their own words."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from bench.told import Told, read_told
from bench.traffic import Plan, Wish
from bench.virtual_slack import VirtualSlack
from bench.virtual_voicy import VirtualVoicy
from bot.calling.agent_directory import AgentDirectory
from bot.calling.dialer import Dialer
from bot.calling.results import ResultCollector
from bot.calling.tracker import Tracker
from bot.clock import Clock
from bot.domain.calls import Call, CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.messaging.outbox import OutboxWorker
from bot.messaging.undeliverable import Undeliverable
from bot.signals import Part, Signals
from bot.slack import Slack
from bot.store.interface import DialGate
from bot.store.sqlite import SqliteStore
from bot.ui.rich_text import Message
from bot.voicy import RequestBudget, VoicyClient

FROM_NUMBER: Final = E164("+15559999999")
_WATCHDOG_SECONDS: Final = 15.0


class Round:
    """One job as the schedule runs it: again after the seconds it returns, or when woken."""

    def __init__(self, work: Callable[[], Awaitable[float | None]]) -> None:
        self._work = work
        self._woken = asyncio.Event()
        self._again: float | None = None

    def within(self, seconds: float) -> None:
        """Run so many seconds from now, unless it runs sooner by itself."""
        self._again = seconds if self._again is None else min(seconds, self._again)
        self._woken.set()

    async def run(self) -> None:
        """Run for ever."""
        loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            delay = await self._work()
            due = loop.time() + (_WATCHDOG_SECONDS if delay is None else delay)
            while True:
                if self._again is not None:
                    due = min(due, loop.time() + self._again)
                    self._again = None
                    self._woken.clear()
                try:
                    async with asyncio.timeout_at(due):
                        await self._woken.wait()
                except TimeoutError:
                    break


async def _open_gate(call: Call) -> DialGate:
    return lambda call, stored: None


async def _watch_nothing(call: Call) -> Callable[[], bool]:
    return lambda: True


async def _answer_nobody(order_id: str, user_id: str, message: Message) -> None:
    return


class VirtualBot:
    """Wires the bot as the composition root does, with a clock and two wires of our own."""

    def __init__(
        self, plan: Plan, path: Path, clock: Clock, *, voicy: VirtualVoicy, slack: VirtualSlack
    ) -> None:
        self._path = path
        self._clock = clock
        self._slack = slack
        self._store = store = SqliteStore(path, slots=plan.slots)
        budget = RequestBudget(clock)
        self._client = VoicyClient(
            base_url="http://voicy.invalid", api_key="key", budget=budget, transport=voicy
        )
        self._agents = AgentDirectory(self._client, clock)
        signals = Signals()
        door = Slack(slack, clock)
        undeliverable = Undeliverable(store, door, clock)
        self._outbox = OutboxWorker(store, door, clock, undeliverable, signals=signals)
        self._dialer = Dialer(
            store,
            self._client,
            self._agents,
            clock,
            prepare_gate=_open_gate,
            watch_time=_watch_nothing,
            answer_request=_answer_nobody,
            signals=signals,
        )
        tracker = Tracker(
            store,
            self._client,
            clock,
            longest_call=timedelta(minutes=30),
            signals=signals,
        )
        results = ResultCollector(store, self._client, clock, signals=signals)
        self._follow = Round(tracker.follow)
        self._collect = Round(results.collect)
        self._refresh = Round(self._refresh_agents)
        signals.connect(Part.OUTBOX, self._outbox.wake)
        signals.connect(Part.DIALER, self._dialer.wake)
        signals.connect(Part.TRACKER, partial(self._follow.within, 1.0))
        signals.connect(Part.RESULTS, partial(self._collect.within, 0.0))

    async def start(self) -> list[asyncio.Task[None]]:
        """Open the store and return what runs from now on."""
        await self._store.open()
        await self._dialer.resume()
        work = (
            self._outbox.run(),
            self._dialer.run(),
            self._follow.run(),
            self._collect.run(),
            self._refresh.run(),
        )
        return [asyncio.create_task(each) for each in work]

    async def order(self, wish: Wish) -> None:
        """Ask for a call as a person does."""
        await self._store.orders.add(
            CallOrder(
                request_key=wish.to_number,
                workspace_id=WorkspaceId("T1"),
                channel_id=wish.channel_id,
                requested_by="U1",
                requested_by_name="ann",
                origin_channel_id=wish.channel_id,
                to_number=wish.to_number,
                from_number=FROM_NUMBER,
            ),
            at=self._clock.now(),
        )
        self._outbox.wake()

    async def stop(self) -> tuple[Told, ...]:
        """Close everything and return what was told."""
        await self._dialer.stop(grace_seconds=0)
        await self._outbox.stop(grace_seconds=5)
        await self._client.aclose()
        await self._store.close()
        return read_told(self._path, self._slack.stands_at)

    async def _refresh_agents(self) -> float | None:
        await self._agents.refresh()
        return None
