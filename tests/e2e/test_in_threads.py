"""Calls asked for in a thread that is there already, by a mention of the bot."""

import pytest

from bot.ui.call_list import NO_LIVE_CALLS_HERE
from bot.ui.slack_codes import THREAD_GONE
from tests.builders.heads import Head
from tests.e2e.dialogue import bot_messages, is_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

pytestmark = pytest.mark.usefixtures("world")


async def begin_thread(person: Person, channel: str = "#sales") -> JsonObject:
    """Say something and return it."""
    await person.type(channel, "Who calls John?")
    return await person.wait_for_message(channel, "Who calls John?", PATIENCE_SECONDS)


async def wait_in(person: Person, parent: JsonObject, wanted: str) -> JsonObject:
    """Wait for a reply under a message."""
    return await person.wait_for_message(
        parent["channel"], wanted, PATIENCE_SECONDS, thread_ts=parent["ts"]
    )


async def reply(person: Person, parent: JsonObject, text: str) -> None:
    """Type a line in the thread of a message."""
    await person.type(parent["channel"], text, thread_ts=parent["ts"])


async def test_mention_places_the_call_in_its_thread(world: World, alice: Person) -> None:
    parent = await begin_thread(alice)
    await reply(alice, parent, '@voicy call +15559876543 name="John Smith" from=Support')
    card = await wait_in(alice, parent, "📞 John Smith · +1 555-987-6543")
    end = await wait_in(alice, parent, f"{Head.ENDED} · +1 555-987-6543")
    assert "<@U0ALICE>" in end["text"]
    assert "@alice · from Support" in shown_text(alice.message(card))
    (dial,) = (await world.ledger())["dials"]
    assert dial["from_number"] == "+15551234568"
    assert dial["vars_provided"] == {"name": "John Smith"}
    posted = bot_messages(await world.ledger())
    assert {message["thread_ts"] for message in posted} == {parent["ts"]}


async def test_two_calls_in_one_thread_can_be_told_apart(world: World, alice: Person) -> None:
    parent = await begin_thread(alice)
    await reply(alice, parent, "@voicy call +15559876001")
    await reply(alice, parent, "@voicy call +15559876002")
    await wait_in(alice, parent, f"{Head.BUSY} · +1 555-987-6001")
    await wait_in(alice, parent, f"{Head.NO_ANSWER} · +1 555-987-6002")


async def test_mention_in_the_channel_opens_a_thread_like_the_command(
    world: World, alice: Person
) -> None:
    await alice.type("#sales", "@voicy call +15559876001")
    card = await alice.wait_for_message("#sales", is_card, PATIENCE_SECONDS)
    assert card.get("thread_ts") in {None, card["ts"]}
    await wait_in(alice, card, Head.BUSY)


async def test_mention_that_comes_twice_makes_one_call(world: World, alice: Person) -> None:
    parent = await begin_thread(alice)
    await world.do("duplicate_next_envelope")
    await reply(alice, parent, "@voicy call +15559876001")
    await wait_in(alice, parent, Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876001"]


async def test_message_in_doubt_is_found_in_the_thread_of_others(
    world: World, alice: Person
) -> None:
    parent = await begin_thread(alice)
    await world.break_slack("chat.postMessage", "drop_after", contains="Queued")
    await world.break_slack("chat.postMessage", "drop_after", contains="Initiated")
    await reply(alice, parent, "@voicy call +15559876001")
    await wait_in(alice, parent, f"{Head.BUSY} · +1 555-987-6001")
    heads = [message["text"].partition(" · ")[0] for message in bot_messages(await world.ledger())]
    assert [heads.count(head) for head in (Head.INITIATED, Head.BUSY)] == [1, 1]
    assert sum(map(is_card, bot_messages(await world.ledger()))) == 1


async def test_help_is_answered_in_place_with_a_way_to_the_form(
    world: World, alice: Person, bob: Person
) -> None:
    parent = await begin_thread(alice)
    await reply(alice, parent, "@voicy help")
    answer = await alice.wait_for_ephemeral("#sales", "@voicy call", PATIENCE_SECONDS)
    assert answer["thread_ts"] == parent["ts"]
    assert bob.ephemerals("#sales") == []
    await alice.click(answer, "Open the form")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": "+15559876001"})
    assert await alice.submit(view) == "closed"
    await wait_in(alice, parent, f"{Head.BUSY} · +1 555-987-6001")


async def test_mistake_is_answered_in_the_thread_to_the_person_alone(
    world: World, alice: Person, bob: Person
) -> None:
    parent = await begin_thread(alice)
    await reply(alice, parent, "@voicy call +15559876543 name=John Smith")
    answer = await alice.wait_for_ephemeral("#sales", "“Smith” has no name", PATIENCE_SECONDS)
    assert answer["thread_ts"] == parent["ts"]
    assert '@voicy call +15559876543 name="John Smith"' in answer["text"]
    assert bob.ephemerals("#sales") == []
    await reply(alice, parent, "@voicy call +15551234567")
    await alice.wait_for_ephemeral("#sales", "own caller IDs", PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []


async def test_bot_that_is_only_talked_about_is_silent(world: World, alice: Person) -> None:
    await alice.type("#sales", "thanks @voicy!")
    await alice.type("#sales", "@voicy status")
    await alice.wait_for_ephemeral("#sales", NO_LIVE_CALLS_HERE, PATIENCE_SECONDS)
    assert len(alice.ephemerals("#sales")) == 1
    assert bot_messages(await world.ledger()) == []


async def test_thread_that_is_gone_calls_nobody(world: World, alice: Person) -> None:
    parent = await begin_thread(alice)
    await world.stop_bot()
    await reply(alice, parent, "@voicy call +15559876001")
    await world.do("delete_message", channel=parent["channel"], ts=parent["ts"])
    await world.start_bot()
    await alice.wait_for_ephemeral("#sales", THREAD_GONE, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []
