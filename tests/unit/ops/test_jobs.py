"""The jobs: each runs when it says so, never twice at once, and survives its own failures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.errors import StoreError
from bot.ops.jobs import Jobs
from bot.signals import Part

DEADLINE_SECONDS = 5
EXTRA_TURNS = 20
SOON_SECONDS = 0.05
LATE_SECONDS = 10.0


class Work:
    """A piece of work that says how often it ran; `answers` come first, then None for ever."""

    def __init__(self, *answers: float | Exception | None) -> None:
        self._answers = list(answers)
        self._runs = asyncio.Semaphore(0)
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.runs = self.running = self.most_at_once = 0

    async def __call__(self) -> float | None:
        self.runs += 1
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self._runs.release()
        await self.may_end.wait()
        self.running -= 1
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def wait_for_runs(self, number: int) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            for _ in range(number):
                await self._runs.acquire()


@asynccontextmanager
async def started(*work: Work) -> AsyncIterator[Jobs]:
    jobs = Jobs(dict(zip((Part.SWEEP, Part.TRACKER), work, strict=False)))
    jobs.start()
    try:
        yield jobs
    finally:
        for each in work:
            each.may_end.set()
        jobs.stop()
        await turn()


async def turn() -> None:
    """Let everything happen that would happen at once."""
    for _ in range(EXTRA_TURNS):
        await asyncio.sleep(0)


async def test_every_piece_of_work_runs_at_the_start() -> None:
    follow, collect = Work(), Work()

    async with started(follow, collect):
        await follow.wait_for_runs(1)
        await collect.wait_for_runs(1)


async def test_work_runs_again_when_it_asked_to() -> None:
    work = Work(0.0, 0.01, 0.02)

    async with started(work):
        await work.wait_for_runs(4)


async def test_work_that_has_nothing_to_do_rests_until_it_is_wanted() -> None:
    work = Work()

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        await turn()
        assert work.runs == 1

        jobs.run_in(Part.SWEEP)
        await work.wait_for_runs(1)


async def test_work_wanted_while_it_runs_runs_once_more() -> None:
    work = Work()
    work.may_end.clear()

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        for _ in range(5):
            jobs.run_in(Part.SWEEP)
        await turn()
        assert (work.runs, work.running) == (1, 1)

        work.may_end.set()
        await work.wait_for_runs(1)
        await turn()

    assert (work.runs, work.most_at_once) == (2, 1)


async def test_work_wanted_again_and_again_never_runs_twice_at_once() -> None:
    work = Work(*[0.0] * 10)

    async with started(work) as jobs:
        for _ in range(10):
            await work.wait_for_runs(1)
            jobs.run_in(Part.SWEEP)

    assert work.most_at_once == 1


async def test_work_that_rests_runs_within_the_time_it_is_wanted_in() -> None:
    work = Work()

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        await turn()

        jobs.run_in(Part.SWEEP, SOON_SECONDS)
        await turn()
        assert work.runs == 1
        await work.wait_for_runs(1)


async def test_work_wanted_later_than_it_is_planned_runs_as_planned() -> None:
    work = Work(SOON_SECONDS)

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        await turn()

        jobs.run_in(Part.SWEEP, LATE_SECONDS)
        await work.wait_for_runs(1)


@pytest.mark.parametrize(
    ("answer", "wishes"),
    [
        (None, [SOON_SECONDS]),
        (None, [SOON_SECONDS, LATE_SECONDS]),
        (None, [LATE_SECONDS, SOON_SECONDS]),
        (LATE_SECONDS, [SOON_SECONDS]),
        (SOON_SECONDS, [LATE_SECONDS]),
    ],
)
async def test_wishes_while_work_runs_count_for_its_next_run_and_the_soonest_wins(
    answer: float | None, wishes: list[float]
) -> None:
    work = Work(answer)
    work.may_end.clear()

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        for seconds in wishes:
            jobs.run_in(Part.SWEEP, seconds)
        await turn()
        assert work.runs == 1

        work.may_end.set()
        await work.wait_for_runs(1)


async def test_slow_work_does_not_hold_up_another() -> None:
    slow, quick = Work(), Work(0.0, 0.0)
    slow.may_end.clear()

    async with started(slow, quick):
        await slow.wait_for_runs(1)
        await quick.wait_for_runs(3)

        assert slow.running == 1


@pytest.mark.parametrize("failure", [StoreError("disk I/O error"), RuntimeError("a bug")])
async def test_work_that_failed_is_counted_and_runs_again(failure: Exception) -> None:
    work = Work(failure)

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        await turn()
        assert jobs.failures == 1

        jobs.run_in(Part.SWEEP)
        await work.wait_for_runs(1)
        await turn()
        assert jobs.failures == 1


async def test_work_wanted_while_it_failed_runs_once_more() -> None:
    work = Work(RuntimeError("a bug"))
    work.may_end.clear()

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        jobs.run_in(Part.SWEEP)
        work.may_end.set()
        await work.wait_for_runs(1)


async def test_nothing_runs_after_the_stop() -> None:
    work = Work()

    async with started(work) as jobs:
        await work.wait_for_runs(1)
        jobs.stop()
        jobs.run_in(Part.SWEEP)
        jobs.stop()
        await turn()

    assert work.runs == 1


async def test_wanting_work_before_the_start_does_no_harm() -> None:
    work = Work()
    jobs = Jobs({Part.SWEEP: work})
    jobs.run_in(Part.SWEEP)
    jobs.stop()

    assert work.runs == 0
