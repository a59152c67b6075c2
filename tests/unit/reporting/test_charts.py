"""The picture: readable at Slack's size, on light and dark screens, without colours too."""

import json
import struct
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from bot.domain.meanings import Outcome
from bot.domain.statistics import CallStatistics, OutcomeGroup
from bot.reporting.charts import looks
from bot.reporting.charts.figure import build_figure, draw
from tests.builders.finished_calls import SINCE, build_finished, build_month, count

CASES: dict[str, Callable[[], CallStatistics]] = {
    "no calls": count,
    "three calls": lambda: count(*[build_finished(duration_ms=61_000)] * 3),
    "twelve calls in a day": lambda: count(*[build_finished("busy")] * 12),
    "one outcome": lambda: count(*[build_finished("busy")] * 40),
    "nobody reached": lambda: build_month(3, 0, outcome="no_answer"),
    "eight calls a day": lambda: build_month(8),
    "busy month": lambda: build_month(60, 80, 75, 40, 0),
    "every outcome": lambda: count(
        *[build_finished(outcomes=json.dumps([each])) for each in Outcome] * 1_000
    ),
    "no zone known": lambda: count(
        build_finished(callee_time_zone=None, to_number="+870773111632")
    ),
    "a year": lambda: count(build_finished(), until=SINCE.replace(year=2027)),
}
# what a picture 1,000 dots wide loses where Slack shows it in 360
SHRUNK = 360 / 1_000


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    channels = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in to_rgb(colour)
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def lay_out(case: str) -> Figure:
    """Return a picture in which everything has found its place."""
    figure = build_figure(CASES[case]())
    figure.draw_without_rendering()
    return figure


def texts(case: str) -> list[Text]:
    """Return all words that can be seen."""
    found = (each for each in lay_out(case).findobj(Text) if isinstance(each, Text))
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def words(case: str) -> list[str]:
    return [text.get_text() for text in texts(case)]


@pytest.mark.parametrize("colour", [looks.TEXT, looks.QUIET_TEXT])
def test_text_stands_out_from_the_ground(colour: str) -> None:
    assert contrast(colour, looks.GROUND) >= 4.5


@pytest.mark.parametrize(
    "colour",
    sorted({*looks.GROUP_COLOURS.values(), looks.CONVERSATION, looks.LENGTH, looks.HIGHLIGHT}),
)
def test_marks_stand_out_from_the_ground(colour: str) -> None:
    assert contrast(colour, looks.GROUND) >= 3.0


def test_every_outcome_has_a_colour_and_a_pattern_of_its_own() -> None:
    assert set(looks.GROUP_COLOURS) == set(looks.GROUP_PATTERNS) == set(OutcomeGroup)
    assert len(set(looks.GROUP_COLOURS.values())) == len(OutcomeGroup)
    assert len(set(looks.GROUP_PATTERNS.values())) == len(OutcomeGroup)


@pytest.mark.parametrize("name", ["no calls", "every outcome"])
def test_picture_is_a_png_with_a_ground_of_its_own(name: str) -> None:
    picture = draw(CASES[name]())

    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1_000, 800)
    assert len(picture) < 300_000
    assert to_rgba(lay_out(name).get_facecolor()) == to_rgba(looks.GROUND)


@pytest.mark.parametrize("name", CASES)
def test_words_are_large_enough_where_slack_shows_it_small(name: str) -> None:
    dots_per_point = 1_000 / (looks.SIZE_INCHES[0] * 72)

    sizes = [float(text.get_fontsize()) * dots_per_point for text in texts(name)]

    assert min(sizes) * SHRUNK >= 9.0


@pytest.mark.parametrize("name", CASES)
def test_words_stay_inside_the_picture_and_apart(name: str) -> None:
    boxes = [text.get_window_extent() for text in texts(name)]

    assert [box for box in boxes if box.x0 < 0 or box.x1 > 1_000 or box.y0 < 0] == []
    overlapping = [
        (one, other)
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if one.shrunk(0.8, 0.8).overlaps(other.shrunk(0.8, 0.8))
    ]
    assert overlapping == []


def test_outcomes_are_named_with_their_number() -> None:
    shown = words("eight calls a day")

    assert {"240 calls · 75 % conversations", "Answered 180", "Busy 60"} <= set(shown)


def test_few_days_are_named_each_with_its_number() -> None:
    shown = words("twelve calls in a day")

    assert {"Mon 2", "Tue 3", "Wed 4", "12"} <= set(shown)


def test_many_days_are_put_into_weeks() -> None:
    days = lay_out("a year").axes[0]

    assert "Outcomes per week" in words("a year")
    left, right = days.get_xlim()
    assert right - left <= 54
    ticks = days.get_xticks()
    assert len(ticks) <= 5
    assert {after - before for before, after in pairwise(ticks)} == {14}


def test_empty_panels_say_so() -> None:
    assert words("no calls").count("no calls") == 3
    assert "no conversations" in words("one outcome")
    assert "time zones unknown" in words("no zone known")
