"""Who somebody is by what Slack says: a flag that is left out is false."""

from typing import Any

import pytest

from bot.policies.facts import PersonFacts
from bot.slack.facts import SlackFacts
from tests.builders.access import build_facts
from tests.builders.slack_wire import Wire, answer, refuse


@pytest.fixture
def facts(wire: Wire) -> SlackFacts:
    return build_facts(wire)


async def describe(wire: Wire, facts: SlackFacts, **user: Any) -> PersonFacts:
    wire.script = [answer({"ok": True, "user": {"id": "U0DANA", "team_id": "T1", **user}})]
    facts.forget()
    person = await facts.find_person("U0DANA")
    assert person is not None
    return person


async def test_member_is_described_by_what_slack_says(wire: Wire, facts: SlackFacts) -> None:
    person = await describe(wire, facts, name="dana", tz="Asia/Jerusalem", is_owner=True)

    assert person == PersonFacts(
        user_id="U0DANA", name="dana", time_zone="Asia/Jerusalem", team_id="T1", is_admin=True
    )


@pytest.mark.parametrize(
    ("flag", "field"),
    [
        ("deleted", "is_deactivated"),
        ("is_bot", "is_bot"),
        ("is_restricted", "is_guest"),
        ("is_ultra_restricted", "is_guest"),
        ("is_stranger", "is_stranger"),
        ("is_admin", "is_admin"),
    ],
)
async def test_each_flag_counts_where_it_is_true_alone(
    wire: Wire, facts: SlackFacts, flag: str, field: str
) -> None:
    assert getattr(await describe(wire, facts, **{flag: True}), field)
    assert not getattr(await describe(wire, facts, **{flag: False}), field)
    assert not getattr(await describe(wire, facts), field)


@pytest.mark.parametrize(
    "tz", [None, "", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "localtime", "Factory", 5]
)
async def test_zone_that_is_none_is_not_guessed(
    wire: Wire, facts: SlackFacts, tz: str | None
) -> None:
    assert (await describe(wire, facts, tz=tz)).time_zone is None


async def test_person_who_could_not_be_asked_for_is_not_guessed(
    wire: Wire, facts: SlackFacts
) -> None:
    wire.script = [refuse("internal_error")]

    assert await facts.find_person("U0DANA") is None


async def test_whom_this_workspace_has_never_seen_is_a_stranger(
    wire: Wire, facts: SlackFacts
) -> None:
    wire.script = [refuse("user_not_found")]

    person = await facts.find_person("U0NOBODY")

    assert person is not None
    assert person.is_stranger
