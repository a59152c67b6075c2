"""The other side of the request budget: an API that counts, and one request to it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from math import floor

from bot.clock import Clock
from bot.voicy.rate_limit.budget import RequestBudget
from bot.voicy.rate_limit.shares import Priority
from tests.unit.virtual_clock import VirtualClock

EPOCH = 1_700_000_000.0


class Api:
    """The other side: fixed windows of 60 s by its own clock, an answer after `latency` seconds."""

    def __init__(
        self, clock: VirtualClock, *, limit: int = 60, phase: float = 0.0, skew: float = 0.0
    ) -> None:
        self.clock = clock
        self.limit = limit
        self.used: dict[int, int] = {}
        self.refused = 0
        self._phase = phase
        self._skew = skew

    def answer(self) -> tuple[Mapping[str, str], int]:
        now = EPOCH + self._skew + self._phase + self.clock.now
        window = floor(now / 60)
        self.used[window] = self.used.get(window, 0) + 1
        remaining = self.limit - self.used[window]
        self.refused += remaining < 0
        headers = build_headers(max(0, remaining), reset=(window + 1) * 60, date=now)
        return headers | {"X-RateLimit-Limit": str(self.limit)}, 429 if remaining < 0 else 200


def build_headers(remaining: int, *, reset: float, date: float | None = None) -> dict[str, str]:
    headers = {"X-RateLimit-Remaining": str(remaining), "X-RateLimit-Reset": str(int(reset))}
    return headers if date is None else headers | {"Date": formatdate(date, usegmt=True)}


class BudgetClock(Clock):
    """The clock of a test, as the bot reads it."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return datetime.fromtimestamp(EPOCH + self._clock.now, UTC)

    def monotonic(self) -> float:
        return self._clock.now

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)


def build_budget(clock: VirtualClock, *, limit: int = 60) -> RequestBudget:
    return RequestBudget(BudgetClock(clock), limit=limit)


async def ask(
    budget: RequestBudget,
    priority: Priority = Priority.POLL,
    *,
    respond: Callable[[], tuple[Mapping[str, str], int]] = lambda: ({}, 200),
) -> None:
    """Send one request and learn from its answer."""
    async with budget.request(priority):
        headers, status = respond()
        budget.observe(headers, status)


async def ask_times(budget: RequestBudget, times: int, priority: Priority = Priority.POLL) -> None:
    for _ in range(times):
        await ask(budget, priority)


async def stop(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
