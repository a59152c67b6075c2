"""The delays of a half hour of polls stay what they were: every formula and number at once."""

import pytest

from tests.builders.polled_account import PolledAccount

# every 25th of 1,500; None is a rest, in which no call was live
RECORDED = [
    0.6234,
    1.2141,
    0.1318,
    1.4,
    1.4,
    0.6563,
    0.8055,
    1.4,
    0.9406,
    1.2153,
    1.1021,
    1.4,
    1.2906,
    0.8641,
    1.4,
    1.3234,
    1.2687,
    1.1594,
    1.3781,
    0.8641,
    1.1922,
    1.4,
    1.1156,
    1.4,
    0.8859,
    1.4,
    0.9516,
    0.6562,
    1.5317,
    0.9625,
    0.9953,
    0.9844,
    1.1812,
    0.2078,
    1.0172,
    0.3719,
    1.4,
    1.4,
    1.3344,
    0.2953,
    0.7984,
    0.875,
    1.4,
    0.3281,
    1.4,
    0.875,
    1.2906,
    0.6891,
    0.6672,
    1.3234,
    1.4,
    1.4,
    1.4,
    1.1594,
    0.7547,
    0.2078,
    1.4,
    0.5688,
    1.4,
    0.8531,
]


def test_polls_come_when_they_came_before() -> None:
    delays = PolledAccount(seed=1).run(1_500)[::25]

    assert delays == [
        None if each is None else pytest.approx(each, abs=0.0001) for each in RECORDED
    ]
