"""Time as the bot sees it, so that a bench can let hours pass in a second."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple

# on Linux the monotonic clock stands still while the machine sleeps; elsewhere it goes on
_BOOTTIME: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
# a clock that is slewed differs by less from one look to the next
_SHORTEST_JUMP_SECONDS: Final = 1.0


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

    def offset(self) -> float:
        """Return the wall clock minus `boottime`: it changes only where the clock is set."""
        return self.now().timestamp() - self.boottime()

    def now_for_age(self, limit: timedelta) -> datetime:
        """Return the time to judge by whether a moment that was written down is older than that.

        It is now, less what the clock was set ahead while no more than `limit` passed.
        """
        since = self.boottime() - limit.total_seconds()
        ahead = sum(jump.by for jump in self._jumps.find() if jump.at >= since and jump.by > 0)
        return self.now() - timedelta(seconds=ahead)

    def to_present(self, moment: datetime) -> datetime:
        """Return what the wall clock, as it is set now, would have shown at a moment written down.

        What it shows twice, because it was set back, is taken for the later one once that is past.
        """
        jumps = self._jumps.find()
        if not jumps:
            return moment
        now, shown = self.now().timestamp(), moment.timestamp()
        for jump in jumps:
            if shown <= jump.shown and (jump.by > 0 or shown > now):
                shown += jump.by
        return moment + timedelta(seconds=shown - moment.timestamp())

    def note_set_back(self, since: datetime) -> None:
        """Take it that the wall clock was set back since it showed that, before anybody looked."""
        self._jumps.note(since.timestamp(), (self.now() - since).total_seconds())

    @cached_property
    def _jumps(self) -> "_Jumps":
        return _Jumps(self)

    async def sleep(self, seconds: float) -> None:
        """Wait without holding anybody up."""
        await asyncio.sleep(seconds)


class _Jump(NamedTuple):
    """The wall clock was set: at a `boottime`, when it had `shown` this, by so many seconds."""

    at: float
    shown: float
    by: float


class _Jumps:
    """How often a clock was set, as far as anybody looked before and after."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = clock.offset()
        self._found: list[_Jump] = []

    def find(self) -> list[_Jump]:
        """Look whether the clock was set since the last time; returns all jumps, oldest first."""
        offset = self._clock.offset()
        by, self._offset = offset - self._offset, offset
        if abs(by) > _SHORTEST_JUMP_SECONDS:
            self.note(self._clock.now().timestamp() - by, by)
        return self._found

    def note(self, shown: float, by: float) -> None:
        self._found.append(_Jump(self._clock.boottime(), shown, by))
