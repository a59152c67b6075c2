"""Size: what many live calls cost to follow, and what many finished ones cost those who wait."""

import asyncio

from bench.finished_size import compare_finished
from bench.live_size import compare_live
from bench.planning import compare_plans


def run() -> None:
    """Measure and print."""
    compare_plans()
    compare_live()
    asyncio.run(compare_finished())
