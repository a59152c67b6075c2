"""How often Slack is asked what a conversation is: the gate first, then people, the rest last."""

from collections import deque
from enum import Enum
from typing import Final

from bot.clock import Clock

# Slack allows 50 in any minute, counted where they arrive, for which some take longer than others
_MINUTE_SECONDS: Final = 63.0


class PlacePriority(Enum):
    """Who asks, with how many requests of a minute there may be before this one."""

    GATE = 45
    PERSON = 35
    # what nobody waits for is 20 of them at most, too
    UNHURRIED = 30


_MOST_UNHURRIED: Final = 20


class PlaceBudget:
    """The requests of the last minute, and who may add one to them now."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent_at: deque[float] = deque()
        self._unhurried_at: deque[float] = deque()
        self._paused_until = float("-inf")

    def take(self, priority: PlacePriority) -> bool:
        """Use up one; False where it has to wait."""
        if self.wait_seconds(priority) > 0:
            return False
        now = self._clock.monotonic()
        self._sent_at.append(now)
        if priority is PlacePriority.UNHURRIED:
            self._unhurried_at.append(now)
        return True

    async def wait(self, priority: PlacePriority) -> None:
        """Use up one as soon as that is possible."""
        while not self.take(priority):
            await self._clock.sleep(self.wait_seconds(priority))

    def pause(self, seconds: float) -> None:
        """Allow none for a while, as Slack asked for it."""
        self._paused_until = max(self._paused_until, self._clock.monotonic() + seconds)

    def wait_seconds(self, priority: PlacePriority) -> float:
        """Return how long until one is possible, if no other is taken before."""
        ready_at = max(self._paused_until, self._find_room(self._sent_at, priority.value))
        if priority is PlacePriority.UNHURRIED:
            ready_at = max(ready_at, self._find_room(self._unhurried_at, _MOST_UNHURRIED))
        missing = ready_at - self._clock.monotonic()
        # less than any clock can tell is nothing
        return missing if missing > 1e-6 else 0.0

    def _find_room(self, sent_at: deque[float], most: int) -> float:
        """Return when fewer than `most` will have been sent in the minute before."""
        while sent_at and sent_at[0] + _MINUTE_SECONDS <= self._clock.monotonic():
            sent_at.popleft()
        return sent_at[-most] + _MINUTE_SECONDS if len(sent_at) >= most else float("-inf")
