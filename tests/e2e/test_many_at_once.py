"""Many calls at once in one channel: its pace is the bot's own, and nobody is refused for it."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import CARDS_FIRST
from tests.e2e.dialogue import cards
from tests.e2e.world import World
from tests.person import Person

# more than can be posted in the two minutes that Slack has to take a card, if each takes so long
MANY, SLOW_SECONDS = 20, 6.5
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
    await world.break_slack("chat.postMessage", "slow", times=0, seconds=SLOW_SECONDS)
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


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "rate_limited", "times": 6, "retry_after": 3},
        {"kind": "error", "error": "ratelimited", "times": 6},
        {"kind": "error", "error": "message_limit_exceeded", "times": 6},
    ],
    ids=["429", "ratelimited", "message_limit_exceeded"],
)
async def test_slack_that_wants_fewer_puts_nobody_at_the_end_of_the_line(
    world: World, alice: Person, fault: dict[str, Any]
) -> None:
    await world.break_slack("chat.postMessage", after=4, **fault)
    numbers = [f"+1555987{number}" for number in range(3000, 3012)]
    for number in numbers:
        await alice.type("#sales", f"/call {number}")
        await asyncio.sleep(HASTE_SECONDS)
    await alice.wait_until(
        lambda: len(find_dialed(world)) == len(numbers), "a dial for each", PATIENCE_SECONDS
    )

    assert find_dialed(world) == sorted(find_dialed(world))
    assert sorted(await world.dialed_numbers()) == numbers
