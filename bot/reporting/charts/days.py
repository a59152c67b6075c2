"""The panel of days: how the calls of each ended, one part of a column for each outcome."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from bot.domain.statistics import CallStatistics, DayCount, Outcome, format_day
from bot.reporting.charts.panel import (
    GROUND,
    MARGIN,
    OUTCOME_COLOURS,
    OUTCOME_PATTERNS,
    draw_empty,
    format_count,
    head,
    label,
)

# more columns than that cannot be told apart
_MOST_DAYS: Final = 62
_FEW_COLUMNS: Final = 10
_NAMED_COLUMNS: Final = 4
_LEGEND_COLUMNS: Final = 3
_LEGEND_HEIGHT: Final = 0.112


def draw_days(axes: Axes, statistics: CallStatistics) -> None:
    """Draw outcomes per day, or per week where there are many days."""
    is_weekly = len(statistics.per_day) > _MOST_DAYS
    head(axes, "Outcomes per week" if is_weekly else "Outcomes per day", lines_between=2)
    if not statistics.calls:
        draw_empty(axes, "no calls")
        return
    columns = _build_columns(statistics.per_day, days=7 if is_weekly else 1)
    heights = [0] * len(columns)
    for outcome in Outcome:
        counts = [column.outcomes.get(outcome, 0) for column in columns]
        axes.bar(range(len(columns)), counts, bottom=heights, width=0.84, **_dress(outcome))
        heights = [height + count for height, count in zip(heights, counts, strict=True)]
    axes.set_xlim(-0.6, len(columns) - 0.4)
    top = max(heights) * 1.2
    axes.set_ylim(0, top)
    ticks = MaxNLocator(nbins=3, integer=True).tick_values(0, top)
    axes.set_yticks([tick for tick in ticks if 0 <= tick <= top])
    axes.grid(axis="y")
    _name_outcomes(axes, statistics)
    _name_columns(axes, columns)


def _build_columns(per_day: Sequence[DayCount], *, days: int) -> list[DayCount]:
    """Add up so many days each; the newest column is whole, the oldest may not be."""
    starts = range(-(-len(per_day) % days), len(per_day), days)
    spans = [per_day[max(0, start) : start + days] for start in starts]
    return [
        DayCount(
            day=span[0].day, outcomes=sum((Counter(each.outcomes) for each in span), Counter())
        )
        for span in spans
    ]


def _dress(outcome: Outcome) -> dict[str, Any]:
    return {
        "facecolor": OUTCOME_COLOURS[outcome],
        "hatch": OUTCOME_PATTERNS[outcome],
        "edgecolor": GROUND,
        "linewidth": 0.6,
    }


def _name_outcomes(axes: Axes, statistics: CallStatistics) -> None:
    patches = [
        Patch(label=f"{outcome.label} {count:,}", **_dress(outcome))
        for outcome, count in statistics.by_outcome.items()
    ]
    # to be read along the rows, though columns are filled one by one
    columns = [patches[start::_LEGEND_COLUMNS] for start in range(_LEGEND_COLUMNS)]
    place = axes.get_position()
    axes.legend(
        handles=list(chain.from_iterable(columns)),
        loc="upper left",
        # from the edge of the chart, in parts of the panel
        bbox_to_anchor=((MARGIN - place.x0) / place.width, 1 + _LEGEND_HEIGHT / place.height),
        ncols=_LEGEND_COLUMNS,
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        columnspacing=1.2,
        handlelength=1.5,
        handleheight=1.0,
        handletextpad=0.5,
        labelspacing=0.25,
    )


def _name_columns(axes: Axes, columns: Sequence[DayCount]) -> None:
    if len(columns) > _FEW_COLUMNS:
        named = range(0, len(columns), -(-len(columns) // _NAMED_COLUMNS))
        axes.set_xticks(named, [format_day(columns[index].day) for index in named])
        return
    axes.set_xticks(range(len(columns)), [f"{each.day:%a} {each.day.day}" for each in columns])
    for index, column in enumerate(columns):
        if calls := sum(column.outcomes.values()):
            label(axes, index, calls, format_count(calls))
