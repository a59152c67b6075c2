"""A thread that runs work one by one: what somebody waits for goes before the rest."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class PriorityExecutor:
    """Runs functions in a thread of its own, urgent ones first, all others as they came."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        # the event loop adds at one end and the thread takes from the other, which needs no lock
        self._urgent: deque[tuple[Callable[[], Any], asyncio.Future[Any]]] = deque()
        self._others = self._urgent.copy()

    async def run(self, work: Callable[[], T], *, is_urgent: bool = False) -> T:
        """Return what `work` returns, and raise what it raises."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        # as asyncio.to_thread does it
        work = partial(copy_context().run, work)
        (self._urgent if is_urgent else self._others).append((work, done))
        # each turn takes whichever is next, which need not be this one
        turn = loop.run_in_executor(self._executor, self._take_turn)
        turn.add_done_callback(_tell)
        return await done

    def shutdown(self) -> None:
        """End the thread after the work already handed in."""
        self._executor.shutdown()

    def _take_turn(self) -> "tuple[asyncio.Future[Any], Callable[[], None]]":
        """Do what is next; returns who waits for it, and what tells them."""
        work, done = (self._urgent or self._others).popleft()
        if done.cancelled():
            return done, lambda: None
        try:
            return done, partial(done.set_result, work())
        except BaseException as exc:  # noqa: BLE001 - whoever waits gets it, whatever it is
            return done, partial(done.set_exception, exc)


def _tell(turn: "asyncio.Future[tuple[asyncio.Future[Any], Callable[[], None]]]") -> None:
    done, tell = turn.result()
    if not done.cancelled():
        tell()
