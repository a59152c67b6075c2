"""A bot that is stopped and started again goes on where it was."""

import asyncio
import gc
from datetime import timedelta

import pytest

from bot.ui.call_thread import SUMMARY_FOLLOWS
from bot.ui.reasons import BOT_NOT_RUNNING
from tests.builders.heads import Head
from tests.builders.locked_store import locked
from tests.e2e.dialogue import ask, bot_messages, cards, heads, hear, hear_the_end, see, see_result
from tests.e2e.past_calls import write_crashed_dial, write_live_call
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.fast_clock import ClockAhead
from tests.person import Person
from tests.screen import shown_text

LOCKED_SECONDS = 0.8


async def test_restart_in_mid_call_loses_and_doubles_nothing(world: World, alice: Person) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await hear(alice, card, Head.INITIATED, Head.RINGING)
    await world.stop_bot()
    await world.start_bot()
    await hear(alice, card, Head.INITIATED, Head.RINGING, Head.ONGOING)
    await world.hurry()
    replies = await hear(alice, card, Head.INITIATED, Head.RINGING, Head.ONGOING, Head.ENDED)
    await see_result(world, alice, replies[-1], "Summary")
    await see(alice, card, "is interested in")
    said = bot_messages(await world.ledger())
    assert len(said) == 5
    assert await world.dialed_numbers() == ["+15559876543"]


async def test_call_that_ended_while_the_bot_was_away_is_told_afterwards(
    world: World, alice: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876001 name=John")
    await hear(alice, card, Head.INITIATED)
    await world.stop_bot()
    await world.hurry()
    await world.start_bot()
    end = await hear_the_end(alice, card, Head.BUSY)
    assert "<@U0ALICE>" in end["text"]


async def test_summary_that_came_while_the_bot_was_away_is_added_to_the_same_reply(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", "/call +15559876013 name=John")
    end = await hear_the_end(alice, card, Head.ENDED)
    assert SUMMARY_FOLLOWS in end["text"]
    await world.stop_bot()
    await world.hurry(500.0)
    await world.start_bot()
    shown = await see(alice, end, "is interested in")
    assert SUMMARY_FOLLOWS not in shown["text"]
    await hear_the_end(alice, card, Head.ENDED)
    assert len(bot_messages(await world.ledger(), lambda one: "Ended · " in one["text"])) == 2


async def test_dial_that_was_under_way_when_the_bot_stopped_is_never_made_again(
    world: World, alice: Person
) -> None:
    await world.break_voicy("call-dial", "slow", seconds=60.0)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await see(alice, card, "Dialing")
    await world.stop_bot()
    await world.start_bot()
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]


async def test_calls_that_waited_in_line_are_dialed_by_the_next_bot(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    await ask(alice, "#sales", "/call +15559876012 name=First")
    waiting = await ask(alice, "#general", "/call +15559876001 name=Second")
    await see(alice, waiting, "1st in line")
    await outside.stop_bot()
    await outside.hurry(1_000.0)
    await outside.start_bot(voicy_max_concurrent_calls=1)
    await hear_the_end(alice, waiting, Head.BUSY)
    assert await outside.dialed_numbers() == ["+15559876012", "+15559876001"]


@pytest.mark.parametrize(
    ("minutes", "end", "dialed"), [(14, Head.BUSY, ["+15559876001"]), (16, Head.WITHDRAWN, [])]
)
async def test_who_waited_in_line_over_a_long_stop_is_asked_again_not_dialed(
    outside: World, alice: Person, minutes: int, end: str, dialed: list[str]
) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    await ask(alice, "#sales", "/call +15559876012 name=First")
    waiting = await ask(alice, "#general", "/call +15559876001 name=Second")
    await see(alice, waiting, "1st in line")
    await outside.stop_bot()
    later = ClockAhead(timedelta(minutes=minutes))
    await outside.start_bot(clock=later, voicy_max_concurrent_calls=2)
    await hear_the_end(alice, waiting, end)
    await see(alice, waiting, "Call again")
    shown = shown_text(await see(alice, waiting, end))
    assert (BOT_NOT_RUNNING in shown) == (not dialed)
    assert await outside.dialed_numbers() == ["+15559876012", *dialed]


@pytest.mark.real
async def test_dial_left_by_a_crash_is_looked_for_at_the_first_look(
    outside: World, alice: Person
) -> None:
    await outside.hurry(1.0)
    await write_live_call(outside, "+15559876012", channel_id="C0GENERAL")
    await write_crashed_dial(outside, "+15559876543", channel_id="C0SALES")
    # only the first look at the calls is answered
    await outside.break_voicy("call-list", "hang", after=1, times=0)
    await outside.break_slack("apps.connections.open", "slow", seconds=0.3)
    starting = asyncio.create_task(outside.start_bot())
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (await outside.ledger())["slack_requests"].get("apps.connections.open"):
            pass
    with locked(outside.database_path):
        # by now it is up to its own database alone when the bot goes on
        await asyncio.sleep(LOCKED_SECONDS)
    await starting
    (card,) = cards(alice, "#sales")
    await alice.wait_until(
        lambda: len(heads(alice, card)) > 1,
        "the lost call to be found",
        PATIENCE_SECONDS,
        lambda: str(heads(alice, card)),
    )
    assert heads(alice, card)[0] == Head.UNCONFIRMED
    assert len(await outside.dialed_numbers()) == 2


async def test_dials_of_the_new_bot_are_not_taken_for_those_of_the_crashed_one(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    await ask(alice, "#sales", "/call +15559876012 name=First")
    waiting = await ask(alice, "#general", "/call +15559876001 name=Second")
    await see(alice, waiting, "1st in line")
    await outside.stop_bot()
    await outside.break_voicy("call-dial", "slow", seconds=2.0)
    await outside.start_bot(voicy_max_concurrent_calls=2)
    await hear_the_end(alice, waiting, Head.BUSY)
    assert Head.UNCONFIRMED not in heads(alice, waiting)


async def test_what_was_imported_is_kept_out_of_the_way_of_acknowledgements(
    outside: World,
) -> None:
    before = gc.get_freeze_count()
    await outside.start_bot()
    assert gc.get_freeze_count() > before


async def test_buttons_of_an_earlier_life_still_work(world: World, alice: Person) -> None:
    card = await ask(alice, "#sales", "/call +15559876004 name=John")
    refused = await see(alice, card, "Not dialed")
    await world.stop_bot()
    await world.start_bot()
    await alice.click(refused, "Edit and try again")
    view = await alice.wait_for_view("New call", PATIENCE_SECONDS)
    assert view["state"]["values"]["to"]["typed"]["value"] == "+15559876004"


async def test_bot_that_stops_while_it_looks_at_a_call_logs_no_error(
    world: World, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await world.break_voicy("call-get", "hang", times=0)
    card = await ask(alice, "#sales", "/call +15559876543")
    await hear(alice, card, Head.INITIATED)
    await world.stop_bot()
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert errors == []
