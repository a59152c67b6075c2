"""Charts of statistics, each drawn by a process of its own that ends after it."""

import asyncio
import logging
import pickle
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Final, Protocol

from bot.domain.statistics import CallStatistics
from bot.errors import ChartError

_DEADLINE_SECONDS: Final = 30.0
_COMMAND: Final = (sys.executable, "-m", "bot.reporting.charts")
_PROJECT: Final = Path(__file__).parents[2]
_log = logging.getLogger(__name__)


class ChartWorker(AbstractContextManager["ChartWorker"], Protocol):
    """What is given pickled statistics, answers with their chart, and ends; a process."""

    @property
    def returncode(self) -> int | None: ...
    def communicate(self, pickled: bytes, /, *, timeout: float) -> tuple[bytes, bytes]: ...
    def kill(self) -> None: ...


def _start_process() -> ChartWorker:
    # a process of asyncio's never counts as ended where all tasks are cancelled while it starts
    return Popen(_COMMAND, cwd=_PROJECT, stdin=PIPE, stdout=PIPE, stderr=PIPE)  # noqa: S603 - all of it is ours


class ChartProcess:
    """Draws a chart at a time in another process: matplotlib would keep seventy megabytes here."""

    def __init__(
        self,
        *,
        deadline_seconds: float = _DEADLINE_SECONDS,
        start_worker: Callable[[], ChartWorker] = _start_process,
    ) -> None:
        self._deadline_seconds = deadline_seconds
        self._start_worker = start_worker
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
        worker = self._start_worker()
        answering = asyncio.get_running_loop().run_in_executor(
            None, _communicate, worker, pickled, self._deadline_seconds
        )
        try:
            chart, complaint = await asyncio.shield(answering)
        except TimeoutExpired as exc:
            raise ChartError(f"it took longer than {self._deadline_seconds:g} s") from exc
        finally:
            worker.kill()
            await asyncio.wait([answering])
        if worker.returncode or not chart:
            _log.error("no chart: %s", complaint.decode(errors="replace")[-2_000:])
            raise ChartError("the chart process failed")
        return chart


def _communicate(worker: ChartWorker, pickled: bytes, timeout: float) -> tuple[bytes, bytes]:
    """Return the chart and the complaint of a worker, which has ended then."""
    with worker:
        try:
            return worker.communicate(pickled, timeout=timeout)
        finally:
            worker.kill()
