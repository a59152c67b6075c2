"""A chat with the bot: calls by a plain message, and the help once in a while."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.ui.call_list import NO_LIVE_CALLS_HERE
from bot.ui.help import HELP_TITLE
from bot.ui.labels import NOBODY_CALLED
from bot.ui.questions import SHALL_I_CALL
from sandbox.slack.pace import POST_SPACING_SECONDS
from sandbox.slack.socket_mode import ACK_SECONDS
from tests.builders.heads import Head
from tests.e2e.dialogue import bot_messages, hear_the_end, see, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

pytestmark = pytest.mark.usefixtures("world")

HELP = HELP_TITLE


async def test_plain_message_places_a_call(world: World, alice: Person) -> None:
    await alice.type("@voicy", "call +15559876543 name=John")
    card = await wait_for_card(alice, "@voicy", set())
    await hear_the_end(alice, card, Head.ENDED)
    assert (await world.ledger())["dials"][0]["vars_provided"] == {"name": "John"}


async def test_number_that_is_only_passed_on_is_not_dialed(world: World, alice: Person) -> None:
    await alice.type("@voicy", "+15559876543")
    offer = await alice.wait_for_message("@voicy", SHALL_I_CALL, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []

    await alice.click(offer, "Call +1 555-987-6543")
    card = await wait_for_card(alice, "@voicy", set())
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]


async def test_numbers_among_words_are_offered(world: World, alice: Person) -> None:
    await alice.type("@voicy", "John is at +1 555 987 6001, at night +1 555 987 6543")
    offer = await alice.wait_for_message("@voicy", SHALL_I_CALL, PATIENCE_SECONDS)
    await alice.click(offer, "Call +1 555-987-6001")
    await alice.wait_for_message("@voicy", "📞 +1 555-987-6001", PATIENCE_SECONDS)


async def test_number_with_variables_is_offered_with_them(world: World, alice: Person) -> None:
    await alice.type("@voicy", "+15559876004 *name*=John,company=Acme")
    offer = await alice.wait_for_message("@voicy", SHALL_I_CALL, PATIENCE_SECONDS)
    await alice.click(offer, "Call +1 555-987-6004")
    await see(alice, await wait_for_card(alice, "@voicy", set()), "Not dialed")
    assert (await world.ledger())["dials"][0]["vars_provided"] == {
        "name": "John",
        "company": "Acme",
    }


async def test_anything_else_gets_the_short_help_each_time(world: World, alice: Person) -> None:
    await alice.type("@voicy", "hello")
    await alice.type("@voicy", "thanks")
    await alice.type("@voicy", "status")
    await alice.wait_for_message("@voicy", NO_LIVE_CALLS_HERE, PATIENCE_SECONDS)
    await alice.wait_until(
        lambda: [HELP in message["text"] for message in alice.messages("@voicy")].count(True) == 2,
        "the help, twice",
        PATIENCE_SECONDS,
    )
    assert len(bot_messages(await world.ledger())) == 3


async def test_mistake_is_answered_in_the_chat(world: World, alice: Person) -> None:
    await alice.type("@voicy", "call 12")
    answer = await alice.wait_for_message("@voicy", "too short", PATIENCE_SECONDS)
    assert NOBODY_CALLED in answer["text"]
    assert await world.dialed_numbers() == []


async def test_call_asked_for_in_a_thread_of_the_chat_is_told_there(
    world: World, alice: Person
) -> None:
    await alice.type("@voicy", "hello")
    parent = await alice.wait_for_message("@voicy", HELP, PATIENCE_SECONDS)
    await alice.type("@voicy", "call +15559876001", thread_ts=parent["ts"])
    await alice.wait_for_message("@voicy", Head.BUSY, PATIENCE_SECONDS, thread_ts=parent["ts"])


async def test_bot_does_not_obey_itself(world: World, alice: Person) -> None:
    await alice.type("@voicy", "status")
    chat = await alice.wait_for_message("@voicy", NO_LIVE_CALLS_HERE, PATIENCE_SECONDS)
    sandbox = world.sandbox
    slack = AsyncWebClient(sandbox.bot_token, sandbox.slack_api_url)
    await asyncio.sleep(POST_SPACING_SECONDS + 0.2)

    order = "call +15559876543"
    said = await slack.chat_postMessage(channel=chat["channel"], text=order)
    await slack.chat_update(channel=chat["channel"], ts=said["ts"], text=f"{order} name=John")
    await slack.chat_delete(channel=chat["channel"], ts=said["ts"])
    await asyncio.sleep(ACK_SECONDS + 0.5)

    assert await world.dialed_numbers() == []
    assert len(bot_messages(await world.ledger())) == 2
