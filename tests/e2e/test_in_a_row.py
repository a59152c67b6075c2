"""Refusals in a row: a busy API is waited for, a stray reply is taken back in the end."""

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, hear, hear_the_end, is_card
from tests.e2e.world import QUICK, WATCHABLE, World
from tests.person import Person

LONG_SECONDS = 600


async def test_dial_that_the_api_puts_off_eight_times_is_made_once(
    world: World, alice: Person
) -> None:
    await world.break_voicy("call-dial", "rate_limited", times=8, retry_after=20)
    card = await ask(alice, "#sales", "/call +15559876001")
    await alice.wait_for_message("#sales", Head.BUSY, LONG_SECONDS, thread_ts=card["ts"])

    assert heads(alice, card) == [Head.INITIATED, Head.BUSY]
    assert await world.placed_calls() == 1
    assert (await world.ledger())["voicy_requests"]["call-dial"] == 9


async def test_stray_reply_whose_first_deletes_are_put_off_is_gone_in_the_end(
    world: World, alice: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await hear(alice, card, Head.INITIATED)
    await world.break_slack("chat.delete", "rate_limited", times=3, retry_after=7)
    await world.break_slack("chat.update", "rate_limited", times=6, retry_after=10)
    await world.do("delete_message", channel=card["channel"], ts=card["ts"])
    await world.hurry(QUICK)
    moved = await alice.wait_for_message("@voicy", is_card, LONG_SECONDS)
    await hear_the_end(alice, moved, Head.ENDED)

    said = [*heads(alice, card), *heads(alice, moved)]
    assert said == [Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED]
    assert [one["text"] for one in alice.messages("#sales")] in ([], ["This message was deleted."])
