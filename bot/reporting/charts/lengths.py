"""The panel of lengths: how long conversations were."""

from typing import Final

from matplotlib.axes import Axes

from bot.domain.statistics import CallStatistics
from bot.reporting.charts.panel import LENGTH, draw_empty, format_count, head, label

_HALF_A_MINUTE: Final = 30


def draw_lengths(axes: Axes, statistics: CallStatistics) -> None:
    """Draw how many conversations there were of each length."""
    head(axes, "Length in minutes", at=axes.get_position().x0)
    if not any(length.calls for length in statistics.lengths):
        draw_empty(axes, "no conversations" if statistics.calls else "no calls")
        return
    for index, length in enumerate(statistics.lengths):
        axes.bar(index, length.calls, width=0.8, color=LENGTH)
        if length.calls:
            label(axes, index, length.calls, format_count(length.calls))
    # where one column ends and the next begins
    bounds = [length.from_seconds for length in statistics.lengths[1:]]
    axes.set_xticks([index + 0.5 for index in range(len(bounds))], map(_write_minutes, bounds))
    axes.set_yticks([])
    axes.margins(x=0.02, y=0.25)


def _write_minutes(seconds: int) -> str:
    return "½" if seconds == _HALF_A_MINUTE else str(seconds // 60)
