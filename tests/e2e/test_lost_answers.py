"""A dial whose answer was lost is looked for and never made again."""

import asyncio

from bot.ui.call_card import ASK_FIRST, REPLY_LOST
from bot.ui.denials import TWO_AT_ONCE
from bot.ui.reasons import CALLS_NOT_LISTED
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, heads, heads_of, hear, hear_the_end, see
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text


async def test_call_whose_answer_was_lost_is_found_and_told_to_its_end(
    world: World, alice: Person
) -> None:
    lost = {
        "+15559876009": "#sales",  # the connection dropped
        "+15559876014": "#general",  # a server error
        "+15559876016": "#deals",  # a web page for an answer
    }

    async def hear_it_out(number: str, place: str) -> None:
        card = await ask(alice, place, f"/call {number} name=John")
        end = await hear_the_end(alice, card, Head.ENDED)
        assert heads(alice, card)[0] == Head.UNCONFIRMED
        await see(alice, end, "Summary")

    await asyncio.gather(*(hear_it_out(*one) for one in lost.items()))
    assert sorted(await world.dialed_numbers()) == sorted(lost)


async def test_answer_cut_in_half_is_a_lost_one(world: World, alice: Person) -> None:
    await world.break_voicy("call-dial", "truncated")
    card = await ask(alice, "#sales", "/call +15559876543")
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]


async def test_lost_call_is_found_whatever_clock_the_api_goes_by(
    world: World, alice: Person
) -> None:
    await world.do("voicy_clock_offset", seconds=-3_600)
    card = await ask(alice, "#sales", "/call +15559876009")
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876009"]


async def test_dial_that_never_arrived_stays_unconfirmed_and_is_not_made_again(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", "/call +15559876010")
    (said,) = await hear(alice, card, Head.UNCONFIRMED)
    assert "Voicy's reply was lost" in said["text"]
    await see(alice, card, REPLY_LOST)
    other = await ask(alice, "#general", "/call +15559876001")
    await hear_the_end(alice, other, Head.BUSY)
    assert heads(alice, card) == [Head.UNCONFIRMED]
    assert await world.dialed_numbers() == ["+15559876010", "+15559876001"]


async def test_lost_call_is_found_where_the_api_shows_it_late(world: World, alice: Person) -> None:
    # for a quarter of a minute
    await world.hurry(4.0)
    card = await ask(alice, "#sales", "/call +15559876028")
    await hear(alice, card, Head.UNCONFIRMED)
    await asyncio.sleep(10.0)
    assert heads(alice, card) == [Head.UNCONFIRMED]
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876028"]


async def test_lost_call_that_cannot_be_looked_for_may_have_rung(
    world: World, alice: Person
) -> None:
    await world.break_voicy("call-list", "status", status=403, error="Access denied", times=0)
    card = await ask(alice, "#sales", "/call +15559876009 name=John")
    await hear(alice, card, Head.UNCONFIRMED)
    other = await ask(alice, "#general", "/call +15559876001")
    await hear_the_end(alice, other, Head.BUSY)
    assert heads(alice, card) == [Head.UNCONFIRMED]
    await world.jump(hours=30)  # longer than any call
    _, said = await hear(alice, card, Head.UNCONFIRMED, Head.UNTRACED)
    assert CALLS_NOT_LISTED in said["text"]
    shown = await see(alice, card, ASK_FIRST)
    await alice.click(shown, "Call again")
    view = await alice.wait_for_view("New call", PATIENCE_SECONDS)
    assert view["state"]["values"]["to"]["typed"]["value"] == "+15559876009"
    assert "name=John" in str(view["state"]["values"]["more"])
    assert await world.dialed_numbers() == ["+15559876009", "+15559876001"]


async def test_number_of_a_lost_dial_is_not_called_before_that_is_settled(
    world: World, alice: Person, bob: Person
) -> None:
    await world.break_voicy("call-list", "status", status=503, times=2)
    first = await ask(alice, "#sales", "/call +15559876009")
    await see(alice, first, "Unconfirmed")
    await be_told(bob, "#general", "/call +15559876009", TWO_AT_ONCE)
    await hear_the_end(alice, first, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876009"]


async def test_call_that_the_api_does_not_show_at_first_is_not_lost(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", "/call +15559876017")
    end = await hear_the_end(alice, card, Head.ENDED)
    assert heads_of(end)[-1] == Head.ENDED
    assert "Lost" not in shown_text(await see(alice, card, "Ended"))
