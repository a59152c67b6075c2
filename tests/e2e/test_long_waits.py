"""What takes minutes, on a clock of the bot's own that is faster than the world's, or jumps."""

from bot.ui.reasons import TOO_OLD
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, hear_the_end, see
from tests.e2e.world import World
from tests.fast_clock import FastClock
from tests.person import Person


async def test_dial_that_left_no_trace_may_have_rung_and_is_not_made_again(
    outside: World, alice: Person
) -> None:
    # on which the bot does not look that often
    await outside.do("plan", name="standard")
    await outside.start_bot(clock=FastClock(40))
    card = await ask(alice, "#sales", "/call +15559876010 name=John")
    end = await hear_the_end(alice, card, Head.UNTRACED)
    assert heads(alice, card) == [Head.UNCONFIRMED, Head.UNTRACED]
    assert "<@U0ALICE>" in end["text"]
    shown = await see(alice, card, "The phone may have rung")
    await alice.click(shown, "Call again")
    form = await alice.wait_for_view("place_call")
    assert "+15559876010" in str(form["state"])
    assert await outside.dialed_numbers() == ["+15559876010"]


async def test_call_that_outlives_the_longest_possible_one_is_lost_and_says_so_once(
    outside: World, alice: Person
) -> None:
    await outside.hurry(1)
    await outside.start_bot(voicy_longest_call_minutes=1)
    card = await ask(alice, "#sales", "/call +15559876012")
    await alice.wait_for_message("#sales", Head.INITIATED, thread_ts=card["ts"])
    await outside.jump(minutes=12)
    await hear_the_end(alice, card, Head.LOST)
    await see(alice, card, TOO_OLD)
    assert heads(alice, card).count(Head.LOST) == 1
