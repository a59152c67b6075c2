"""More calls than the plan allows wait in line, in order, and may be canceled."""

import asyncio

from bot.ui.call_card import RETRYING
from bot.ui.labels import NOBODY_CALLED
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, cards, hear, hear_the_end, see
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

LONG = "+15559876012"


async def test_eleventh_call_waits_in_line_and_is_dialed_when_a_slot_is_free(
    world: World, alice: Person
) -> None:
    await world.hurry(1.0)
    places = ("#sales", "#general", "#support", "#deals")
    live = [f"+155598{n}6012" for n in range(10)]
    for n, number in enumerate(live):
        await alice.type(places[n % 4], f"/call {number} name=Live{n}")
    await alice.wait_until(
        lambda: sum(len(cards(alice, place)) for place in places) == 10,
        "ten cards",
        PATIENCE_SECONDS,
    )
    waiting = await ask(alice, "@voicy", "/call +15559876001 name=Waiting")
    shown = await see(alice, waiting, "1st in line")
    assert "Cancel" in shown_text(shown)
    assert "+15559876001" not in await world.dialed_numbers()
    await world.hurry(1_000.0)
    await hear_the_end(alice, waiting, Head.BUSY)
    assert sorted((await world.dialed_numbers())[:10]) == live
    assert (await world.dialed_numbers())[10:] == ["+15559876001"]


async def test_line_moves_up_in_the_order_of_asking(outside: World, alice: Person) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    await ask(alice, "#sales", f"/call {LONG}")
    second = await ask(alice, "#general", "/call +15559876001")
    third = await ask(alice, "#deals", "/call +15559876003")
    await see(alice, second, "1st in line")
    await see(alice, third, "2nd in line")
    await outside.hurry(1_000.0)
    await asyncio.gather(
        hear_the_end(alice, second, Head.BUSY), hear_the_end(alice, third, Head.ERROR)
    )
    assert await outside.dialed_numbers() == [LONG, "+15559876001", "+15559876003"]


async def test_waiting_call_is_canceled_by_a_colleague_whom_the_thread_names(
    outside: World, alice: Person, bob: Person
) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    live = await ask(alice, "#sales", f"/call {LONG}")
    await hear_the_end(alice, live, Head.INITIATED)
    waiting = await ask(alice, "#general", "/call +15559876001 name=John")
    await bob.click(await see(bob, waiting, "1st in line"), "Cancel")
    (said,) = await hear(alice, waiting, Head.WITHDRAWN)
    assert "by @bob" in said["text"]
    assert NOBODY_CALLED in said["text"]
    await see(alice, waiting, Head.WITHDRAWN)
    await outside.hurry(1_000.0)
    last = await ask(alice, "#deals", "/call +15559876003")
    await hear_the_end(alice, last, Head.ERROR)
    assert await outside.dialed_numbers() == [LONG, "+15559876003"]


async def test_slot_that_only_the_api_knows_to_be_taken_is_waited_for(
    world: World, alice: Person
) -> None:
    await world.do("plan", concurrent_calls=1)
    await world.hurry(1.0)
    await ask(alice, "#sales", f"/call {LONG}")
    waiting = await ask(alice, "#general", "/call +15559876001")
    await see(alice, waiting, f"Concurrent call limit reached; {RETRYING}")
    await world.hurry(1_000.0)
    await hear_the_end(alice, waiting, Head.BUSY)
    dials = (await world.ledger())["dials"]
    assert [dial["to_number"] for dial in dials if dial["placed"]] == [LONG, "+15559876001"]
