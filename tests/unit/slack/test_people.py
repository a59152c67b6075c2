"""Who somebody is by what Slack says: a flag that is left out is false."""

from typing import Any

import pytest

from bot.errors import SlackError
from bot.policies.facts import PersonFacts
from bot.slack import build_web_client
from bot.slack.people import People
from tests.builders.slack_wire import Wire, answer, refuse


@pytest.fixture
def people(wire: Wire) -> People:
    return People(build_web_client(token="xoxb-1", base_url=wire.url, timeout_seconds=2))


async def describe(wire: Wire, people: People, **user: Any) -> PersonFacts:
    wire.script = [answer({"ok": True, "user": {"id": "U0DANA", "team_id": "T1", **user}})]
    return await people.describe("U0DANA")


async def test_member_is_described_by_what_slack_says(wire: Wire, people: People) -> None:
    person = await describe(wire, people, name="dana", tz="Asia/Jerusalem", is_owner=True)

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
    wire: Wire, people: People, flag: str, field: str
) -> None:
    assert getattr(await describe(wire, people, **{flag: True}), field)
    assert not getattr(await describe(wire, people, **{flag: False}), field)
    assert not getattr(await describe(wire, people), field)


@pytest.mark.parametrize("tz", [None, "", "Mars/Olympus", "../etc/passwd", "/etc/localtime"])
async def test_zone_that_is_none_is_utc(wire: Wire, people: People, tz: str | None) -> None:
    assert (await describe(wire, people, tz=tz)).time_zone == "UTC"


async def test_person_who_could_not_be_asked_for_is_not_guessed(wire: Wire, people: People) -> None:
    wire.script = [refuse("internal_error")]

    with pytest.raises(SlackError):
        await people.describe("U0DANA")
