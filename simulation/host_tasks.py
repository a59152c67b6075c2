"""Timers and tasks that know on which host they began."""

import asyncio
import contextvars
from collections.abc import Callable
from itertools import count
from typing import Any

from simulation.clocks import Clocks
from simulation.hosts import current_host


class HostTimer(asyncio.TimerHandle):
    """A timer by the monotonic clock of the host that set it."""

    _when: float

    def __init__(
        self,
        clocks: Clocks,
        when: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        loop: asyncio.AbstractEventLoop,
        context: contextvars.Context | None,
    ) -> None:
        self.host = current_host()
        self._clocks = clocks
        super().__init__(when + clocks.slept(self.host), callback, args, loop, context)

    def when(self) -> float:
        return self._when - self._clocks.slept(self.host)


class HostTask(asyncio.Task[Any]):
    """A task whose place in a set does not depend on where in memory it lies."""

    _numbers = count(1)
    _log_destroy_pending: bool

    def __init__(self, coro: Any, **options: Any) -> None:
        self._number = next(self._numbers)
        self.host = current_host()
        super().__init__(coro, **options)

    def __hash__(self) -> int:
        return self._number
