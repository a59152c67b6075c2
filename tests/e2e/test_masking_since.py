"""A channel that is shared with another company while a call waits masks it from its dial on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, schedule, see
from tests.e2e.test_masking import NUMBER, WHOLE
from tests.e2e.world import World
from tests.person import Person
from tests.screen import JsonObject, shown_text

BUSY = "+15559876001"
MINUTES_AT_ONCE = 5
Wait = Callable[[World, Person], Awaitable[JsonObject]]


async def wait_for_time(world: World, alice: Person) -> JsonObject:
    return await schedule(alice, "#sales", f'/call {NUMBER} at="in 20 minutes"')


async def wait_for_attempt(world: World, alice: Person) -> JsonObject:
    card = await ask(alice, "#sales", f"/call {BUSY} retry=1 tz=America/New_York")
    return await see(alice, card, "Attempt 2 of 2")


async def wait_for_slot(world: World, alice: Person) -> JsonObject:
    await world.stop_bot()
    await world.start_bot(voicy_max_concurrent_calls=1)
    await ask(alice, "#general", "/call +15559886012")
    card = await see(alice, await ask(alice, "#sales", f"/call {NUMBER}"), "in line")
    await world.hurry(1_000)
    return card


@pytest.mark.parametrize(
    ("wait", "whole", "end"),
    [
        (wait_for_time, WHOLE, Head.ENDED),
        (wait_for_attempt, "+1 555-987-6001", Head.BUSY),
        (wait_for_slot, WHOLE, Head.ENDED),
    ],
)
async def test_call_of_a_channel_that_was_shared_since_is_masked(
    world: World, alice: Person, wait: Wait, whole: str, end: Head
) -> None:
    card = await wait(world, alice)
    assert whole in shown_text(alice.message(card))

    await world.do("share", channel=card["channel"])
    for _ in range(5):
        await world.jump(minutes=MINUTES_AT_ONCE)
        await asyncio.sleep(2)

    await hear_the_end(alice, card, end)
    shown = shown_text(await see(alice, card, "Show number"))
    assert whole not in shown
    assert "+1 … " in shown
