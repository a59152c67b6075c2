"""Time as the bot sees it, so that a bench can let hours pass in a second."""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """The real time: UTC for what is written down, monotonic seconds for waiting."""

    def now(self) -> datetime:
        """Return the time as aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait without holding anybody up."""
        await asyncio.sleep(seconds)
