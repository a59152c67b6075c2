"""The gate: who may call, where it is told, whom, and when; the unknown is not allowed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.policies.facts import PersonFacts
from bot.policies.pipeline import judge
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName
from tests.builders.calls import NOON, build_order
from tests.builders.cases import OWN, build_case, build_person

QUARTER = timedelta(minutes=15)

# a number whose zone nobody knows
NOWHERE = "+80012345678"


@pytest.mark.parametrize("is_claim", [False, True])
@pytest.mark.parametrize("own_team_id", ["T1", "E1", None])
def test_member_may_call_where_they_are(is_claim: bool, own_team_id: str | None) -> None:
    assert judge(build_case(is_claim=is_claim, own_team_id=own_team_id)) == Allow()


@pytest.mark.parametrize("is_claim", [False, True])
@pytest.mark.parametrize(
    ("person", "value"),
    [
        (build_person(is_deactivated=True), "deactivated"),
        (build_person(is_stranger=True), "outsider"),
        (build_person(team_id="T2"), "outsider"),
        (build_person(is_bot=True), "bot"),
        (build_person(is_guest=True), "guest"),
    ],
)
def test_nobody_else_may_call(person: PersonFacts, value: str, is_claim: bool) -> None:
    verdict = judge(build_case(person=person, is_claim=is_claim))

    assert isinstance(verdict, Deny)
    assert (verdict.policy, verdict.value) == (PolicyName.PERMISSIONS, value)


def test_team_that_the_request_names_counts_before_what_slack_says_of_the_person() -> None:
    verdict = judge(build_case(own_team_id="T2"))

    assert isinstance(verdict, Deny)
    assert verdict.value == "outsider"


@pytest.mark.parametrize(
    ("unknown", "policy"),
    [({"person": None}, PolicyName.PERMISSIONS), ({"sees_place": None}, PolicyName.PLACE)],
)
def test_what_slack_does_not_say_is_no_at_intake_and_waits_at_the_claim(
    unknown: dict[str, Any], policy: PolicyName
) -> None:
    at_intake = judge(build_case(**unknown))
    at_claim = judge(build_case(**unknown, is_claim=True))
    later = judge(build_case(**unknown, is_claim=True, moment=NOON + QUARTER))

    assert isinstance(at_intake, Deny)
    assert (at_intake.policy, at_intake.value) == (policy, "unknown")
    assert at_claim == Delay(policy=policy, value="unknown", until=NOON + QUARTER)
    assert later == Ask(policy=policy, value="unknown")


@pytest.mark.parametrize("is_claim", [False, True])
def test_call_is_not_told_where_its_requester_does_not_see_it(is_claim: bool) -> None:
    verdict = judge(build_case(sees_place=False, is_claim=is_claim))

    assert isinstance(verdict, Deny)
    assert (verdict.policy, verdict.field) == (PolicyName.PLACE, "channel")


def test_account_does_not_call_itself() -> None:
    verdict = judge(build_case(order=build_order(to_number=OWN.number)))

    assert verdict == Deny(policy=PolicyName.CALLEE, value="Sales", field="to")


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=366)])
def test_time_to_come_may_be_chosen(ahead: timedelta) -> None:
    assert judge(build_case(order=build_order(due_at=NOON + ahead))) == Allow()


@pytest.mark.parametrize(
    ("ahead", "value"),
    [
        (timedelta(), "past"),
        (timedelta(seconds=-1), "past"),
        (timedelta(days=366, seconds=1), "too_far"),
    ],
)
def test_time_that_passed_or_is_far_off_may_not(ahead: timedelta, value: str) -> None:
    verdict = judge(build_case(order=build_order(due_at=NOON + ahead)))

    assert verdict == Deny(policy=PolicyName.SCHEDULE, value=value, field="when")


def test_time_is_judged_by_when_it_was_asked_for_and_not_again_at_the_claim() -> None:
    order = build_order(due_at=NOON + timedelta(seconds=1))

    assert judge(build_case(order=order, moment=NOON + timedelta(minutes=1))) == Allow()
    assert judge(build_case(order=order, moment=NOON + QUARTER, is_claim=True)) == Allow()


@pytest.mark.parametrize(("seconds", "is_asked"), [(900, False), (901, True)])
def test_request_that_waited_is_asked_about_once(seconds: int, is_asked: bool) -> None:
    case = build_case(moment=NOON + timedelta(seconds=seconds))
    answered = replace(case, answered=frozenset({PolicyName.FRESHNESS}))

    assert judge(case) == (Ask(policy=PolicyName.FRESHNESS, value="stale") if is_asked else Allow())
    assert judge(answered) == Allow()
    assert judge(replace(case, is_claim=True)) == Allow()
