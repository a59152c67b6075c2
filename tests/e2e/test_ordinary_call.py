"""The ordinary case: all guard-rails are on, and nobody who calls by day notices them."""

from datetime import time
from typing import Any

import pytest

from bot.domain.quiet_hours import QuietTime
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, see
from tests.e2e.world import World
from tests.person import Person
from tests.screen import shown_text

RAILS: dict[str, Any] = {
    "quiet_hours": QuietTime(begins=time(21), ends=time(8)),
    "max_calls_per_number_per_day": 3,
    "max_calls_per_person_per_day": 30,
    "max_calls_per_day": 200,
    "approvers": frozenset({"U0DANA"}),
}


NUMBERS = ("+12125556543", "+15559876543", "+13055556543")


async def test_call_by_day_asks_and_says_nothing_more(
    outside: World, alice: Person, subtests: pytest.Subtests
) -> None:
    told: dict[str, list[list[str]]] = {number: [] for number in NUMBERS}
    none: dict[str, Any] = {}
    for rails in (none, RAILS):
        # from 16:00 UTC on it is day in all of the United States that these numbers may be of
        await outside.jump(hours=7 if not rails else 24)
        await outside.start_bot(**rails)
        for number in NUMBERS:
            with subtests.test(number, rails=rails):
                card = await ask(alice, "#sales", f"/call {number} name=Mia")
                await hear_the_end(alice, card, Head.ENDED)
                assert alice.ephemerals("#sales") == []
                assert alice.screen.views == []
                lines = shown_text(await see(alice, card, Head.ENDED)).splitlines()
                told[number].append([line for line in lines if "missing" not in line])
        await outside.stop_bot()
    assert [first for first, _ in told.values()] == [second for _, second in told.values()]
    assert await outside.dialed_numbers() == [*NUMBERS, *NUMBERS]
