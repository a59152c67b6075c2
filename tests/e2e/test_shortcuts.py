"""Calls asked for from anywhere, and to a number that stands in a message."""

import pytest

from bot.ui.found_numbers import NO_NUMBER_FOUND
from tests.builders.heads import Head
from tests.e2e.dialogue import hear_the_end, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text, unmarked

pytestmark = pytest.mark.usefixtures("world")

BOTH = ["+1 555-987-6543", "+1 555-987-6001"]


async def say(person: Person, text: str, thread_ts: str | None = None) -> JsonObject:
    """Say something in #sales and return it."""
    await person.type("#sales", text, thread_ts)
    return await person.wait_for_message("#sales", text, PATIENCE_SECONDS, thread_ts=thread_ts)


async def call_from(person: Person, message: JsonObject) -> JsonObject:
    """Choose the shortcut of a message and return the form."""
    await person.shortcut("call_from_message", message)
    return await person.wait_for_view("place_call", PATIENCE_SECONDS)


def options(view: JsonObject) -> list[str]:
    """Return the numbers that a form offers."""
    offered = view["blocks"][0]["element"]["options"]
    return [unmarked(option["text"]["text"]) for option in offered]


async def test_callee_is_chosen_among_the_numbers_of_a_message(world: World, alice: Person) -> None:
    message = await say(alice, "John is at +1 555 987 6543, at night (555) 987-6001")
    view = await call_from(alice, message)
    assert options(view) == BOTH
    await alice.select(view, "Agent", "Lead Qualifier")
    view = await alice.wait_for_view("company", PATIENCE_SECONDS)
    assert options(view) == BOTH
    await alice.fill(view, {"To": "+1 555-987-6001", "company": "ACME"})
    assert await alice.submit(view) == "closed"
    await alice.wait_for_message("#sales", Head.BUSY, PATIENCE_SECONDS, thread_ts=message["ts"])
    (dial,) = (await world.ledger())["dials"]
    assert (dial["to_number"], dial["vars_provided"]) == ("+15559876001", {"company": "ACME"})


async def test_only_number_of_a_message_is_filled_in(world: World, alice: Person) -> None:
    parent = await say(alice, "Any news?")
    view = await call_from(alice, await say(alice, "Try +15559876001", parent["ts"]))
    assert view["state"]["values"]["to"]["typed"]["value"] == "+15559876001"
    assert await alice.submit(view) == "closed"
    await alice.wait_for_message("#sales", Head.BUSY, PATIENCE_SECONDS, thread_ts=parent["ts"])


async def test_message_without_a_number_says_so_in_the_form(alice: Person) -> None:
    view = await call_from(alice, await say(alice, "Somebody should call John"))
    assert NO_NUMBER_FOUND in shown_text(view)


async def test_other_channel_gets_a_thread_of_its_own(world: World, alice: Person) -> None:
    view = await call_from(alice, await say(alice, "Try +15559876001"))
    await alice.fill(view, {"Post to": "#general"})
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#general", set())
    await hear_the_end(alice, card, Head.BUSY)


async def test_new_call_from_anywhere_is_told_in_the_dm(world: World, alice: Person) -> None:
    await alice.shortcut("new_call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": "+15559876001"})
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "@voicy", set())
    await hear_the_end(alice, card, Head.BUSY)


async def test_form_opens_in_time_while_slack_answers_nothing_of_its_person(
    world: World, alice: Person
) -> None:
    for method in ("users.info", "conversations.open"):
        await world.break_slack(method, "hang", times=0)
    await alice.shortcut("new_call")
    await alice.wait_for_view("place_call", PATIENCE_SECONDS)


async def test_form_opens_even_where_the_dm_cannot_be_found(world: World, alice: Person) -> None:
    await world.break_slack("conversations.open", "hang", times=1)
    await alice.shortcut("new_call")
    await alice.wait_for_view("place_call", PATIENCE_SECONDS)
