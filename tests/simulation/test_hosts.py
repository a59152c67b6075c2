"""Hosts of a simulated world: their clocks, and how they stand still, sleep and end."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from simulation import EPOCH, DeadlockError, SimulatedLoop, at

BOOTTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def world() -> SimulatedLoop:
    """Return the loop of this test."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SimulatedLoop)
    return loop


async def note_each_second(seen: list[float]) -> None:
    """Write down when each of its seconds is over."""
    try:
        while True:
            await asyncio.sleep(1)
            seen.append(round(world().clocks.seconds))
    finally:
        seen.append(-1)


@contextmanager
def ticking() -> Iterator[list[float]]:
    """Let something happen on the host `bot` every second."""
    seen: list[float] = []
    with at("bot"):
        task = asyncio.create_task(note_each_second(seen))
    yield seen
    task.cancel()


async def test_waiting_takes_no_real_time_and_every_clock_shows_it() -> None:
    assert abs(datetime.now(UTC) - EPOCH) < timedelta(seconds=1)
    wall, monotonic, boottime = time.time(), time.monotonic(), time.clock_gettime(BOOTTIME)
    await asyncio.sleep(86_400)
    assert time.time() - wall == pytest.approx(86_400, abs=0.01)
    assert time.monotonic() - monotonic == pytest.approx(86_400, abs=0.01)
    assert time.clock_gettime(BOOTTIME) - boottime == pytest.approx(86_400, abs=0.01)


async def test_wall_clock_is_set_on_one_host_alone() -> None:
    before = time.time()
    world().clocks.set_wall("bot", timedelta(hours=-1))
    assert time.time() - before < 1
    with at("bot"):
        assert time.time() - before == pytest.approx(-3600, abs=1)
        assert datetime.now(UTC) < EPOCH


async def test_frozen_host_does_nothing_and_then_goes_on() -> None:
    with ticking() as seen:
        await asyncio.sleep(2.5)
        world().freeze("bot")
        await asyncio.sleep(10)
        assert seen == [1001, 1002]
        world().thaw("bot")
        await asyncio.sleep(1.9)
        assert seen == [1001, 1002, 1013, 1014]


async def test_sleeping_machine_does_not_count_the_time_and_its_boottime_does() -> None:
    with ticking() as seen:
        await asyncio.sleep(2.5)
        with at("bot"):
            monotonic, boottime = time.monotonic(), time.clock_gettime(BOOTTIME)
        world().sleep("bot", 10)
        await asyncio.sleep(11)
        assert seen == [1001, 1002, 1013]
        with at("bot"):
            assert time.monotonic() - monotonic == pytest.approx(1, abs=0.01)
            assert time.clock_gettime(BOOTTIME) - boottime == pytest.approx(11, abs=0.01)
        await asyncio.sleep(1)
        assert seen[3:] == [1014]


async def test_host_that_ends_does_nothing_more_not_even_what_stands_in_finally() -> None:
    with ticking() as seen:
        await asyncio.sleep(2.5)
        world().end("bot")
        await asyncio.sleep(10)
    assert seen == [1001, 1002]


def test_world_in_which_nothing_can_happen_says_so() -> None:
    async def wait_for_nothing() -> None:
        await asyncio.get_running_loop().create_future()

    loop = SimulatedLoop(seed=7)
    with pytest.raises(DeadlockError, match="seed 7"):
        loop.run_until_complete(wait_for_nothing())
    loop.close()
