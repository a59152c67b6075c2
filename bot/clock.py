"""Time as the bot sees it, so that a bench can let hours pass in a second."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

# on Linux the monotonic clock stands still while the machine sleeps; elsewhere it goes on
_BOOTTIME: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock:
    """The real time: UTC for what is written down, monotonic seconds for waiting."""

    def now(self) -> datetime:
        """Return the time as aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()

    def boottime(self) -> float:
        """Return seconds that never jump and go on while the machine sleeps."""
        return time.clock_gettime(_BOOTTIME)

    async def sleep(self, seconds: float) -> None:
        """Wait without holding anybody up."""
        await asyncio.sleep(seconds)
