"""The do-not-call list at the gate: for all calls, or for agents that call for marketing."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.rules import StoredFacts
from bot.domain.suppressions import SuppressionScope
from bot.policies.suppressions import check_suppressions
from bot.policies.verdicts import Allow, Deny
from tests.builders.calls import NOON, build_order
from tests.builders.cases import build_case
from tests.builders.rules import build_change, build_rules
from tests.contract.store.test_suppressions import build_suppression

SELLING = build_rules(build_change("purpose", "marketing", "seller"))


def judge(scope: str, agent_id: str | None, own_agent_id: str | None = None) -> Any:
    suppression = build_suppression(scope=scope)
    stored = StoredFacts(suppressions=(suppression,), own_agent_id=own_agent_id)
    order = build_order(agent_id=agent_id)
    return check_suppressions(build_case(order=order, stored=stored, rules=SELLING))


def test_number_that_is_not_listed_is_called() -> None:
    assert check_suppressions(build_case()) == Allow()


def test_refusal_says_since_when_by_whom_and_why() -> None:
    verdict = judge(SuppressionScope.ALL, "helper")
    assert isinstance(verdict, Deny)
    entry = build_suppression()
    assert (verdict.since, verdict.set_by) == (entry.added_at, entry.added_by_name)
    assert verdict.details == (entry.number, entry.reason)


@pytest.mark.parametrize(
    ("scope", "agent_id", "own_agent_id", "is_allowed"),
    [
        ("all", "helper", None, False),
        ("marketing", "helper", None, True),
        ("marketing", "seller", None, False),
        ("marketing", None, "helper", True),
        ("marketing", None, "seller", False),
        # who will talk is not known yet
        ("marketing", None, None, False),
        # a scope that this program does not know
        ("surveys", "helper", None, False),
    ],
)
def test_entries_are_about_all_calls_or_about_marketing(
    scope: str, agent_id: str | None, own_agent_id: str | None, is_allowed: bool
) -> None:
    assert isinstance(judge(scope, agent_id, own_agent_id), Allow) is is_allowed


@pytest.mark.parametrize(("hours", "is_allowed"), [(1, False), (0, True), (-1, True)])
def test_registry_counts_until_it_expires(hours: int, is_allowed: bool) -> None:
    entry = build_suppression(expires_at=NOON + timedelta(hours=hours))
    case = build_case(stored=StoredFacts(suppressions=(entry,)), moment=NOON)
    assert isinstance(check_suppressions(case), Allow) is is_allowed
