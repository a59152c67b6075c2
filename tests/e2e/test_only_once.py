"""Whatever comes twice makes one call."""

from datetime import timedelta

from bot.ui.call_list import NO_LIVE_CALLS_HERE
from bot.ui.denials import TWO_AT_ONCE
from bot.ui.notices import CALL_IN_DM_LABEL
from tests.builders.heads import Head
from tests.e2e.dialogue import (
    ask,
    ask_anyway,
    be_told,
    bot_messages,
    cards,
    hear_the_end,
    is_card,
    see,
    wait_for_card,
)
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.fast_clock import ClockAhead
from tests.person import Person
from tests.relay import open_relay
from tests.screen import JsonObject


async def cards_ever_posted(world: World) -> list[JsonObject]:
    """Return every card that was posted anywhere."""
    return bot_messages(await world.ledger(), is_card)


async def test_envelope_that_comes_twice_makes_one_call(world: World, alice: Person) -> None:
    await world.do("duplicate_next_envelope")
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]
    assert len(await cards_ever_posted(world)) == 1


async def test_form_that_is_submitted_twice_makes_one_call(world: World, alice: Person) -> None:
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": "+15559876543"})
    await world.do("duplicate_next_envelope")
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#sales", set())
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]
    assert len(await cards_ever_posted(world)) == 1


async def test_double_click_makes_one_call(world: World, alice: Person) -> None:
    await alice.type("#board", "/call +15559876543")
    offer = await alice.wait_for_ephemeral("#board", "/invite", PATIENCE_SECONDS)
    await alice.click(offer, CALL_IN_DM_LABEL)
    await alice.click(offer, CALL_IN_DM_LABEL)
    card = await wait_for_card(alice, "@voicy", set())
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]
    assert len(await cards_ever_posted(world)) == 1


async def test_command_typed_twice_on_purpose_makes_two_calls(world: World, alice: Person) -> None:
    typed = "/call +15559876012"
    first = await ask(alice, "#sales", typed)
    await see(alice, first, "Ongoing")
    await be_told(alice, "#general", typed, TWO_AT_ONCE)
    await world.hurry(1_000.0)
    await hear_the_end(alice, first, Head.ENDED)
    second = await ask_anyway(alice, "#general", typed)
    await hear_the_end(alice, second, Head.ENDED)
    assert await world.placed_calls() == 2


async def test_connection_that_drops_under_a_command_makes_one_call(
    world: World, alice: Person
) -> None:
    await alice.type("#sales", "/call +15559876543")
    await world.do("drop_sockets")
    card = await wait_for_card(alice, "#sales", set())
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]
    assert len(cards(alice, "#sales")) == 1


async def test_command_whose_acknowledgement_was_lost_comes_again_and_makes_one_call(
    outside: World, alice: Person
) -> None:
    async with open_relay(outside.url) as relay:
        await outside.start_bot(slack_api_url=f"{relay.url}/api/")
        relay.lose_next_answer()
        await alice.type("#sales", "/call +15559876001")
        card = await wait_for_card(alice, "#sales", set())
        await hear_the_end(alice, card, Head.BUSY)
        assert relay.lost == [await relay.next_acknowledged(PATIENCE_SECONDS)]
        await outside.stop_bot()
    assert await outside.dialed_numbers() == ["+15559876001"]
    assert len(await cards_ever_posted(outside)) == 1


async def test_command_typed_while_the_connection_was_deaf_makes_one_call_after_all(
    outside: World, alice: Person
) -> None:
    clock = ClockAhead()
    async with open_relay(outside.url) as relay:
        await outside.start_bot(clock=clock, slack_api_url=f"{relay.url}/api/")
        await relay.go_deaf()
        clock.ahead = timedelta(minutes=1)
        await alice.type("#sales", "/call +15559876001")
        card = await wait_for_card(alice, "#sales", set())
        await hear_the_end(alice, card, Head.BUSY)
        again = await ask(alice, "#general", "/call +15559876003")
        await hear_the_end(alice, again, Head.ERROR)
        await outside.stop_bot()
    assert await outside.dialed_numbers() == ["+15559876001", "+15559876003"]
    assert len(await cards_ever_posted(outside)) == 2


async def test_bot_that_slack_sends_to_another_connection_goes_on(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", "/call +15559876543")
    await world.do("disconnect")
    await alice.wait_for_bot(PATIENCE_SECONDS)
    again = await ask(alice, "#general", "/call +15559876001")
    await hear_the_end(alice, card, Head.ENDED)
    await hear_the_end(alice, again, Head.BUSY)
    await see(alice, again, Head.BUSY)
    assert await world.placed_calls() == 2


async def test_command_while_the_bot_is_away_calls_nobody_later(
    outside: World, alice: Person
) -> None:
    await alice.type("#sales", "/call +15559876543")
    await alice.wait_for_ephemeral("#sales", "did not respond", PATIENCE_SECONDS)
    await outside.start_bot()
    await alice.type("#sales", "/call status")
    await alice.wait_for_ephemeral("#sales", NO_LIVE_CALLS_HERE, PATIENCE_SECONDS)
    assert await outside.dialed_numbers() == []
