"""Who may call: people, user groups and channels that the team named, one guest, one channel."""

from collections.abc import AsyncIterator

import pytest

from bot.ui.denials import format_denial
from bot.ui.rules import RULES_TITLE, WISHES_TO_CALL
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, schedule, see
from tests.e2e.test_rules import change, labels
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

NUMBER, OTHER = "+15559876543", "+15559876544"
UNNAMED = "and whoever requested this one is not among them"
BY_DANA = "That was set by @dana on "


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def set_rule(dana: Person, button: str, **fields: object) -> None:
    listed = await be_told(dana, "#sales", "/call rules", RULES_TITLE)
    await change(dana, listed, button, **fields)
    await dana.wait_for_message(
        "#sales", lambda said: " changed: " in said["text"], PATIENCE_SECONDS
    )


async def test_only_whom_an_admin_named_calls(world: World, alice: Person, dana: Person) -> None:
    await set_rule(dana, "Change callers", named=["U0BOB"])
    refused = await be_told(alice, "#sales", f"/call {NUMBER}", UNNAMED)
    assert "Only one person can request calls here" in shown_text(refused)
    assert BY_DANA in shown_text(refused)
    assert labels(refused) == ["Ask an admin"]
    await alice.click(refused, "Ask an admin")
    await alice.wait_for_ephemeral("#sales", "Asked: <@U0DANA>", PATIENCE_SECONDS)
    wish = await dana.wait_for_message(
        "@voicy", lambda said: WISHES_TO_CALL in said["text"], PATIENCE_SECONDS
    )
    assert labels(wish) == ["Change callers"]
    async with world.visitor("U0BOB") as bob:
        card = await ask(bob, "#sales", f"/call {NUMBER}")
        await hear_the_end(bob, card, Head.ENDED)
    listed = await be_told(alice, "#sales", "/call rules", RULES_TITLE)
    assert "May call: <@U0BOB>, set by @dana on " in shown_text(listed)
    await change(dana, wish, "Change callers")
    await dana.wait_for_message(
        "@voicy", lambda said: "<@U0ALICE>, <@U0BOB>" in said["text"], PATIENCE_SECONDS
    )
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {OTHER}"), Head.ENDED)


async def test_user_group_calls_as_it_is_now(world: World, alice: Person, dana: Person) -> None:
    await set_rule(dana, "Change callers", named_groups=["S0CLOSERS"])
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    await world.do("set_group", group="S0CLOSERS", users=["U0DANA"])
    await world.jump(hours=2)
    await see(alice, card, "Only one user group can request calls here")
    await be_told(alice, "#sales", f"/call {NUMBER}", UNNAMED)
    await world.do("set_group", group="S0CLOSERS", users=["U0ALICE"])
    await world.jump(minutes=2)
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {OTHER}"), Head.ENDED)
    assert await world.dialed_numbers() == [OTHER]


@pytest.mark.parametrize(
    ("fault", "value"), [("missing_scope", "no_scope"), ("no_such_subteam", "unknown")]
)
async def test_group_that_slack_does_not_tell_lets_nobody_call(
    world: World, alice: Person, dana: Person, fault: str, value: str
) -> None:
    await set_rule(dana, "Change callers", named_groups=["S0CLOSERS"])
    await world.jump(minutes=2)
    await world.break_slack("usergroups.users.list", "error", error=fault, times=0)
    refused = await be_told(alice, "#sales", f"/call {NUMBER}", format_denial("callers", value))
    assert "Nobody was called." in shown_text(refused)
    assert await world.dialed_numbers() == []


async def test_calls_are_requested_in_named_channels(
    world: World, alice: Person, dana: Person
) -> None:
    await set_rule(dana, "Change channels", named=["C0SALES"])
    refused = await be_told(alice, "#general", f"/call {NUMBER}", "only in one channel")
    assert BY_DANA in shown_text(refused)
    await alice.type("@voicy", f"call {NUMBER}")
    await alice.wait_for_message("@voicy", "only in one channel", PATIENCE_SECONDS)
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {NUMBER}"), Head.ENDED)
    assert await world.dialed_numbers() == [NUMBER]


async def test_one_guest_is_opened_and_closed_again(
    world: World, alice: Person, dana: Person
) -> None:
    async with world.visitor("U0GRACE") as grace:
        await alice.type("#launch", "/invite @voicy")
        refused = await be_told(
            grace, "#launch", f"/call {NUMBER}", "Guests cannot request calls here. That is the de"
        )
        await grace.click(refused, "Ask an admin")
        wish = await dana.wait_for_message(
            "@voicy", lambda said: WISHES_TO_CALL in said["text"], PATIENCE_SECONDS
        )
        await change(dana, wish, "Change guests")
        await dana.wait_for_message(
            "@voicy", lambda said: "now <@U0GRACE>" in said["text"], PATIENCE_SECONDS
        )
        await hear_the_end(grace, await ask(grace, "#launch", f"/call {NUMBER}"), Head.ENDED)
        card = await schedule(grace, "#launch", f'/call {OTHER} at="in 2 hours"')
        await set_rule(dana, "Change guests", named=[])
        await world.jump(hours=2)
        await see(grace, card, "Guests cannot request calls here")
    assert await world.dialed_numbers() == [NUMBER]


async def test_people_of_another_company_call_in_the_channel_that_was_opened(
    world: World, alice: Person, dana: Person
) -> None:
    async with world.visitor("U0OMAR") as omar:
        await alice.type("#partners", "/invite @voicy")
        said = f"@voicy call {NUMBER}"
        refused = await be_told(omar, "#partners", said, "not people of other companies. That is")
        await omar.click(refused, "Ask an admin")
        wish = await dana.wait_for_message(
            "@voicy", lambda said: "<#C0PARTNERS" in said["text"], PATIENCE_SECONDS
        )
        await change(dana, wish, "Change shared channels")
        await dana.wait_for_message(
            "@voicy", lambda said: "now <#C0PARTNERS" in said["text"], PATIENCE_SECONDS
        )
        await hear_the_end(omar, await ask(omar, "#partners", said), Head.ENDED)
        await world.do("unshare", channel="C0PARTNERS")
    assert await world.dialed_numbers() == [NUMBER]
