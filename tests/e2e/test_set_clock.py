"""A clock that is set while the bot runs: calls are followed, dialed and told all the same."""

from datetime import timedelta

import pytest

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, hear_the_end
from tests.e2e.world import QUICK, WATCHABLE, World
from tests.fast_clock import ClockAhead
from tests.person import Person


@pytest.mark.parametrize("seconds", [-86_400, -3600, -20, 20, 3600, 86_400])
async def test_clock_that_is_set_holds_up_nothing(
    outside: World, alice: Person, seconds: int
) -> None:
    clock = ClockAhead()
    await outside.start_bot(clock=clock)
    await outside.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await alice.wait_for_message("#sales", Head.RINGING, thread_ts=card["ts"])

    clock.ahead = timedelta(seconds=seconds)

    await alice.wait_for_message("#sales", Head.ONGOING, thread_ts=card["ts"])
    await outside.hurry(QUICK)
    await hear_the_end(alice, card, Head.ENDED)
    assert heads(alice, card) == [Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED]
    second = await ask(alice, "#general", "/call +15559876001 name=Ann")
    await hear_the_end(alice, second, Head.BUSY)
    assert await outside.placed_calls() == 2
    vitals = await outside.check_health()
    assert (vitals.problems, vitals.failed_jobs, vitals.rebuilt_links) == ((), 0, 0)
