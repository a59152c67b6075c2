"""The Home tab: calls as they go, one's own and everyone's, with a link to each thread."""

from bot.ui.call_list import EVERYONES_CALLS
from bot.ui.home import NO_FINISHED_CALLS, NO_LIVE_CALLS
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, wait_for_card
from tests.e2e.past_calls import write_past_calls
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text


def has_button(view: JsonObject, label: str) -> bool:
    return f"\n{label}\n" in f"{shown_text(view)}\n"


async def test_home_shows_calls_as_they_go_while_it_is_open(world: World, alice: Person) -> None:
    empty = await alice.open_home(PATIENCE_SECONDS)
    assert NO_LIVE_CALLS in shown_text(empty)
    assert "/call +15559876543 name=John" in shown_text(empty)
    await world.hurry(1)  # Homes are shown anew every two seconds at most
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    ringing = await alice.wait_for_home("Ringing", PATIENCE_SECONDS)
    assert f"/archives/C0SALES/p{card['ts'].replace('.', '')}" in str(ringing["blocks"])
    assert NO_FINISHED_CALLS in shown_text(ringing)
    await world.hurry()
    over = await alice.wait_for_home("the callee hung up", PATIENCE_SECONDS)
    assert NO_LIVE_CALLS in shown_text(over)
    assert "+1 555-987-6543 (John)" in shown_text(over)


async def test_everyones_calls_are_those_that_somebody_sees(
    world: World, alice: Person, bob: Person
) -> None:
    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876001"), Head.BUSY)
    await world.do("remove", channel=alice.screen.channel_id("#deals"), user="U0BOB")
    secret = await ask(alice, "#deals", "/call +15559876002")
    await hear_the_end(alice, secret, Head.NO_ANSWER)
    mine = await bob.open_home(PATIENCE_SECONDS)
    assert "6001" not in shown_text(mine)
    await bob.click(mine, EVERYONES_CALLS)
    everyones = await bob.wait_for_home(f"● {EVERYONES_CALLS}", PATIENCE_SECONDS)
    everyones = await bob.wait_for_home("6001", PATIENCE_SECONDS)
    assert "6002" not in shown_text(everyones)
    assert "requested by @alice" in shown_text(everyones)
    await alice.click(await alice.open_home(PATIENCE_SECONDS), EVERYONES_CALLS)
    await alice.wait_for_home(
        lambda view: "● Everyone's" in shown_text(view) and "6002" in shown_text(view),
        PATIENCE_SECONDS,
    )


async def test_home_is_leafed_through(outside: World, alice: Person) -> None:
    await write_past_calls(outside.database_path, 12, channel_id="C0SALES")
    await outside.start_bot()
    first = await alice.open_home(PATIENCE_SECONDS)
    first = await alice.wait_for_home("Older ▶", PATIENCE_SECONDS)
    assert not has_button(first, "◀ Newer")
    await alice.click(first, "Older ▶")
    second = await alice.wait_for_home("◀ Newer", PATIENCE_SECONDS)
    assert not has_button(second, "Older ▶")
    assert shown_text(second).count("requested by @alice") == 2
    await alice.click(second, "◀ Newer")
    again = await alice.wait_for_home("Older ▶", PATIENCE_SECONDS)
    assert shown_text(again).count("requested by @alice") == 10


async def test_new_call_from_home_is_told_in_the_direct_message(
    world: World, alice: Person
) -> None:
    await alice.click(await alice.open_home(PATIENCE_SECONDS), "New call")
    form = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(form, {"To": "+15559876001"})
    assert await alice.submit(form) == "closed"
    card = await wait_for_card(alice, "@voicy", set())
    await hear_the_end(alice, card, Head.BUSY)
    await alice.wait_for_home("Busy", PATIENCE_SECONDS)


async def test_home_of_an_earlier_life_still_works(world: World, alice: Person) -> None:
    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876001"), Head.BUSY)
    mine = await alice.open_home(PATIENCE_SECONDS)
    await world.stop_bot()
    await world.start_bot()
    await alice.click(mine, EVERYONES_CALLS)
    await alice.wait_for_home(f"● {EVERYONES_CALLS}", PATIENCE_SECONDS)
