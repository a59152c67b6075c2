"""A person asks by command; the channel keeps one card, its thread tells the call."""

import asyncio

from bot.ui.call_card import UNUSUAL_NUMBER
from bot.ui.variable_question import CALL_ANYWAY
from tests.builders.heads import Head
from tests.e2e.dialogue import (
    ask,
    bot_messages,
    heads_of,
    hear,
    hear_the_end,
    is_card,
    see,
    see_result,
    wait_for_card,
)
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person
from tests.screen import shown_text

THE_WHOLE_CALL = [Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED]


async def test_call_is_told_in_order_in_its_thread(world: World, alice: Person) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await hear(alice, card, *THE_WHOLE_CALL[:3])
    await world.hurry()
    replies = await hear(alice, card, *THE_WHOLE_CALL)
    assert "after" in replies[1]["text"]
    assert "picked up after" in replies[2]["text"]
    assert "the callee hung up" in replies[3]["text"]
    await see(alice, card, "Ended")
    said = bot_messages(await world.ledger())
    assert [head for message in said[1:] for head in heads_of(message)] == THE_WHOLE_CALL


async def test_card_is_edited_in_place_to_the_last_state(world: World, alice: Person) -> None:
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    assert "📞 John · +1 555-987-6543" in shown_text(card)
    assert "@alice" in shown_text(card)
    await see(alice, card, "Ended · John of your company is interested")
    assert [message["ts"] for message in alice.messages("#sales")] == [card["ts"]]


async def test_summary_and_variables_arrive_in_the_reply_that_told_the_end(
    world: World, alice: Person
) -> None:
    typed = '/call +15559876543 agent=Appointment name=John appointment_date="May 3rd"'
    card = await ask(alice, "#sales", typed)
    end = await hear_the_end(alice, card, Head.ENDED)
    shown = await see_result(world, alice, end, "John confirmed the appointment on May 3rd")
    assert "confirmed: yes" in shown["text"]
    assert "arrival_time: 10:30" in shown["text"]
    said = bot_messages(await world.ledger())
    replies = [message for message in said if not is_card(message)]
    assert sum("confirmed the appointment" in message["text"] for message in replies) == 1


async def test_person_who_asked_is_mentioned_exactly_once(world: World, alice: Person) -> None:
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    end = await hear_the_end(alice, card, Head.ENDED)
    await see_result(world, alice, end, "Summary")
    said = bot_messages(await world.ledger())
    assert sum(message["text"].count("<@U0ALICE>") for message in said) == 1
    assert sum(str(message["blocks"]).count("U0ALICE") for message in said) == 1


async def test_options_and_variables_reach_voicy_as_typed(world: World, alice: Person) -> None:
    typed = "from=Support agent=lead name=“John O'Brien” var:agent=Bond x=a=b"
    await alice.type("#sales", f"/call (555) 987-6001 {typed}")
    question = await alice.wait_for_ephemeral("#sales", CALL_ANYWAY, PATIENCE_SECONDS)
    await alice.click(question, CALL_ANYWAY)
    card = await wait_for_card(alice, "#sales", set())
    await see(alice, card, "Busy")
    (dial,) = (await world.ledger())["dials"]
    assert (dial["from_number"], dial["to_number"]) == ("+15551234568", "+15559876001")
    assert dial["vars_provided"] == {"name": "John O'Brien", "agent": "Bond", "x": "a=b"}
    assert "Lead Qualifier" in shown_text(alice.message(card))


async def test_everybody_in_a_conversation_watches_the_same_card(
    world: World, alice: Person, bob: Person
) -> None:
    async def watch_together(place: str, number: str) -> None:
        card = await ask(alice, place, f"/call {number} name=John")
        end = await hear_the_end(bob, card, Head.BUSY)
        assert end == await hear_the_end(alice, card, Head.BUSY)
        assert bob.ephemerals(place) == []

    # the bot is a member of all but #support, where it may post because everybody may read
    places = ("#sales", "#deals", "#support")
    numbers = ("+15559876001", "+15559886001", "+15559896001")
    await asyncio.gather(*map(watch_together, places, numbers))


async def test_number_that_only_looks_odd_is_dialed_and_called_unusual(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", "/call <tel:+15559876004|+1 (555) 987-6004>")
    assert UNUSUAL_NUMBER in shown_text(card)
    await see(alice, card, "Not dialed")
    assert await world.dialed_numbers() == ["+15559876004"]
