"""Charts of statistics, each drawn by a process of its own that ends after it."""

import asyncio
import logging
import pickle
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Final

from bot.domain.statistics import CallStatistics
from bot.errors import ChartError

_DEADLINE_SECONDS: Final = 30.0
_COMMAND: Final = (sys.executable, "-m", "bot.reporting.charts")
_PROJECT: Final = Path(__file__).parents[2]
_log = logging.getLogger(__name__)


class ChartProcess:
    """Draws a chart at a time in another process: matplotlib would keep seventy megabytes here."""

    def __init__(self, *, deadline_seconds: float = _DEADLINE_SECONDS) -> None:
        self._deadline_seconds = deadline_seconds
        self._turn = asyncio.Lock()

    async def draw(self, statistics: CallStatistics) -> bytes:
        """Return a chart of statistics as PNG; raises ChartError."""
        async with self._turn:
            try:
                return await self._ask_worker(pickle.dumps(statistics))
            except OSError as exc:
                raise ChartError("the chart process cannot be started") from exc

    async def finish(self) -> None:
        """Wait until the chart that is being drawn is done, or its process has ended."""
        async with self._turn:
            return

    async def _ask_worker(self, pickled: bytes) -> bytes:
        worker = await asyncio.create_subprocess_exec(
            *_COMMAND, cwd=_PROJECT, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        try:
            async with asyncio.timeout(self._deadline_seconds):
                chart, complaint = await worker.communicate(pickled)
        except TimeoutError as exc:
            raise ChartError(f"it took longer than {self._deadline_seconds:g} s") from exc
        finally:
            if worker.returncode is None:
                worker.kill()
                await worker.wait()
        if worker.returncode or not chart:
            _log.error("no chart: %s", complaint.decode(errors="replace")[-2_000:])
            raise ChartError("the chart process failed")
        return chart
