"""The thread of a connection: one thing at a time, what is urgent first."""

import asyncio
import threading
from functools import partial

import pytest

from bot.store.sqlite.priority_executor import PriorityExecutor


async def test_urgent_work_goes_before_all_that_waits() -> None:
    executor, may_go_on, done = PriorityExecutor("test"), threading.Event(), list[str]()
    first = asyncio.create_task(executor.run(may_go_on.wait))
    rest = [asyncio.create_task(executor.run(partial(done.append, name))) for name in "abc"]
    await asyncio.sleep(0)
    urgent = [
        asyncio.create_task(executor.run(partial(done.append, name), is_urgent=True))
        for name in "xy"
    ]
    await asyncio.sleep(0)

    may_go_on.set()
    await asyncio.gather(first, *rest, *urgent)

    assert "".join(done) == "xyabc"
    executor.shutdown()


async def test_what_work_raises_is_raised_and_the_next_goes_on() -> None:
    executor = PriorityExecutor("test")

    with pytest.raises(ZeroDivisionError):
        await executor.run(lambda: 1 / 0)

    assert await executor.run(lambda: "next") == "next"
    executor.shutdown()


async def test_work_that_nobody_waits_for_any_more_is_not_begun() -> None:
    executor, may_go_on, done = PriorityExecutor("test"), threading.Event(), list[str]()
    first = asyncio.create_task(executor.run(may_go_on.wait))
    given_up = asyncio.create_task(executor.run(lambda: done.append("given up")))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.sleep(0)

    may_go_on.set()
    await first

    assert await executor.run(lambda: "next") == "next"
    assert done == []
    executor.shutdown()
