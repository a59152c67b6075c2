"""The sheet: a title, the panel of days, and below it those of hours and of lengths, as PNG."""

from io import BytesIO
from typing import Any, Final

import matplotlib
from matplotlib.figure import Figure

from bot.domain.statistics import CallStatistics, format_share, format_span
from bot.reporting.charts import looks
from bot.reporting.charts.panels import draw_days, draw_hours, draw_lengths

_DOTS_PER_INCH: Final = 200
_TITLE_POINTS: Final = 16.0
_STYLE: Final[dict[Any, Any]] = {
    # comes with matplotlib, so that every machine draws the same
    "font.family": "DejaVu Sans",
    "font.size": looks.TEXT_POINTS,
    "text.color": looks.TEXT,
    **dict.fromkeys(("axes.facecolor", "figure.facecolor", "hatch.color"), looks.GROUND),
    **dict.fromkeys(("axes.edgecolor", "grid.color"), looks.GRID),
    **dict.fromkeys(("axes.spines.top", "axes.spines.right", "axes.spines.left"), False),
    **dict.fromkeys(("grid.linewidth", "hatch.linewidth"), 0.8),
    **dict.fromkeys(("xtick.color", "ytick.color"), looks.QUIET_TEXT),
    **dict.fromkeys(("xtick.major.size", "ytick.major.size"), 0),
    "xtick.major.pad": 6,
    "axes.axisbelow": True,
}
# left, bottom, width and height of the panels, in parts of the chart
_DAYS_PLACE: Final = (0.115, 0.46, 0.845, 0.21)
_HOURS_PLACE: Final = (0.135, 0.07, 0.375, 0.225)
_LENGTHS_PLACE: Final = (0.56, 0.07, 0.4, 0.225)


def draw(statistics: CallStatistics) -> bytes:
    """Draw statistics as PNG, 1,000 pixels wide; nothing of a person's matplotlibrc counts."""
    buffer = BytesIO()
    build_figure(statistics).savefig(buffer, format="png")
    return buffer.getvalue()


def build_figure(statistics: CallStatistics) -> Figure:
    """Build the figure of statistics."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(_STYLE)
    figure = Figure(figsize=looks.SIZE_INCHES, dpi=_DOTS_PER_INCH)
    _write_title(figure, statistics)
    draw_days(figure.add_axes(_DAYS_PLACE), statistics)
    draw_hours(figure.add_axes(_HOURS_PLACE), statistics)
    draw_lengths(figure.add_axes(_LENGTHS_PLACE), statistics)
    return figure


def _write_title(figure: Figure, statistics: CallStatistics) -> None:
    calls = "1 call" if statistics.calls == 1 else f"{statistics.calls:,} calls"
    share = f" · {format_share(statistics.share)} conversations" if statistics.calls else ""
    figure.text(looks.MARGIN, 0.928, calls + share, size=_TITLE_POINTS, weight="bold")
    when = f"{format_span(statistics)} · {statistics.zone}"
    figure.text(looks.MARGIN, 0.875, when, color=looks.QUIET_TEXT)
