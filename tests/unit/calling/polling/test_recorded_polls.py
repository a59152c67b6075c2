"""The delays of a half hour of polls stay what they were: every formula and number at once."""

import pytest

from tests.builders.polled_account import PolledAccount

# every 25th of 1,500; None is a rest, in which no call was live
RECORDED = [
    0.6234,
    1.1703,
    1.2805,
    0.4156,
    0.2953,
    1.3563,
    1.05,
    0.7984,
    0.9297,
    0.8203,
    0.7179,
    0.9844,
    1.2359,
    1.3234,
    0.9406,
    0.3609,
    1.5543,
    1.0281,
    1.1594,
    0.6781,
    1.2578,
    0.7984,
    0.5469,
    1.4,
    1.4,
    0.1531,
    0.2406,
    0.4703,
    0.8969,
    1.3672,
    1.3891,
    1.1812,
    0.6891,
    1.1047,
    0.6453,
    1.4,
    1.1484,
    1.0063,
    0.9734,
    1.4,
    1.2359,
    1.1922,
    0.7984,
    1.4,
    1.3672,
    0.3172,
    1.1703,
    1.4,
    0.9844,
    1.0063,
    1.4,
    0.3719,
    1.0609,
    1.0609,
    0.2844,
    0.7219,
    0.7438,
    0.6234,
    1.2578,
    0.8422,
]


def test_polls_come_when_they_came_before() -> None:
    delays = PolledAccount(seed=1).run(1_500)[::25]

    assert delays == [
        None if each is None else pytest.approx(each, abs=0.0001) for each in RECORDED
    ]
