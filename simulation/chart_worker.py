"""What draws charts in a simulated world, where nothing else runs at the same time."""

import pickle
from contextlib import AbstractContextManager
from types import TracebackType


class SimulatedChartWorker(AbstractContextManager["SimulatedChartWorker"]):
    """Draws here and now."""

    returncode = 0

    def communicate(self, pickled: bytes, /, *, timeout: float) -> tuple[bytes, bytes]:
        """Return the chart and no complaint."""
        # imported by the few worlds that draw
        from bot.reporting.charts.figure import draw

        return draw(pickle.loads(pickled)), b""  # noqa: S301 - from a bot of this very process

    def kill(self) -> None:
        """End what has ended."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
