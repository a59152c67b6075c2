"""A database that cannot be written to: nobody is called, and nothing is called later either."""

import asyncio

import pytest

from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import DATABASE_UNAVAILABLE, MAY_COME_AGAIN
from tests.builders.full_disk import refusing
from tests.builders.heads import Head
from tests.builders.locked_store import locked
from tests.e2e.dialogue import ask, hear_the_end, is_card
from tests.e2e.process import Running, Start
from tests.e2e.world import PATIENCE_SECONDS, World, wait_until
from tests.person import Person

REFUSAL = DATABASE_UNAVAILABLE
# Slack sends an event again after a minute
RETRY_SECONDS = 70.0


@pytest.fixture
async def process(settings: dict[str, str], start: Start, alice: Person) -> Running:
    process = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    return process


async def is_refused(person: Person, place: str) -> bool:
    """Ask for a call; tell whether the answer says that there was none."""
    await person.type(place, "/call +15559876543")
    answer = await person.wait_for_ephemeral(place, REFUSAL, PATIENCE_SECONDS)
    return NOBODY_CALLED in answer["text"]


@pytest.mark.real
async def test_locked_database_refuses_orders_before_anybody_is_called(
    world: World, alice: Person
) -> None:
    with locked(world.database_path):
        assert await is_refused(alice, "#sales")
    card = await ask(alice, "#sales", "/call +15559876001")
    await hear_the_end(alice, card, Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876001"]


async def test_full_disk_refuses_orders_before_anybody_is_called(
    outside: World, process: Running, alice: Person
) -> None:
    with process.full_disk():
        assert await is_refused(alice, "#sales")
    card = await ask(alice, "#sales", "/call +15559876001")
    await hear_the_end(alice, card, Head.BUSY)
    assert await outside.dialed_numbers() == ["+15559876001"]
    assert (await process.stop()).code == 0


async def test_disk_that_is_full_when_a_dial_is_answered_loses_and_doubles_nothing(
    outside: World, process: Running, alice: Person
) -> None:
    await outside.break_voicy("call-dial", "slow", seconds=0.5)
    card = await ask(alice, "#sales", "/call +15559876001")
    await wait_until(lambda: bool(outside.sandbox.voicy.ledger()["dials"]), "a dial")
    with process.full_disk():
        assert await is_refused(alice, "#general")
        await process.read_log("cannot write the answer to a dial down")
    await hear_the_end(alice, card, Head.BUSY)
    assert await outside.dialed_numbers() == ["+15559876001"]


async def test_command_that_cannot_be_written_down_is_answered_with_its_acknowledgement(
    world: World, alice: Person
) -> None:
    await world.break_slack("response_url", "hang", times=0)
    await world.break_slack("chat.postEphemeral", "hang", times=0)
    with refusing(world.database_path, "INSERT ON inbox"):
        assert await is_refused(alice, "#sales")


async def test_answer_that_arrives_too_late_says_that_the_words_may_be_heard_again(
    world: World, alice: Person
) -> None:
    await world.break_slack("chat.postMessage", "slow", seconds=3, times=0)
    with refusing(world.database_path, "INSERT ON inbox"):
        await alice.type("D0ALICE", "call +15559876001")
        said = await alice.wait_for_message("D0ALICE", REFUSAL, PATIENCE_SECONDS)
        assert NOBODY_CALLED in said["text"]
        assert MAY_COME_AGAIN in said["text"]
        # the bot waits no longer for what came of its answer
        await asyncio.sleep(2.5)
    await world.do("clear_faults")
    card = await alice.wait_for_message("D0ALICE", is_card, RETRY_SECONDS)
    await hear_the_end(alice, card, Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876001"]


async def test_words_that_cannot_be_written_down_or_answered_are_heard_again(
    world: World, alice: Person
) -> None:
    await world.break_slack("chat.postMessage", "hang", times=0)
    with refusing(world.database_path, "INSERT ON inbox"):
        await alice.type("D0ALICE", "call +15559876001")
        await asyncio.sleep(PATIENCE_SECONDS)
    await world.do("clear_faults")
    card = await alice.wait_for_message("D0ALICE", is_card, RETRY_SECONDS)
    await hear_the_end(alice, card, Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876001"]
