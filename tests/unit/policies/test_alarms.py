"""Which dials admins are told of."""

import pytest

from bot.domain.dial_counts import DialTraffic
from bot.domain.rules import StoredFacts
from bot.policies.alarms import find_alarms
from tests.builders.calls import build_order
from tests.builders.cases import build_case
from tests.builders.rules import build_rules


@pytest.mark.parametrize(
    ("dials", "usual", "is_burst"),
    [
        (0, 0.0, False),
        (8, 0.0, False),
        (9, 0.0, True),
        (9, 2.0, True),
        (9, 2.1, False),
        (10, 2.1, True),
        (19, 4.0, True),
        (18, 4.0, False),
    ],
)
def test_burst_is_five_times_the_usual_and_ten_at_least(
    dials: int, usual: float, is_burst: bool
) -> None:
    stored = StoredFacts(traffic=DialTraffic(dials=dials, usual=usual))
    kinds = [alarm.kind for alarm in find_alarms(build_case(stored=stored, is_claim=True))]
    assert kinds == (["burst"] if is_burst else [])


@pytest.mark.parametrize(
    ("number", "subject"),
    [
        ("+15559876543", None),
        ("+12125556543", None),
        ("+33142686543", "FR"),
        ("+18765556543", "JM"),
    ],
)
def test_country_without_a_caller_id_is_told_of(number: str, subject: str | None) -> None:
    case = build_case(order=build_order(to_number=number), rules=build_rules())
    alarms = find_alarms(case)
    assert [alarm.subject for alarm in alarms] == ([subject] if subject else [])
    assert all(alarm.again_after is None for alarm in alarms)
