"""A thread that runs work one by one: what somebody waits for goes before the rest."""

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import PriorityQueue
from typing import TypeVar

T = TypeVar("T")


class PriorityExecutor:
    """Runs functions in a thread of its own, urgent ones first, all others as they came."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: PriorityQueue[tuple[bool, int, Callable[[], None]]] = PriorityQueue()
        self._numbers = itertools.count()

    async def run(self, work: Callable[[], T], *, is_urgent: bool = False) -> T:
        """Return what `work` returns, and raise what it raises."""
        done: Future[T] = Future()
        self._waiting.put((not is_urgent, next(self._numbers), partial(_run, work, done)))
        # each turn takes whichever is next, which need not be this one
        asyncio.get_running_loop().run_in_executor(self._executor, self._take_turn)
        return await asyncio.wrap_future(done)

    def shutdown(self) -> None:
        """End the thread after the work already handed in."""
        self._executor.shutdown()

    def _take_turn(self) -> None:
        *_, run = self._waiting.get_nowait()
        run()


def _run(work: Callable[[], T], done: "Future[T]") -> None:
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(work())
    except BaseException as exc:  # noqa: BLE001 - whoever waits gets it, whatever it is
        done.set_exception(exc)
