"""A world whose time jumps: the bot lives on in it, and nobody who is on the phone is lost."""

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, hear_the_end
from tests.e2e.world import WATCHABLE, World
from tests.person import Person


async def test_call_that_is_live_while_hours_are_skipped_is_told_to_its_end(
    world: World, alice: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await alice.wait_for_message("#sales", Head.RINGING, thread_ts=card["ts"])
    await world.jump(hours=5)
    await alice.wait_for_message("#sales", Head.ONGOING, thread_ts=card["ts"])
    await world.hurry()
    end = await hear_the_end(alice, card, Head.ENDED)
    assert heads(alice, card) == [Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED]
    assert float(end["ts"]) - float(card["ts"]) > 5 * 3600
    assert await world.placed_calls() == 1


async def test_dial_whose_answer_is_lost_is_found_in_a_world_that_is_ahead(
    world: World, alice: Person
) -> None:
    await world.jump(hours=30)
    card = await ask(alice, "#sales", "/call +15559876009 name=John")
    await hear_the_end(alice, card, Head.ENDED)
    assert heads(alice, card)[0] == Head.UNCONFIRMED
    assert await world.placed_calls() == 1


async def test_jump_neither_makes_the_link_deaf_nor_uses_up_requests(
    world: World, alice: Person
) -> None:
    await world.jump(hours=1)
    card = await ask(alice, "#sales", "/call +15559876001 name=John")
    await hear_the_end(alice, card, Head.BUSY)
    vitals = await world.check_health()
    assert vitals.pong_age_seconds < 60
    assert (vitals.rebuilt_links, vitals.failed_jobs, vitals.voicy_rate_limited) == (0, 0, 0)
    assert (await world.ledger())["slack_rate_limited"] == 0


async def test_call_that_is_due_while_time_runs_ahead_is_dialed_on_its_way(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", '/call +15559876001 at="in 20 minutes"')
    await world.do("fast_forward", seconds=3600)
    end = await hear_the_end(alice, card, Head.BUSY)
    assert heads(alice, card) == [Head.INITIATED, Head.BUSY]
    assert 20 * 60 <= float(end["ts"]) - float(card["ts"]) <= 3660
