"""Many calls at once in one channel: its pace is the bot's own, and nobody is refused for it."""

import asyncio
import sqlite3
from contextlib import closing

from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import CARDS_FIRST
from tests.e2e.dialogue import cards
from tests.e2e.world import World
from tests.person import Person

# more than can be posted, one a second, in the two minutes that Slack has to take a card
MANY = 130
HASTE_SECONDS = 0.01
PATIENCE_SECONDS = 300


def find_dialed(world: World) -> list[int]:
    """Return the calls that were dialed, by their place in line, as they got their slot."""
    sql = """
        SELECT id FROM attempts WHERE call_id IS NOT NULL ORDER BY dialing_at
    """
    with closing(sqlite3.connect(world.database_path)) as db:
        return [row[0] for row in db.execute(sql)]


async def test_all_are_taken_told_where_they_stand_and_dialed_in_order(
    world: World, alice: Person
) -> None:
    numbers = [f"+1555987{number}" for number in range(3000, 3000 + MANY)]
    for number in numbers:
        await alice.type("#sales", f"/call {number}")
        await asyncio.sleep(HASTE_SECONDS)
    await alice.wait_until(
        lambda: len(cards(alice, "#sales")) == MANY and len(find_dialed(world)) == MANY,
        "a card and a dial for each",
        PATIENCE_SECONDS,
    )

    assert find_dialed(world) == sorted(find_dialed(world))
    assert sorted(await world.dialed_numbers()) == numbers
    said = [message["text"] for message in alice.ephemerals("#sales")]
    assert not any(NOBODY_CALLED in text for text in said)
    # some cards were posted while the last ones were typed
    assert any(f"⏳ {CARDS_FIRST.format(first)}" in said for first in range(MANY // 2, MANY))
