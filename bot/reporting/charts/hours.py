"""The panel of hours: how many of those called in each hour of their day were reached."""

from typing import Final

from matplotlib.axes import Axes

from bot.domain.statistics import ENOUGH_CALLS, CallStatistics, HourCount, format_share
from bot.reporting.charts.panel import HIGHLIGHT, REACHED, add_note, draw_empty, head, label

# where a label of the best hour still fits between the edges
_FIRST_PLACE: Final = 6.0
_LAST_PLACE: Final = 18.0


def draw_hours(axes: Axes, statistics: CallStatistics) -> None:
    """Draw the share reached by the callee's hour, the best one named."""
    head(axes, "Reached by callee’s hour")
    counts = [count for count in statistics.by_hour if count.calls]
    if not counts:
        draw_empty(axes, "no calls" if not statistics.calls else "time zones unknown")
        return
    best = statistics.best_hour
    for count in counts:
        _draw_hour(axes, count, HIGHLIGHT if count is best else REACHED)
    if best is not None:
        place = min(max(_middle(best), _FIRST_PLACE), _LAST_PLACE)
        words = f"{format_share(best.share_reached)} at {best.hour} h"
        label(axes, place, best.share_reached, words)
    if any(count.reached and not count.is_telling for count in counts):
        add_note(axes, f"outlined: under {ENOUGH_CALLS} calls")
    axes.set_xlim(0, 24)
    axes.set_xticks(
        range(0, 25, 6), [f"{hour} h" if hour % 12 == 0 else "" for hour in range(0, 25, 6)]
    )
    # room above for the label of the best hour and for the remark
    axes.set_ylim(0, 1.5)
    axes.set_yticks((0, 0.5, 1), [format_share(share) for share in (0, 0.5, 1)])
    axes.grid(axis="y")


def _draw_hour(axes: Axes, count: HourCount, colour: str) -> None:
    if not count.reached:
        # a column without height would look like an hour without calls
        axes.plot(_middle(count), 0, marker="_", color=colour, ms=3.5, mew=2.4, clip_on=False)
        return
    axes.bar(
        _middle(count),
        count.share_reached,
        width=0.8 if count.is_telling else 0.65,
        facecolor=colour if count.is_telling else "none",
        edgecolor=colour,
        linewidth=0 if count.is_telling else 1.2,
    )


def _middle(count: HourCount) -> float:
    return count.hour + 0.5
