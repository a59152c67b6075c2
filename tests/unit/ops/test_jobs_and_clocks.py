"""The jobs by the loop's time alone: whatever the wall clock does, each runs when it said so."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.ops.jobs import Jobs
from bot.signals import Part
from simulation import SimulatedLoop, current_host

WATCHED_SECONDS = 200.0


async def record_runs(loop: SimulatedLoop, answer: float | None, wish: float | None) -> list[float]:
    """Return when work ran that gives this answer, and is wished for so long after each run.

    The wall clock is set back all the time.
    """
    runs: list[float] = []

    async def work() -> float | None:
        runs.append(round(loop.time(), 3))
        if wish is not None:
            jobs.run_in(Part.TRACKER, wish)
        return answer

    jobs = Jobs({Part.TRACKER: work})
    jobs.start()
    for _ in range(int(WATCHED_SECONDS)):
        await asyncio.sleep(1)
        loop.clocks.set_wall(current_host(), timedelta(seconds=-1))
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
    loop = SimulatedLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runs = runner.run(record_runs(loop, answer, wish))

    pauses = [later - earlier for earlier, later in pairwise(runs)]
    assert len(runs) >= WATCHED_SECONDS // pause
    assert pauses == pytest.approx([pause] * len(pauses), abs=0.01)
