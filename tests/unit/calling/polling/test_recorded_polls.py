"""The delays of a half hour of polls stay what they were: every formula and number at once."""

import pytest

from tests.builders.polled_account import PolledAccount

# every 25th of 1,500; None is a rest, in which no call was live
RECORDED = [
    0.7,
    None,
    0.5,
    0.45,
    1.4,
    0.5,
    1.3,
    1.4,
    0.7,
    0.45,
    1.4,
    1.4,
    0.7,
    1.4,
    0.8,
    1.4,
    0.75,
    0.35,
    1.4,
    0.8,
    1.0,
    0.45,
    1.4,
    1.4,
    1.4,
    0.15,
    0.95,
    1.4,
    0.75,
    1.1,
    1.4,
    0.9,
    0.7,
    0.35,
    0.6,
    0.8,
    0.85,
    1.35,
    0.2,
    1.4,
    0.5,
    0.9,
    1.4,
    1.25,
    0.25,
    1.4,
    1.2,
    1.15,
    1.05,
    1.4,
    1.1,
    1.3,
    1.4,
    1.0,
    0.7,
    0.9,
    0.7,
    1.15,
    1.4,
    0.95,
]


def test_polls_come_when_they_came_before() -> None:
    delays = PolledAccount(seed=1).run(1_500)[::25]

    assert delays == [None if each is None else pytest.approx(each) for each in RECORDED]
