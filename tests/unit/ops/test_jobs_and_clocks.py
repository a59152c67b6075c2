"""The jobs by the loop's time alone: whatever the wall clock does, each runs when it said so."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest

from bench.virtual_time import run_virtually
from bot.ops.jobs import Jobs
from bot.signals import Part

WATCHED_SECONDS = 200.0


async def record_runs(answer: float | None, wish: float | None) -> list[float]:
    """Return when work ran that gives this answer, and is wished for so long after each run.

    The loop's time jumps from timer to timer and the wall clock hardly moves: seen from the loop,
    it is set back all the time.
    """
    runs: list[float] = []
    time: Callable[[], float] = asyncio.get_running_loop().time

    async def work() -> float | None:
        runs.append(round(time(), 3))
        if wish is not None:
            jobs.run_in(Part.TRACKER, wish)
        return answer

    jobs = Jobs({Part.TRACKER: work})
    jobs.start()
    await asyncio.sleep(WATCHED_SECONDS)
    jobs.stop()
    return runs


@pytest.mark.parametrize(
    ("answer", "wish", "pause"),
    [
        (None, None, 15.0),
        (1.0, None, 1.0),
        (20.0, None, 15.0),
        (None, 4.0, 4.0),
        (4.0, 1.0, 1.0),
        (3600.0, 10.0, 10.0),
    ],
)
def test_wall_clock_that_stands_still_holds_up_no_job(
    answer: float | None, wish: float | None, pause: float
) -> None:
    runs = run_virtually(lambda: record_runs(answer, wish))

    pauses = [later - earlier for earlier, later in pairwise(runs)]
    assert len(runs) >= WATCHED_SECONDS // pause
    assert pauses == pytest.approx([pause] * len(pauses), abs=0.01)
