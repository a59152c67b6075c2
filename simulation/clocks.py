"""The clocks of a simulated world, and how programs come to read them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp.connector
import time_machine

from simulation.hosts import current_host

EPOCH: Final = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # a Monday
# not zero: some programs take a zero for "never"
FIRST_SECONDS: Final = 1000.0
_BOOTTIME: Final[int] = getattr(time, "CLOCK_BOOTTIME", -1)
_GIGA: Final = 1_000_000_000
_read_clock = time.clock_gettime


class Clocks:
    """Virtual seconds, and each host's own view of them.

    A host's wall clock can be set, and its monotonic clock stands still while it sleeps; the one
    that counts the sleep as well (CLOCK_BOOTTIME) goes on.
    """

    def __init__(self, epoch: datetime = EPOCH) -> None:
        self.seconds = FIRST_SECONDS
        self._epoch_ns = round(epoch.timestamp() * _GIGA)
        self._set_ns: dict[str, int] = {}
        self._slept: dict[str, float] = {}

    def now(self) -> datetime:
        """Return the wall clock of the current host as aware UTC."""
        return datetime.fromtimestamp(self.wall_ns() / _GIGA, UTC)

    def wall_ns(self) -> int:
        """Return the wall clock of the current host in nanoseconds."""
        passed = round((self.seconds - FIRST_SECONDS) * _GIGA)
        return self._epoch_ns + passed + self._set_ns.get(current_host(), 0)

    def monotonic(self) -> float:
        """Return the seconds of the current host that stand still while it sleeps."""
        return self.seconds - self._slept.get(current_host(), 0.0)

    def boottime(self) -> float:
        """Return the seconds that go on while a machine sleeps."""
        return self.seconds

    def slept(self, host: str) -> float:
        """Return how long a host has slept."""
        return self._slept.get(host, 0.0)

    def set_wall(self, host: str, by: timedelta) -> None:
        """Set the wall clock of a host ahead, or back."""
        self._set_ns[host] = self._set_ns.get(host, 0) + round(by.total_seconds() * _GIGA)

    def note_sleep(self, host: str, seconds: float) -> None:
        """Let the monotonic clock of a host fall behind by so much."""
        self._slept[host] = self.slept(host) + seconds

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Let every program of this process read these clocks."""
        travel = time_machine.travel(EPOCH, tick=False)
        travel.start()
        time_machine.traveller_stack.append(_Wall(self.wall_ns))
        readers: tuple[Any, ...] = (time, aiohttp.connector)
        before = time.monotonic
        for reader in readers:
            reader.monotonic = self.monotonic
        time.clock_gettime = self._clock_gettime
        try:
            yield
        finally:
            time.clock_gettime = _read_clock
            for reader in readers:
                reader.monotonic = before
            time_machine.traveller_stack.pop()
            travel.stop()

    def _clock_gettime(self, clock: int, /) -> float:
        if clock == _BOOTTIME:
            return self.boottime()
        return self.monotonic() if clock == time.CLOCK_MONOTONIC else _read_clock(clock)


class _Wall(time_machine.Traveller):
    """Where time-machine looks the time up whenever somebody asks for it."""

    def __init__(self, wall_ns: Callable[[], int]) -> None:
        super().__init__(0, None, tick=False)
        self._wall_ns = wall_ns

    def time_ns(self) -> int:
        return self._wall_ns()
