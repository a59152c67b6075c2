"""A clock that is set while the bot runs: calls are followed, dialed and told all the same."""

from datetime import timedelta

import pytest

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, hear_the_end
from tests.e2e.world import QUICK, WATCHABLE, World
from tests.fast_clock import ClockAhead
from tests.person import Person


async def test_clock_that_is_set_holds_up_nothing(
    outside: World, alice: Person, subtests: pytest.Subtests
) -> None:
    clock = ClockAhead()
    await outside.start_bot(clock=clock)
    for index, seconds in enumerate((-86_400, -3600, -20, 20, 3600, 86_400)):
        with subtests.test(f"{seconds:+} s"):
            await outside.hurry(WATCHABLE)
            card = await ask(alice, "#sales", f"/call +155530{index}6543 name=John")
            await alice.wait_for_message("#sales", Head.RINGING, thread_ts=card["ts"])

            clock.ahead += timedelta(seconds=seconds)

            await alice.wait_for_message("#sales", Head.ONGOING, thread_ts=card["ts"])
            await outside.hurry(QUICK)
            await hear_the_end(alice, card, Head.ENDED)
            assert heads(alice, card) == [Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED]
            assert await outside.placed_calls() == index + 1
            vitals = await outside.check_health()
            assert (vitals.problems, vitals.failed_jobs, vitals.rebuilt_links) == ((), 0, 0)
    # after the last setting another call is made as before
    last = await ask(alice, "#general", "/call +15559876001 name=Ann")
    await hear_the_end(alice, last, Head.BUSY)
