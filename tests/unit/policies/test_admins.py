"""Who may change what a team allows."""

import pytest

from bot.policies.facts import PersonFacts
from bot.policies.permissions import judge_admin
from bot.policies.verdicts import Allow, Deny
from tests.builders.access import build_requester
from tests.builders.cases import HOME, build_person

DANA = build_requester("U0DANA")
NOBODY_NAMED = frozenset[str]()


@pytest.mark.parametrize(
    ("person", "value"),
    [
        (build_person(is_admin=True), None),
        (build_person(), "member"),
        (build_person(is_admin=True, is_guest=True), "guest"),
        (build_person(is_admin=True, is_bot=True), "bot"),
        (build_person(is_admin=True, is_stranger=True), "outsider"),
        (build_person(is_admin=True, team_id="T0OTHER"), "outsider"),
        (build_person(is_admin=True, is_deactivated=True), "deactivated"),
        (None, "unknown"),
    ],
)
def test_admins_are_those_of_slack(person: PersonFacts | None, value: str | None) -> None:
    verdict = judge_admin(DANA, person, HOME, NOBODY_NAMED)
    assert (verdict.value if isinstance(verdict, Deny) else None) == value


def test_guard_admins_narrow_them() -> None:
    admin, member = build_person(is_admin=True), build_person()
    assert judge_admin(DANA, admin, HOME, frozenset({"U0DANA"})) == Allow()
    assert isinstance(judge_admin(DANA, admin, HOME, frozenset({"U0BOB"})), Deny)
    assert isinstance(judge_admin(DANA, member, HOME, frozenset({"U0DANA"})), Deny)
