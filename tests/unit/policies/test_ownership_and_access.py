"""Who may see a call and act on it: asked now, of the person and of where it is told."""

import pytest

from bot.domain.requesters import Requester
from bot.domain.workspaces import WorkspaceId
from bot.policies.facts import CallerFacts, PersonFacts
from bot.policies.permissions import judge_access, judge_caller
from bot.policies.verdicts import Allow, Deny
from tests.builders.calls import build_order
from tests.builders.cases import HOME, build_person
from tests.builders.rules import build_rules

BOB = build_person(user_id="U0BOB")
GUEST = build_person(user_id="U0BOB", is_guest=True)


def see(
    person: PersonFacts | None,
    sees_place: bool | None,
    channel_id: str = "C1",
    user: str = "U0BOB",
    team: str | None = "T1",
) -> str:
    """Return the value by which somebody may not see a call of alice's, "" where they may."""
    requester = Requester(
        workspace_id=WorkspaceId("T1"), team_id=team, user_id=user, user_name="bob"
    )
    order = build_order(channel_id=channel_id)
    verdict = judge_access(order, requester, person, home_team_ids=HOME, sees_place=sees_place)
    return verdict.value if isinstance(verdict, Deny) else ""


def act(person: PersonFacts | None, sees_place: bool | None = True, team: str | None = "T1") -> str:
    """Return the value by which somebody may not act on a call of alice's, "" where they may."""
    requester = Requester(
        workspace_id=WorkspaceId("T1"), team_id=team, user_id="U0BOB", user_name="bob"
    )
    caller = CallerFacts(own_team_id=team, person=person, home_team_ids=HOME, channel_id="C1")
    verdict = judge_access(
        build_order(),
        requester,
        person,
        home_team_ids=HOME,
        sees_place=sees_place,
        calling=judge_caller(caller, build_rules()),
    )
    return "" if isinstance(verdict, Allow) else getattr(verdict, "value", "")


@pytest.mark.parametrize(
    ("person", "sees_place", "value"),
    [
        (BOB, True, ""),
        (GUEST, True, ""),
        (BOB, False, "unseen"),
        (GUEST, False, "unseen"),
        (BOB, None, "unknown"),
        (None, True, "unknown"),
        (build_person(is_stranger=True), True, "outsider"),
        (build_person(is_deactivated=True), True, "outsider"),
        (build_person(team_id="T2"), True, "outsider"),
        (build_person(is_bot=True), True, "outsider"),
    ],
)
def test_call_is_seen_by_who_sees_its_place_now(
    person: PersonFacts | None, sees_place: bool | None, value: str
) -> None:
    assert see(person, sees_place) == value


def test_people_of_another_team_see_nothing_whatever_their_profile_says() -> None:
    assert see(BOB, True, team="T2") == "outsider"


@pytest.mark.parametrize(("user", "value"), [("U0ALICE", ""), ("U0BOB", "unseen")])
def test_calls_of_a_direct_message_are_its_owners(user: str, value: str) -> None:
    assert see(build_person(user_id=user), True, channel_id="D1", user=user) == value


@pytest.mark.parametrize(
    ("person", "sees_place", "team", "value"),
    [
        (BOB, True, "T1", ""),
        (BOB, True, None, ""),
        (BOB, True, "E1", ""),
        (BOB, False, "T1", "unseen"),
        (BOB, None, "T1", "unknown"),
        (None, True, "T1", "unknown"),
        (BOB, True, "T2", "outsider"),
        (GUEST, True, "T1", "guest"),
        (build_person(is_bot=True), True, "T1", "bot"),
        (build_person(is_deactivated=True), True, "T1", "deactivated"),
        (build_person(team_id="T2"), True, None, "outsider"),
    ],
)
def test_whoever_may_call_and_sees_a_call_may_act_on_it(
    person: PersonFacts | None, sees_place: bool | None, team: str | None, value: str
) -> None:
    assert act(person, sees_place, team) == value
