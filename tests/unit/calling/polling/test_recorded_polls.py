"""The delays of a half hour of polls stay what they were: every formula and number at once."""

import pytest

from tests.builders.polled_account import PolledAccount

# every 25th of 1,500; None is a rest, in which no call was live
RECORDED = [
    0.6234,
    1.1703,
    1.1097,
    1.4,
    0.2297,
    1.3344,
    1.3781,
    0.8859,
    0.3938,
    0.7774,
    1.4485,
    0.9516,
    1.4,
    1.4,
    1.4,
    0.4266,
    0.7437,
    1.2031,
    1.4,
    0.5797,
    1.1703,
    0.2045,
    1.2031,
    0.6234,
    0.9734,
    1.1812,
    1.4,
    0.9953,
    0.4594,
    0.4922,
    0.6016,
    1.4,
    0.6344,
    0.7,
    1.4,
    1.4,
    1.1266,
    0.5141,
    0.7766,
    1.4,
    1.4,
    1.4,
    1.4,
    0.8859,
    0.3828,
    1.4,
    0.0109,
    0.6672,
    0.8422,
    1.4,
    0.5359,
    1.0391,
    0.6672,
    1.0609,
    1.1484,
    1.4,
    0.6563,
    1.4,
    1.3234,
    0.8094,
]


def test_polls_come_when_they_came_before() -> None:
    delays = PolledAccount(seed=1).run(1_500)[::25]

    assert delays == [
        None if each is None else pytest.approx(each, abs=0.0001) for each in RECORDED
    ]
