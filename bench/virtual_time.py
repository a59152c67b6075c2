"""An event loop whose time jumps to the next timer whenever there is nothing left to do."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar, TypeVarTuple, Unpack

from bot.clock import Clock

EPOCH: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_SHORTEST_SLEEP_SECONDS: Final = 0.000_01
_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


class VirtualClock(Clock):
    """The bot's clock by the time of the loop it runs in."""

    def now(self) -> datetime:
        """Return the loop's time as if it had begun on a Monday morning."""
        return EPOCH + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return the seconds since the loop began."""
        return asyncio.get_running_loop().time()

    def boottime(self) -> float:
        """Return the same: no machine sleeps here."""
        return self.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let time pass; however short the wait, as with a real clock, some does."""
        await asyncio.sleep(max(seconds, _SHORTEST_SLEEP_SECONDS))


class _JumpingSelector(selectors.DefaultSelector):
    """Never waits for a timer: lets the loop's time jump there instead."""

    def __init__(self, is_working: Callable[[], bool], jump: Callable[[float], None]) -> None:
        super().__init__()
        self._is_working = is_working
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; wait only for threads, which take no time at all."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        found = super().select(None if self._is_working() else 0)
        if not found:
            self._jump(timeout)
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time stands still while anything works, in the loop or in a thread it handed work to."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._handed_in = 0
        super().__init__(_JumpingSelector(lambda: self._handed_in > 0, self._jump))

    def time(self) -> float:
        """Return virtual seconds since the loop was made."""
        return self._seconds

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[Unpack[_Ts]], _T],
        *args: *_Ts,
    ) -> "asyncio.Future[_T]":
        """Hand work to a thread; time goes on when its result is here."""
        future = super().run_in_executor(executor, func, *args)
        self._handed_in += 1
        future.add_done_callback(self._record_done)
        return future

    def _record_done(self, _future: "asyncio.Future[Any]") -> None:
        self._handed_in -= 1

    def _jump(self, seconds: float) -> None:
        self._seconds += seconds


def run_virtually(work: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    """Run a coroutine to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work())
