"""What a second person has to allow, and who that may be."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.approvals import hash_shown
from bot.domain.dial_counts import CapName, DialCount
from bot.domain.orders import CallOrder
from bot.domain.rules import StoredFacts
from bot.policies.approvals import judge_approver
from bot.policies.facts import Case
from bot.policies.pipeline import judge
from bot.policies.verdicts import Allow, Ask, Deny
from tests.builders.calls import NOON, build_order
from tests.builders.cases import HOME, build_case, build_person
from tests.builders.rules import NO_CAPS, build_change, build_rules

OF_US, OF_AGENT = "country:US", "agent:a1"


def build(
    *subjects: str, order: CallOrder | None = None, approvers: str = "admins", **more: Any
) -> Case:
    changes = [build_change("approval", "needed", each) for each in subjects]
    rules = build_rules(
        *changes, approvers=approvers, quiet_hours="off", **(more.pop("caps", None) or NO_CAPS)
    )
    known = {"order": order or build_order(), "is_claim": True, "rules": rules}
    return build_case(**(known | more))


def approve(order: CallOrder, approval_for: str) -> CallOrder:
    held = replace(order, approval_for=approval_for)
    return replace(held, approved_hash=hash_shown(held), approved_by="dana")


def needs(case: Case) -> str:
    verdict = judge(case)
    return verdict.value if isinstance(verdict, Ask) and verdict.policy == "approval" else ""


@pytest.mark.parametrize(
    ("case", "value"),
    [
        (build(), ""),
        (build(OF_US), OF_US),
        (build("country:JM"), ""),
        (build(OF_US, approvers="off"), ""),
        (build(OF_US, is_claim=False), ""),
        (build(OF_AGENT, order=build_order(agent_id="a1")), OF_AGENT),
        (build(OF_AGENT, order=build_order(agent_id="a2")), ""),
        (build(OF_AGENT, stored=StoredFacts(own_agent_id="a1")), OF_AGENT),
        (build(OF_AGENT), OF_AGENT),
        (build(OF_US, OF_AGENT, order=build_order(agent_id="a1")), f"{OF_AGENT},{OF_US}"),
        (build("night"), ""),
        (build("night", order=build_order(quiet_allowed_until=NOON + timedelta(hours=1))), "night"),
        (build("night", order=build_order(quiet_allowed_until=NOON)), ""),
        (build(OF_US, order=approve(build_order(), OF_US)), ""),
        (build(OF_US, order=approve(build_order(), "night,country:US")), ""),
        (build(OF_US, order=approve(build_order(), "night")), OF_US),
    ],
)
def test_dial_waits_for_a_second_person(case: Case, value: str) -> None:
    assert needs(case) == value


@pytest.mark.parametrize(
    "change",
    [
        {"to_number": "+15559876001"},
        {"from_number": "+15550000000"},
        {"agent_id": "a2"},
        {"variables": {"name": "Mia"}},
        {"due_at": NOON + timedelta(hours=1)},
        {"attempts": 4},
        {"until_at": NOON + timedelta(hours=1)},
        {"quiet_allowed_until": NOON + timedelta(hours=1)},
    ],
)
def test_what_is_changed_afterwards_is_not_what_was_allowed(change: dict[str, Any]) -> None:
    order = approve(build_order(), OF_US)
    assert needs(build(OF_US, order=replace(order, **change))) == OF_US


def test_call_over_a_cap_is_refused_unless_a_second_person_decides() -> None:
    caps = {**NO_CAPS, "max_calls_per_person_per_day": "1"}
    dials: dict[str, DialCount] = {
        **dict.fromkeys(CapName, DialCount()),
        CapName.PERSON: DialCount(dials=1, times=(NOON.timestamp(),)),
    }
    stored = StoredFacts(dials=dials)
    assert isinstance(judge(build(caps=caps, stored=stored)), Deny)
    assert needs(build("cap", caps=caps, stored=stored)) == "cap"
    allowed = approve(build_order(), "cap")
    assert judge(build("cap", caps=caps, stored=stored, order=allowed)) == Allow()
    live = replace(stored, is_number_live=True)
    by_number = {**NO_CAPS, "max_calls_per_number_per_day": "3"}
    verdict = judge(build("cap", caps=by_number, stored=live, order=allowed))
    assert isinstance(verdict, Deny)


ADMIN = build_person(user_id="U0DANA", is_admin=True)


@pytest.mark.parametrize(
    ("person", "approvers", "value"),
    [
        (ADMIN, frozenset(), ""),
        (build_person(), frozenset(), "own"),
        (build_person(is_admin=True), frozenset(), "own"),
        (build_person(user_id="U0BOB"), frozenset(), "no_admin"),
        (build_person(user_id="U0BOB"), frozenset({"U0BOB"}), ""),
        (ADMIN, frozenset({"U0BOB"}), "member"),
        (build_person(), frozenset({"U0ALICE"}), "own"),
        (build_person(user_id="U0CAROL"), frozenset({"U0CAROL"}), "own"),
        (ADMIN, None, "off"),
        (replace(ADMIN, is_guest=True), frozenset({"U0DANA"}), "guest"),
        (replace(ADMIN, is_deactivated=True), frozenset({"U0DANA"}), "deactivated"),
        (replace(ADMIN, team_id="T0OTHER"), frozenset({"U0DANA"}), "outsider"),
        (replace(ADMIN, is_bot=True), frozenset({"U0DANA"}), "bot"),
        (None, frozenset(), "unknown"),
    ],
)
def test_approver_is_somebody_else_who_may(
    person: Any, approvers: frozenset[str] | None, value: str
) -> None:
    verdict = judge_approver(
        "T1",
        person,
        HOME,
        requesters=frozenset({"U0ALICE", "U0CAROL"}),
        approvers=approvers,
        is_admin=person is not None and person.is_admin,
    )
    assert ("" if isinstance(verdict, Allow) else verdict.value) == value
