"""The colours and patterns of charts: told apart on light and dark screens, and without colour.

The chart brings its own dark background, on which the colours of Okabe and Ito all stand out; on a
light one half of them would be too pale.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.domain.statistics import Outcome

GROUND: Final = "#15191f"
TEXT: Final = "#f2f4f7"
QUIET_TEXT: Final = "#b4bcc8"
# a line that only helps to read heights; it carries nothing by itself
GRID: Final = "#343b46"

REACHED: Final = "#009e73"
LENGTH: Final = "#56b4e9"
HIGHLIGHT: Final = "#f0e442"

OUTCOME_COLOURS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.ENDED: "#009e73",
        Outcome.NO_ANSWER: "#56b4e9",
        Outcome.BUSY: "#e69f00",
        Outcome.CANCELED: "#cc79a7",
        Outcome.ERROR: "#d55e00",
    }
)
# drawn in the colour of the ground; conversations are plain
OUTCOME_PATTERNS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.ENDED: "",
        Outcome.NO_ANSWER: "////",
        Outcome.BUSY: "xxxx",
        Outcome.CANCELED: "....",
        Outcome.ERROR: r"\\\\",
    }
)
