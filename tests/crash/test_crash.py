"""A sample of the crash test, and the proof that it can fail."""

import random
from pathlib import Path
from typing import Final

import pytest

from tests.crash.crash import crash
from tests.crash.points import Place, Point, Stage, choose_points
from tests.crash.verdict import Column

_DIALED: Final = Point(place=Place.DIAL, stage=Stage.DONE)
_CARD: Final = Point(place=Place.CARD, stage=Stage.DONE)
_REPLY: Final = Point(place=Place.REPLY, stage=Stage.DONE)


@pytest.mark.timeout(300)
async def test_a_dozen_kills_double_nothing_and_lose_nothing(tmp_path: Path) -> None:
    points = choose_points(12, random.Random(20))
    report = await crash(points, folder=tmp_path, seed=20, worlds=4, at_once=4, is_patient=False)
    assert report.is_clean, str(report)


@pytest.mark.parametrize(
    ("part", "points", "column"),
    [
        ("intent", [_DIALED] * 2, Column.DIALS),
        ("lookup", [_CARD, _REPLY], Column.DOUBLED),
    ],
)
async def test_a_bot_without_a_part_is_found_out(
    tmp_path: Path, part: str, points: list[Point], column: Column
) -> None:
    report = await crash(
        points, folder=tmp_path, seed=1, worlds=1, at_once=1, part=part, is_patient=False
    )
    assert report.count(column) > 0, str(report)
