"""Who may call, as settings allow and admins chose: a table of people, places and rules."""

from typing import Any

import pytest

from bot.domain.rules import RuleChange
from bot.policies.facts import CallerFacts, GroupFacts
from bot.policies.permissions import judge_caller
from bot.policies.verdicts import Allow, Deny
from tests.builders.cases import HOME, build_person
from tests.builders.rules import build_change, build_rules

MEMBER, GUEST = build_person(), build_person(is_guest=True)
OUTSIDER = build_person(user_id="U0OMAR", team_id="T0OTHER")
IN_GROUP = {"S1": GroupFacts(members=frozenset({"U0ALICE"}))}
NOT_IN_GROUP = {"S1": GroupFacts(members=frozenset({"U0BOB"}))}
NO_SCOPE = {"S1": GroupFacts(lacks_scope=True)}
GUEST_OPENED = build_change("guests", "open", "U0ALICE")
CHANNEL_OPENED = build_change("shared_channels", "open", "C1")
BY_GROUP = build_change("callers", "S1")


def judge(*changes: RuleChange, settings: Any = None, **facts: Any) -> tuple[str, str, str] | None:
    """Return policy, value and who can change it, None where somebody may call."""
    known: dict[str, Any] = {
        "own_team_id": None,
        "person": MEMBER,
        "home_team_ids": HOME,
        "channel_id": "C1",
        "groups": {},
    }
    verdict = judge_caller(
        CallerFacts(**(known | facts)), build_rules(*changes, **(settings or {}))
    )
    if isinstance(verdict, Allow):
        return None
    assert isinstance(verdict, Deny)
    return verdict.policy, verdict.value, verdict.who_can_change


@pytest.mark.parametrize(
    ("change", "facts", "said"),
    [
        (None, {}, None),
        (None, {"person": GUEST}, ("permissions", "guest", "admins")),
        (GUEST_OPENED, {"person": GUEST}, None),
        (GUEST_OPENED, {"person": build_person(is_guest=True, user_id="U0EVE")}, "guest"),
        (GUEST_OPENED, {"person": build_person(is_guest=True, is_deactivated=True)}, "deactivated"),
        (None, {"person": OUTSIDER}, ("permissions", "outsider", "admins")),
        (CHANNEL_OPENED, {"person": OUTSIDER}, None),
        (CHANNEL_OPENED, {"person": OUTSIDER, "own_team_id": "T0OTHER"}, None),
        (CHANNEL_OPENED, {"person": None, "own_team_id": "T0OTHER"}, "unknown"),
        (CHANNEL_OPENED, {"person": OUTSIDER, "channel_id": "C2"}, "outsider"),
        (CHANNEL_OPENED, {"person": OUTSIDER, "channel_id": ""}, "outsider"),
        (CHANNEL_OPENED, {"person": build_person(team_id="T2", is_stranger=True)}, "outsider"),
        (CHANNEL_OPENED, {"person": build_person(team_id="T2", is_bot=True)}, "bot"),
        (CHANNEL_OPENED, {"person": build_person(team_id="T2", is_deactivated=True)}, "deactiva"),
        (CHANNEL_OPENED, {"person": build_person(team_id="T2", is_guest=True)}, "guest"),
        (build_change("callers", "U0ALICE,U0BOB"), {}, None),
        (build_change("callers", "U0BOB"), {}, ("callers", "unnamed", "admins")),
        (BY_GROUP, {"groups": IN_GROUP}, None),
        (BY_GROUP, {"groups": NOT_IN_GROUP}, "unnamed"),
        (BY_GROUP, {"groups": NO_SCOPE}, "no_scope"),
        (BY_GROUP, {}, "unknown"),
        (build_change("callers", "S1,U0ALICE"), {}, None),
        (build_change("call_channels", "C1,C2"), {}, None),
        (build_change("call_channels", "C2"), {}, ("call_channels", "unnamed", "admins")),
        (build_change("call_channels", "C2"), {"channel_id": "D1"}, "unnamed"),
        (build_change("call_channels", "C2"), {"channel_id": ""}, None),
    ],
)
def test_who_may_call(
    change: RuleChange | None, facts: dict[str, Any], said: tuple[str, str, str] | str | None
) -> None:
    found = judge(*filter(None, [change]), **facts)
    if isinstance(said, str):
        assert found is not None
        assert found[1].startswith(said)
    else:
        assert found == said


@pytest.mark.parametrize(
    ("settings", "change", "facts", "said"),
    [
        ({"callers": "U0BOB"}, None, {}, ("callers", "unnamed", "operator")),
        ({"callers": "U0BOB"}, build_change("callers", "U0ALICE"), {}, "callers"),
        ({"callers": "U0ALICE"}, build_change("callers", "U0BOB"), {}, "callers"),
        ({"callers": "U0ALICE"}, build_change("callers", "U0ALICE"), {}, None),
        ({"callers": "S1"}, None, {"groups": IN_GROUP}, None),
        ({"call_channels": "C2"}, build_change("call_channels", "C1"), {}, "call_channels"),
        ({"call_channels": "C1"}, build_change("call_channels", "C2"), {}, "call_channels"),
        (
            {"guests": "never"},
            GUEST_OPENED,
            {"person": GUEST},
            ("permissions", "guest", "operator"),
        ),
        (
            {"shared_channels": "never"},
            CHANNEL_OPENED,
            {"person": OUTSIDER},
            ("permissions", "outsider", "operator"),
        ),
    ],
)
def test_settings_are_the_ceiling(
    settings: dict[str, str],
    change: RuleChange | None,
    facts: dict[str, Any],
    said: tuple[str, str, str] | str | None,
) -> None:
    found = judge(*filter(None, [change]), settings=settings, **facts)
    if isinstance(said, str):
        assert found is not None
        assert found[0] == said
    else:
        assert found == said


def test_refusal_says_since_when_and_by_whom() -> None:
    verdict = judge_caller(
        CallerFacts(own_team_id=None, person=MEMBER, home_team_ids=HOME),
        build_rules(build_change("callers", "U0BOB,S1")),
    )
    assert isinstance(verdict, Deny)
    assert verdict.value == "unknown"
    known = CallerFacts(own_team_id=None, person=MEMBER, home_team_ids=HOME, groups=NOT_IN_GROUP)
    verdict = judge_caller(known, build_rules(build_change("callers", "U0BOB,S1")))
    assert isinstance(verdict, Deny)
    assert (verdict.set_by, verdict.details) == ("dana", ("1", "1"))
    assert verdict.since is not None
