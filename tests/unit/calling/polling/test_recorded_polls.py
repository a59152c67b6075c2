"""The delays of a half hour of polls stay what they were: every formula and number at once."""

import pytest

from tests.builders.polled_account import PolledAccount

# every 25th of 1,500; None is a rest, in which no call was live
RECORDED = [
    0.6328,
    1.1367,
    0.9748,
    0.3164,
    1.1924,
    0.832,
    1.2422,
    1.2891,
    0.457,
    1.5,
    1.2891,
    0.7031,
    1.5,
    1.207,
    0.1992,
    1.3008,
    2.2946,
    0.2812,
    0.3398,
    0.8672,
    1.1484,
    0.668,
    1.1953,
    1.1367,
    1.1719,
    2.0768,
    1.043,
    1.043,
    1.2773,
    0.5039,
    0.6797,
    0.5859,
    0.4687,
    0.2227,
    1.1367,
    1.1719,
    0.9258,
    1.307,
    0.7383,
    1.5134,
    1.1484,
    1.2891,
    1.3125,
    1.5,
    0.75,
    1.4414,
    0.4922,
    1.5,
    1.2447,
    1.3945,
    0.4336,
    1.1016,
    0.8203,
    1.5,
    1.5,
    None,
    1.4531,
    1.5,
    1.5,
    0.4922,
]


def test_polls_come_when_they_came_before() -> None:
    delays = PolledAccount(seed=1).run(1_500)[::25]

    assert delays == [
        None if each is None else pytest.approx(each, abs=0.0001) for each in RECORDED
    ]
