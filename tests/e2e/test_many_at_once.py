"""Many calls at once in one channel: its pace is the bot's own, and nobody is refused for it."""

import asyncio
import time

from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import CARDS_FIRST
from sandbox.slack.pace import Pace
from tests.e2e.dialogue import cards
from tests.e2e.world import World
from tests.fast_clock import FastClock
from tests.person import Person

# more than can be posted, one a second, in the two minutes that Slack has to take a card
MANY = 150
HASTE = 20
PATIENCE_SECONDS = 60


async def test_all_are_taken_told_where_they_stand_and_dialed_in_order(
    outside: World, alice: Person
) -> None:
    # here it is the bot alone that keeps the pace
    outside.sandbox.workspace.pace = Pace(now=lambda: time.monotonic() * HASTE * HASTE)
    await outside.start_bot(clock=FastClock(HASTE))
    await outside.hurry(600)
    numbers = [f"+1555987{number}" for number in range(3000, 3000 + MANY)]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(alice.type("#sales", f"/call {number}") for number in numbers))
        while len(await outside.dialed_numbers()) < MANY:
            pass

    assert await outside.dialed_numbers() == numbers
    assert len(cards(alice, "#sales")) == MANY
    said = [message["text"] for message in alice.ephemerals("#sales")]
    assert not any(NOBODY_CALLED in text for text in said)
    assert f"⏳ {CARDS_FIRST}{MANY - 1}." in said
