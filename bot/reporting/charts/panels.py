"""The panels: outcomes of each day, conversations in each hour, and lengths of conversations."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from math import nan
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from bot.domain.meanings import Outcome
from bot.domain.statistics import (
    ENOUGH_CALLS,
    GROUP_OF_OUTCOME,
    CallStatistics,
    DayCount,
    HourCount,
    OutcomeGroup,
    format_day,
    format_share,
)
from bot.reporting.charts import looks
from bot.reporting.charts.looks import add_note, draw_empty, format_count, head, label

# more columns than that cannot be told apart
_MOST_DAYS: Final = 62
_FEW_COLUMNS: Final = 10
_NAMED_COLUMNS: Final = 4
_LEGEND_COLUMNS: Final = 3
_LEGEND_HEIGHT: Final = 0.112
# where a column begins and ends, from its middle
_SIDES: Final = (-0.42, 0.42)
# where a label of the best hour still fits between the edges
_FIRST_PLACE: Final = 6.0
_LAST_PLACE: Final = 18.0
_HALF_A_MINUTE: Final = 30


def draw_days(axes: Axes, statistics: CallStatistics) -> None:
    """Draw outcomes per day, or per week where there are many days."""
    is_weekly = len(statistics.per_day) > _MOST_DAYS
    head(axes, "Outcomes per week" if is_weekly else "Outcomes per day", lines_between=2)
    if not statistics.calls:
        draw_empty(axes, "no calls")
        return
    columns = _build_columns(statistics.per_day, days=7 if is_weekly else 1)
    heights = [0] * len(columns)
    grouped = [_group(column.outcomes) for column in columns]
    edges = [index + side for index in range(len(columns)) for side in _SIDES]
    for group in OutcomeGroup:
        bottoms = heights
        heights = [height + column[group] for height, column in zip(heights, grouped, strict=True)]
        # all of a group at once: what is drawn has its pattern drawn anew, which takes long
        axes.stairs(
            _set_apart(heights), edges, baseline=_set_apart(bottoms), fill=True, **_dress(group)
        )
    axes.set_xlim(-0.6, len(columns) - 0.4)
    top = max(heights) * 1.2
    axes.set_ylim(0, top)
    ticks = MaxNLocator(nbins=3, integer=True).tick_values(0, top)
    axes.set_yticks([tick for tick in ticks if 0 <= tick <= top])
    axes.grid(axis="y")
    _name_outcomes(axes, statistics)
    _name_columns(axes, columns)


def _set_apart(heights: Sequence[int]) -> list[float]:
    """Put a gap behind each column but the last."""
    return [float(height) for each in heights for height in (each, nan)][:-1]


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


def _group(outcomes: Mapping[Outcome, int]) -> Counter[OutcomeGroup]:
    counts: Counter[OutcomeGroup] = Counter()
    for outcome, count in outcomes.items():
        counts[GROUP_OF_OUTCOME[outcome]] += count
    return counts


def _dress(group: OutcomeGroup) -> dict[str, Any]:
    return {
        "facecolor": looks.GROUP_COLOURS[group],
        "hatch": looks.GROUP_PATTERNS[group],
        "edgecolor": looks.GROUND,
        "linewidth": 0.6,
    }


def _name_outcomes(axes: Axes, statistics: CallStatistics) -> None:
    counts = _group(statistics.by_outcome)
    patches = [
        Patch(label=f"{group} {counts[group]:,}", **_dress(group))
        for group in OutcomeGroup
        if counts[group]
    ]
    # to be read along the rows, though columns are filled one by one
    columns = [patches[start::_LEGEND_COLUMNS] for start in range(_LEGEND_COLUMNS)]
    place = axes.get_position()
    axes.legend(
        handles=list(chain.from_iterable(columns)),
        loc="upper left",
        # from the edge of the chart, in parts of the panel
        bbox_to_anchor=((looks.MARGIN - place.x0) / place.width, 1 + _LEGEND_HEIGHT / place.height),
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


def draw_hours(axes: Axes, statistics: CallStatistics) -> None:
    """Draw the share of conversations by the callee's hour, the best one named."""
    head(axes, "Share by callee’s hour")
    counts = [count for count in statistics.by_hour if count.calls]
    if not counts:
        draw_empty(axes, "no calls" if not statistics.calls else "time zones unknown")
        return
    best = statistics.best_hour
    for count in counts:
        _draw_hour(axes, count, looks.HIGHLIGHT if count is best else looks.CONVERSATION)
    if best is not None:
        place = min(max(_middle(best), _FIRST_PLACE), _LAST_PLACE)
        words = f"{format_share(best.share)} at {best.hour} h"
        label(axes, place, best.share, words)
    if any(count.conversations and not count.is_telling for count in counts):
        add_note(axes, f"outlined: under {ENOUGH_CALLS} calls, or at night")
    axes.set_xlim(0, 24)
    axes.set_xticks(
        range(0, 25, 6), [f"{hour} h" if hour % 12 == 0 else "" for hour in range(0, 25, 6)]
    )
    # room above for the label of the best hour and for the remark
    axes.set_ylim(0, 1.5)
    axes.set_yticks((0, 0.5, 1), [format_share(share) for share in (0, 0.5, 1)])
    axes.grid(axis="y")


def _draw_hour(axes: Axes, count: HourCount, colour: str) -> None:
    if not count.conversations:
        # a column without height would look like an hour without calls
        axes.plot(_middle(count), 0, marker="_", color=colour, ms=3.5, mew=2.4, clip_on=False)
        return
    axes.bar(
        _middle(count),
        count.share,
        width=0.8 if count.is_telling else 0.65,
        facecolor=colour if count.is_telling else "none",
        edgecolor=colour,
        linewidth=0 if count.is_telling else 1.2,
    )


def _middle(count: HourCount) -> float:
    return count.hour + 0.5


def draw_lengths(axes: Axes, statistics: CallStatistics) -> None:
    """Draw how many conversations there were of each length."""
    head(axes, "Length in minutes", at=axes.get_position().x0)
    if not any(length.calls for length in statistics.lengths):
        draw_empty(axes, "no conversations" if statistics.calls else "no calls")
        return
    for index, length in enumerate(statistics.lengths):
        axes.bar(index, length.calls, width=0.8, color=looks.LENGTH)
        if length.calls:
            label(axes, index, length.calls, format_count(length.calls))
    # where one column ends and the next begins
    bounds = [length.from_seconds for length in statistics.lengths[1:]]
    axes.set_xticks([index + 0.5 for index in range(len(bounds))], map(_write_minutes, bounds))
    axes.set_yticks([])
    axes.margins(x=0.02, y=0.25)


def _write_minutes(seconds: int) -> str:
    return "½" if seconds == _HALF_A_MINUTE else str(seconds // 60)
