"""All calls paused: nobody new is called, what waits says why, what is live goes on."""

from collections.abc import AsyncIterator

import pytest

from bot.ui.call_card import PAUSED_BY
from bot.ui.denials import format_denial
from bot.ui.pauses import PAUSED_ALREADY
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear, hear_the_end, schedule, see
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person
from tests.screen import shown_text

LONG, NUMBER = "+15559876012", "+15559876543"
ADMINS_ONLY = format_denial("rules", "member")


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def read_in_channel(person: Person, words: str) -> str:
    said = await person.wait_for_message(
        "#sales", lambda message: words in message["text"], PATIENCE_SECONDS
    )
    return str(said["text"])


async def test_pause_stops_all_that_is_to_come_until_an_admin_resumes(
    world: World, alice: Person, bob: Person, dana: Person
) -> None:
    await world.hurry(WATCHABLE)
    live = await ask(alice, "#sales", f"/call {LONG}")
    await hear(alice, live, Head.INITIATED)
    later = await schedule(alice, "#sales", f'/call {NUMBER} at="in 20 minutes"')

    await bob.type("#sales", "/call pause wrong list, a=b")
    said = await read_in_channel(alice, "paused all calls")
    assert said.startswith("⏸ <@U0BOB> paused all calls: wrong list, a=b.\n")
    assert (
        "Calls that are due wait until an admin types “/call resume”; new ones are refused." in said
    )
    assert "1 call is live and will go on: the bot cannot hang up." in said

    await be_told(alice, "#sales", "/call pause me too", PAUSED_ALREADY)
    refused = await be_told(alice, "#sales", f"/call {NUMBER}", "All calls are paused: wrong list")
    assert "That was done by @bob on " in shown_text(refused)
    await world.jump(minutes=20)
    await see(alice, later, f"{PAUSED_BY}bob")
    await be_told(bob, "#sales", "/call resume", ADMINS_ONLY)
    await be_told(bob, "#sales", "/call rules", "⏸ All calls are paused by @bob on ")
    assert await world.dialed_numbers() == [LONG]

    await alice.click(refused, "Ask an admin")
    wish = await dana.wait_for_message(
        "@voicy", lambda message: "asks that calls be resumed" in message["text"], PATIENCE_SECONDS
    )
    await dana.click(wish, "Resume calls")
    await dana.wait_for_ephemeral("@voicy", "resumed calls", PATIENCE_SECONDS)
    await world.hurry()
    await hear_the_end(alice, later, Head.ENDED)
    assert await world.dialed_numbers() == [LONG, NUMBER]


async def test_pause_outlives_a_restart_and_what_waited_is_not_given_up(
    world: World, alice: Person, dana: Person
) -> None:
    later = await schedule(alice, "#sales", f'/call {NUMBER} at="in 20 minutes"')
    await alice.type("#sales", "/call pause")
    await read_in_channel(alice, "paused all calls.")
    await world.jump(minutes=20)
    await see(alice, later, PAUSED_BY)
    await world.stop_bot()
    await world.jump(minutes=30)
    await world.start_bot()
    await be_told(alice, "#sales", f"/call {NUMBER}", "All calls are paused.")

    await dana.type("#sales", "/call resume")
    await read_in_channel(dana, "<@U0DANA> resumed calls")
    await hear_the_end(alice, later, Head.ENDED)
    await be_told(dana, "#sales", "/call resume", "Calls are not paused.")
    assert await world.dialed_numbers() == [NUMBER]
