"""Mentions become the names that people see."""

import pytest

from bot.errors import InputError
from bot.parsing.commands.typed_text import find_mentions
from bot.slack.facts import SlackFacts
from bot.slack.names import name_mentions
from tests.builders.access import build_facts, describe_channel
from tests.builders.slack_wire import Wire, answer_each

BOB = {"id": "U0BOB", "name": "bob.o", "real_name": "Bob Okafor", "profile": {"display_name": "B"}}
GROUPS = [{"id": "S0CREW", "handle": "crew", "name": "The Crew"}]


@pytest.fixture
def facts(wire: Wire) -> SlackFacts:
    bodies = {
        "users.info": {"ok": True, "user": BOB},
        "conversations.info": describe_channel(name="sales"),
        "usergroups.list": {"ok": True, "usergroups": GROUPS},
    }
    wire.script = [answer_each(bodies)]
    return build_facts(wire)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("<@U0BOB>", "B"),
        ("<@U0BOB|bob.o>", "B"),
        ("<@W0BOB>", "B"),
        ("ask <@U0BOB> or <@U0BOB>!", "ask B or B!"),
        ("<#C0SALES|sales>", "sales"),
        ("<#C0SALES>", "sales"),
        ("<#C0SALES|>", "sales"),
        ("<!subteam^S0CREW|@crew>", "crew"),
        ("<!subteam^S0CREW>", "The Crew"),
        ("<!here>", "here"),
        ("<!channel|@channel>", "channel"),
        ("<!date^1392734382^{date}|Feb 18, 2014>", "Feb 18, 2014"),
        ("<b> & 1<2", "<b> & 1<2"),
    ],
)
async def test_mention_becomes_a_name(facts: SlackFacts, typed: str, told: str) -> None:
    mentions = find_mentions(typed)

    assert await name_mentions({"x": typed, "y": "z"}, mentions, facts) == {"x": told, "y": "z"}


async def test_what_was_typed_sign_by_sign_stays(facts: SlackFacts) -> None:
    typed = {"x": "<@U0BOB>"}

    assert await name_mentions(typed, find_mentions("x=&lt;@U0BOB&gt;"), facts) == typed


@pytest.mark.parametrize("typed", ["<@U0X>", "<#C0X>", "<!subteam^S0X>"])
async def test_name_that_slack_does_not_say_is_asked_for(wire: Wire, typed: str) -> None:
    wire.script = [answer_each({})]
    with pytest.raises(InputError) as caught:
        await name_mentions({"manager": typed}, {typed}, build_facts(wire))

    assert "“manager”" in str(caught.value)


@pytest.mark.parametrize(
    ("user", "shown", "real"),
    [
        ({"profile": {"display_name": "B"}, "real_name": "Bob", "name": "b"}, "B", "Bob"),
        ({"profile": {"display_name": ""}, "real_name": "Bob", "name": "b"}, "Bob", "Bob"),
        ({"profile": {"real_name": "Bob"}, "name": "b"}, "Bob", "Bob"),
        ({"name": "b"}, "b", "b"),
    ],
)
async def test_person_is_shown_by_their_own_name(
    wire: Wire, user: dict[str, object], shown: str, real: str
) -> None:
    wire.script = [answer_each({"users.info": {"ok": True, "user": {"id": "U0BOB", **user}}})]
    person = await build_facts(wire).find_person("U0BOB")

    assert person is not None
    assert (person.shown_name, person.real_name) == (shown, real)
