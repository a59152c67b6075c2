"""The chart process: one worker at a time, and none that outlives its deadline."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import ChartError
from bot.reporting.chart_process import ChartProcess
from tests.builders.finished_calls import build_finished, build_month, count

DEADLINE_SECONDS = 30.0
LOOK_SECONDS = 0.01
SEES_WORKERS = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of the workers")


def find_workers() -> list[str]:
    """Return the processes that this one started and that still run."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text(encoding="ascii").split()]
    return [child for child in children if b"bot.reporting.charts" in _read_command(child)]


def _read_command(process: str) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


class Lookout:
    """Notes again and again how many workers there are."""

    def __init__(self) -> None:
        self.most = 0
        self.appeared = asyncio.Event()

    async def look(self) -> None:
        while True:
            workers = len(find_workers())
            self.most = max(self.most, workers)
            if workers:
                self.appeared.set()
            await asyncio.sleep(LOOK_SECONDS)


@pytest.fixture
async def lookout() -> AsyncIterator[Lookout]:
    lookout = Lookout()
    looking = asyncio.create_task(lookout.look())
    yield lookout
    looking.cancel()


@SEES_WORKERS
async def test_worker_that_breaks_fails_its_picture_and_not_the_one_after_it(
    lookout: Lookout,
) -> None:
    chart_process = ChartProcess()
    broken = count(build_finished(), until=build_month(0).since)

    failed, picture = await asyncio.gather(
        chart_process.draw(broken), chart_process.draw(build_month(1)), return_exceptions=True
    )

    assert isinstance(failed, ChartError)
    assert "the chart process failed" in str(failed)
    assert isinstance(picture, bytes)
    assert picture.startswith(b"\x89PNG")
    assert lookout.most == 1
    assert find_workers() == []


async def test_worker_beyond_its_deadline_is_ended() -> None:
    month = build_month(4)
    # hundreds of thousands of columns, at which it would draw for minutes
    endless = replace(month, by_hour=month.by_hour * 20_000)

    async with asyncio.timeout(DEADLINE_SECONDS):
        with pytest.raises(ChartError, match=r"it took longer than 0\.2 s"):
            await ChartProcess(deadline_seconds=0.2).draw(endless)

    assert find_workers() == []


@SEES_WORKERS
async def test_worker_ends_with_whoever_asked_for_the_picture(lookout: Lookout) -> None:
    painting = asyncio.create_task(ChartProcess().draw(build_month(4)))
    async with asyncio.timeout(DEADLINE_SECONDS):
        await lookout.appeared.wait()

    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting

    assert find_workers() == []


@pytest.mark.parametrize("turns", range(1, 9))
def test_worker_that_is_being_started_does_not_hold_up_the_end(turns: int) -> None:
    async def end_after_some_turns_of_the_loop() -> None:
        painting = asyncio.create_task(ChartProcess().draw(build_month(4)))
        for _ in range(turns):
            await asyncio.sleep(0)
        painting.cancel()

    asyncio.run(end_after_some_turns_of_the_loop())

    assert find_workers() == []


@SEES_WORKERS
async def test_finish_waits_until_the_worker_of_a_picture_given_up_is_gone(
    lookout: Lookout,
) -> None:
    chart_process = ChartProcess()
    painting = asyncio.create_task(chart_process.draw(build_month(4)))
    await asyncio.wait_for(lookout.appeared.wait(), DEADLINE_SECONDS)

    painting.cancel()
    await chart_process.finish()

    assert find_workers() == []
    assert painting.cancelled()
