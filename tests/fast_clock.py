"""Clocks of the bot's own: one that runs faster than the world's, one that is ahead of it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from bot.clock import Clock


class FastClock(Clock):
    """A clock on which `factor` seconds pass in one."""

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._began_at = datetime.now(UTC)
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self._factor

    def offset(self) -> float:
        """Return the same at all times: its haste is no setting."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._factor)


class ClockAhead(Clock):
    """The real clock, set `ahead`, of a machine that `slept`; both may be changed while it runs."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead
        self.slept = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead + self.slept

    def boottime(self) -> float:
        return super().boottime() + self.slept.total_seconds()
