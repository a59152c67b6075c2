"""The delays of a half hour of polls stay what they were: every formula and number at once."""

import pytest

from tests.builders.polled_account import PolledAccount

# every 25th of 1,500; None is a rest, in which no call was live
RECORDED = [
    0.6328,
    1.1133,
    0.9395,
    0.6797,
    1.5,
    0.5859,
    1.1953,
    1.5,
    1.3008,
    0.7852,
    1.1602,
    1.3828,
    1.1719,
    0.2344,
    0.7148,
    0.6914,
    0.8906,
    0.3164,
    1.4766,
    1.0312,
    0.9141,
    0.0117,
    0.9141,
    1.2539,
    0.7969,
    1.5,
    0.9375,
    1.1953,
    1.1602,
    0.6211,
    0.7148,
    0.9727,
    1.4648,
    0.7852,
    0.7031,
    0.9375,
    0.5391,
    0.8724,
    0.9609,
    1.1133,
    1.2305,
    1.5,
    1.2422,
    1.3945,
    0.7031,
    1.0547,
    1.0547,
    1.2656,
    0.4922,
    0.7969,
    1.0664,
    1.1602,
    0.7383,
    1.2773,
    0.832,
    0.9961,
    0.6797,
    1.5,
    1.1836,
    1.1484,
]


def test_polls_come_when_they_came_before() -> None:
    delays = PolledAccount(seed=1).run(1_500)[::25]

    assert delays == [
        None if each is None else pytest.approx(each, abs=0.0001) for each in RECORDED
    ]
