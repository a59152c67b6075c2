"""How all panels look: colours, sizes, headings, numbers on columns, words where nothing is."""

from typing import Final

from matplotlib.axes import Axes

from bot.domain.statistics import OutcomeGroup

# on this ground all of Okabe and Ito's colours stand out, in light and dark themes
GROUND: Final = "#15191f"
TEXT: Final = "#f2f4f7"
QUIET_TEXT: Final = "#b4bcc8"
# a line that only helps to read heights; it carries nothing by itself
GRID: Final = "#343b46"

CONVERSATION: Final = "#009e73"
LENGTH: Final = "#56b4e9"
HIGHLIGHT: Final = "#f0e442"
# in the order of groups; patterns are drawn in the colour of the ground, who was reached is plain
_COLOURS: Final = ("#009e73", "#f2f4f7", "#cc79a7", "#56b4e9", "#e69f00", "#d55e00")
_PATTERNS: Final = ("", "++++", "....", "////", "xxxx", r"\\\\")
GROUP_COLOURS: Final = dict(zip(OutcomeGroup, _COLOURS, strict=True))
GROUP_PATTERNS: Final = dict(zip(OutcomeGroup, _PATTERNS, strict=True))

# Slack shows pictures 360 to 500 pixels wide, tall ones narrower: letters are a thirty-sixth of
# the width, or larger
SIZE_INCHES: Final = (5.0, 4.0)
TEXT_POINTS: Final = 10.0
_HEADING_POINTS: Final = 11.0
_GAP_POINTS: Final = 9.0
_LINE_POINTS: Final = 14.5
# of the width, on both sides
MARGIN: Final = 0.04


def head(axes: Axes, words: str, *, at: float = MARGIN, lines_between: int = 0) -> None:
    """Write the heading of a panel, by default at the edge of the chart."""
    axes.annotate(
        words,
        (at, axes.get_position().y1),
        xycoords="figure fraction",
        xytext=(0, _GAP_POINTS + lines_between * _LINE_POINTS),
        textcoords="offset points",
        size=_HEADING_POINTS,
        weight="bold",
    )


def add_note(axes: Axes, words: str) -> None:
    """Write a remark into the right upper corner of a panel."""
    looks = {"size": TEXT_POINTS - 1, "color": QUIET_TEXT}
    axes.text(1, 1, words, looks, ha="right", va="top", transform=axes.transAxes)


def label(axes: Axes, x: float, y: float, words: str) -> None:
    """Write right above a column."""
    axes.annotate(words, (x, y), xytext=(0, 2), textcoords="offset points", ha="center")


def draw_empty(axes: Axes, words: str) -> None:
    """Say in the middle of a panel why it is empty."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.5, 0.5, words, ha="center", va="center", color=QUIET_TEXT, transform=axes.transAxes)


def format_count(number: int) -> str:
    """Write a number as narrow as columns are: `847`, `1.4k`, `23k`."""
    if number < 1_000:
        return str(number)
    return f"{number / 1_000:.1f}k" if number < 10_000 else f"{number / 1_000:.0f}k"
