"""Many calls at once in one channel: its pace is the bot's own, and nobody is refused for it."""

import asyncio
import sqlite3
import time
from contextlib import closing

from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import CARDS_FIRST
from sandbox.slack.pace import Pace
from tests.e2e.dialogue import cards
from tests.e2e.world import World
from tests.fast_clock import FastClock
from tests.person import Person

# more than can be posted, one a second, in the two minutes that Slack has to take a card
MANY = 130
HASTE = 20
PATIENCE_SECONDS = 60


def find_dialed(world: World) -> list[int]:
    """Return the calls that were dialed, by their place in line, as they got their slot."""
    sql = """
        SELECT id FROM attempts WHERE call_id IS NOT NULL ORDER BY dialing_at
    """
    with closing(sqlite3.connect(world.database_path)) as db:
        return [row[0] for row in db.execute(sql)]


async def test_all_are_taken_told_where_they_stand_and_dialed_in_order(
    outside: World, alice: Person
) -> None:
    # here it is the bot alone that keeps the pace
    outside.sandbox.workspace.pace = Pace(now=lambda: time.monotonic() * HASTE * HASTE)
    await outside.start_bot(clock=FastClock(HASTE))
    await outside.hurry(600)
    numbers = [f"+1555987{number}" for number in range(3000, 3000 + MANY)]
    await asyncio.gather(*(alice.type("#sales", f"/call {number}") for number in numbers))
    await alice.wait_until(
        lambda: len(cards(alice, "#sales")) == MANY and len(find_dialed(outside)) == MANY,
        "a card and a dial for each",
        PATIENCE_SECONDS,
    )

    assert find_dialed(outside) == sorted(find_dialed(outside))
    assert sorted(await outside.dialed_numbers()) == numbers
    said = [message["text"] for message in alice.ephemerals("#sales")]
    assert not any(NOBODY_CALLED in text for text in said)
    assert f"⏳ {CARDS_FIRST}{MANY - 1}." in said
