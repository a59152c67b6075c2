"""The request budget: which request may go now, for everything this process asks the API."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Final, NamedTuple

from bot.clock import Clock
from bot.voicy.rate_limit.headers import RateFacts, read_rate_facts
from bot.voicy.rate_limit.shares import Priority, reserve_above
from bot.voicy.rate_limit.window import RequestWindow

# In a window of which no answer has come yet (after a start, too) somebody else, or an earlier
# life of this process, may have used it up: a few requests go ahead and find out.
_SCOUTS: Final = 3
_SCOUTING_SECONDS: Final = 2.0
_LONGEST_PAUSE_SECONDS: Final = 60.0
_SHORTEST_SLEEP_SECONDS: Final = 0.001
_TOO_MANY_REQUESTS: Final = 429
# a machine without a clock of its own begins in 1970
_FARTHEST_CLOCK_SECONDS: Final = 100 * 366 * 86_400.0


class _Waiter(NamedTuple):
    priority: Priority
    arrival: int
    admitted: asyncio.Future[None]


class RequestBudget:
    """Admit requests by (priority, arrival), never more than the API's limit allows.

    The limit is learned from the answers, 60 a minute until then. What each priority has to leave
    of it stands in `reserves`, so that polling never makes a person wait. `requests_sent` counts
    admissions, `rate_limited` the answers that made it pause. `clock_offset_seconds` is the API's
    clock minus ours, 0.0 until an answer said so.
    """

    def __init__(self, clock: Clock | None = None, *, limit: int = 60) -> None:
        self.requests_sent = 0
        self.rate_limited = 0
        self.clock_offset_seconds = 0.0
        self._clock = clock or Clock()
        self._window = RequestWindow(limit=limit)
        self._waiters: list[_Waiter] = []
        self._arrivals = count()
        self._paused_until = float("-inf")
        self._pauses = 0
        self._alarm: asyncio.Task[None] | None = None

    @property
    def limit(self) -> int:
        return self._window.limit

    @property
    def remaining(self) -> int:
        """How many requests may still be sent in this window, the reserves included."""
        now = self._clock.monotonic()
        return 0 if now < self._paused_until else self._window.remaining(now)

    @property
    def resets_in_seconds(self) -> float:
        """How long until the window or the pause ends, 0.0 when neither runs."""
        now = self._clock.monotonic()
        return max(0.0, self._window.seconds_left(now), self._paused_until - now)

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn."""
        return sum(not waiter.admitted.done() for waiter in self._waiters)

    @asynccontextmanager
    async def request(self, priority: Priority) -> AsyncIterator[None]:
        """Wait for the turn of one request; send it inside, and `observe` its answer there."""
        await self._wait_for_turn(priority)
        try:
            yield
        finally:
            self._window.in_flight -= 1
            self._admit()

    def observe(
        self, headers: Mapping[str, str], status: int, *, words: str = "", for_slot: bool = False
    ) -> float:
        """Learn from an answer: its headers, its HTTP status, the text of its error.

        A 429 stops everything until the API says, or for growing pauses when it does not say. Not
        so when it is about the concurrent calls (`for_slot`), nor when it says that requests
        remain and names no pause: then it speaks of something else. Returns the seconds that
        everything pauses because of this answer.
        """
        now, wall_now = self._clock.monotonic(), self._clock.now().timestamp()
        believed = wall_now + self.clock_offset_seconds
        facts = read_rate_facts(headers, believed_api_time=believed, words=words)
        # `Date` drops the fraction of the second, which is half a second on average.
        offset = None if facts.api_time is None else facts.api_time + 0.5 - wall_now
        if offset is not None and abs(offset) < _FARTHEST_CLOCK_SECONDS:
            self.clock_offset_seconds = offset
        self._window.learn(facts, now)
        is_over_limit = facts.retry_after_seconds is not None or not facts.remaining
        is_pause = status == _TOO_MANY_REQUESTS and is_over_limit and not for_slot
        if is_pause:
            self._pause(facts, now)
        elif now >= self._paused_until:
            self._pauses = 0
        self._admit()
        return self._paused_until - now if is_pause else 0.0

    def _pause(self, facts: RateFacts, now: float) -> None:
        self.rate_limited += 1
        asked = facts.retry_after_seconds
        asked = facts.resets_in_seconds if asked is None else asked
        if now >= self._paused_until:  # answers that were under way together count once
            self._pauses += 1
        grown = min(_LONGEST_PAUSE_SECONDS, 2.0 ** min(self._pauses - 1, 10))
        self._paused_until = max(self._paused_until, now + max(asked or 0.0, grown))
        self._window.exhaust(until=self._paused_until)

    async def _wait_for_turn(self, priority: Priority) -> None:
        admitted = asyncio.get_running_loop().create_future()
        waiter = _Waiter(priority, next(self._arrivals), admitted)
        heapq.heappush(self._waiters, waiter)
        self._admit()
        try:
            await admitted
        except asyncio.CancelledError:
            if admitted.done() and not admitted.cancelled():
                self.requests_sent -= 1
                self._window.give_back()
            self._admit()
            raise

    def _admit(self) -> None:
        """Admit whoever may go, first come first, and see to it that the next one is woken."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        while self._waiters:
            waiter = self._waiters[0]
            if waiter.admitted.done():
                heapq.heappop(self._waiters)
                continue
            now = self._clock.monotonic()
            self._window.turn(now)
            delay = self._find_delay(waiter.priority, now)
            if delay > 0:
                self._alarm = asyncio.create_task(self._wake_after(delay))
                return
            heapq.heappop(self._waiters)
            self._window.take(now)
            self.requests_sent += 1
            waiter.admitted.set_result(None)

    def _find_delay(self, priority: Priority, now: float) -> float:
        """Return how many seconds a request has to wait as things stand, 0.0 for none."""
        if now < self._paused_until:
            return self._paused_until - now
        window = self._window
        if window.remaining(now) <= reserve_above(priority, window.limit):
            return window.seconds_left(now)
        if window.is_proven or window.in_flight < _SCOUTS:
            return 0.0
        return max(0.0, window.started_at + _SCOUTING_SECONDS - now)

    async def _wake_after(self, seconds: float) -> None:
        await self._clock.sleep(max(seconds, _SHORTEST_SLEEP_SECONDS))
        self._alarm = None
        self._admit()
