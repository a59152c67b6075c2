"""Whoever reads that nobody was called can rely on it, whatever the database could not write."""

import asyncio
import itertools

import pytest

from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import DATABASE_UNAVAILABLE
from bot.ui.questions import WHICH_TIME
from tests.builders.full_disk import refusing
from tests.builders.heads import Head
from tests.e2e.dialogue import (
    ask,
    be_told,
    cards,
    heads,
    hear_the_end,
    schedule,
    see,
    wait_for_card,
)
from tests.e2e.process import Start
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject

NUMBER, OTHER = "+15559876001", "+15559876003"
REFUSING = "UPDATE OF kind ON inbox"
CLICKED = ("Cancel", "Dial now")
REFUSED = (
    "INSERT ON inbox",
    "UPDATE ON inbox",
    "UPDATE ON attempts",
    "UPDATE ON outbox",
    "INSERT ON outbox",
    "INSERT ON transitions",
    "UPDATE ON orders",
    "UPDATE ON file_notes",
)


def hears_nobody(person: Person) -> bool:
    """Tell whether a person was told that nobody is called."""
    return hears(person, NOBODY_CALLED)


def hears(person: Person, words: str) -> bool:
    """Tell whether something was said to a person alone."""
    said = (*person.ephemerals("#sales"), *person.messages("@voicy"))
    return any(words in message["text"] for message in said)


async def until_asked(world: World, method: str) -> None:
    """Wait until a method of Slack's was called."""
    while method not in (await world.ledger())["slack_requests"]:
        pass


async def find_dialed_after_restart(world: World, alice: Person) -> list[str]:
    """Restart the bot, and return whom it dialed by the time that another call is over."""
    await world.stop_bot()
    await world.start_bot()
    await hear_the_end(alice, await ask(alice, "#general", f"/call {OTHER}"), Head.ERROR)
    dialed = await world.dialed_numbers()
    dialed.remove(OTHER)
    return dialed


async def test_command_is_refused_exactly_where_it_is_not_written_down(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    writes = {
        "INSERT ON preferences": True,
        "INSERT ON inbox": False,
        "INSERT ON orders": False,
        "INSERT ON attempts": False,
        "INSERT ON outbox": False,
        "UPDATE OF order_id ON inbox": False,
    }
    numbers = [f"+155530{index}6001" for index in range(len(writes))]
    for (write, is_called), number in zip(writes.items(), numbers, strict=True):
        with subtests.test(write), refusing(world.database_path, write):
            if is_called:
                card = await ask(alice, "#sales", f"/call {number}")
                await hear_the_end(alice, card, Head.BUSY)
                assert not hears_nobody(alice)
            else:
                await be_told(alice, "#sales", f"/call {number}", NOBODY_CALLED)
    assert await find_dialed_after_restart(world, alice) == numbers[:1]


async def test_answer_is_refused_exactly_where_no_order_is_written_down(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    writes = {
        "INSERT ON preferences": True,
        "DELETE ON drafts": True,
        "INSERT ON orders": False,
    }
    for index, (write, is_called) in enumerate(writes.items()):
        with subtests.test(write):
            typed = f'/call +155530{index}6001 at="2027-10-31 02:30 Berlin"'
            question = await be_told(alice, "#sales", typed, WHICH_TIME)
            shown = {message["ts"] for message in cards(alice, "#sales")}
            with refusing(world.database_path, write):
                await alice.click(question, "02:30 (UTC+1)")
                if is_called:
                    await see(alice, await wait_for_card(alice, "#sales", shown), "🗓")
                    assert not hears(alice, DATABASE_UNAVAILABLE)
                else:
                    await alice.wait_for_ephemeral("#sales", DATABASE_UNAVAILABLE, PATIENCE_SECONDS)
    assert await find_dialed_after_restart(world, alice) == []
    assert len(cards(alice, "#sales")) == sum(writes.values())


async def test_refusal_is_said_when_it_is_written_down(world: World, alice: Person) -> None:
    with refusing(world.database_path, "INSERT ON orders"):
        with refusing(world.database_path, REFUSING):
            await alice.type("#sales", f"/call {NUMBER}")
            await asyncio.sleep(2)
            assert not hears_nobody(alice)
        await alice.wait_for_ephemeral("#sales", NOBODY_CALLED, PATIENCE_SECONDS)
    assert await find_dialed_after_restart(world, alice) == []


async def test_refusal_that_was_not_said_before_the_stop_is_said_after_it(
    world: World, alice: Person
) -> None:
    await world.break_slack("response_url", "hang", times=0)
    with refusing(world.database_path, "INSERT ON orders"):
        await alice.type("#sales", f"/call {NUMBER}")
        await until_asked(world, "response_url")
        await world.stop_bot()
    await world.do("clear_faults")
    assert await find_dialed_after_restart(world, alice) == []
    assert hears_nobody(alice)


async def test_what_is_done_is_done_though_it_cannot_be_noted(world: World, alice: Person) -> None:
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    with refusing(world.database_path, "INSERT ON audit"):
        await alice.click(alice.message(card), "Dial now")
        await hear_the_end(alice, card, Head.BUSY)
    assert alice.ephemerals("#sales") == []


async def test_call_whose_card_is_slow_is_made_though_the_disk_was_full_meanwhile(
    outside: World, settings: dict[str, str], start: Start, alice: Person
) -> None:
    process = await start(**settings)
    await alice.wait_for_bot(PATIENCE_SECONDS)
    await outside.break_slack("chat.postMessage", "rate_limited", times=0, retry_after=2)
    await alice.type("#sales", f"/call {NUMBER}")
    await until_asked(outside, "chat.postMessage")
    with process.full_disk():
        await asyncio.sleep(1)
        assert not hears_nobody(alice)
    await outside.do("clear_faults")
    await hear_the_end(alice, await wait_for_card(alice, "#sales", set()), Head.BUSY)
    assert not hears_nobody(alice)


async def test_click_on_a_call_that_is_still_to_come_never_says_that_nobody_was_called(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    tried = list(itertools.product(CLICKED, REFUSED))
    numbers = [f"+1555{300 + index}6001" for index in range(len(tried))]
    scheduled = []
    for (button, write), number in zip(tried, numbers, strict=True):
        card = await schedule(alice, "#sales", f'/call {number} at="in 2 hours"')
        with subtests.test(f"{button}: {write}"):
            with refusing(world.database_path, write):
                await alice.click(alice.message(card), button)
                await asyncio.sleep(5)
            assert not hears_nobody(alice)
        scheduled.append(card)
    await world.jump(hours=2)
    for (button, write), number, card in zip(tried, numbers, scheduled, strict=True):
        with subtests.test(f"{button}: {write}, when it is due"):
            is_called = await hear_the_last(alice, card) == Head.BUSY
            assert (await world.dialed_numbers()).count(number) == is_called
    assert not hears_nobody(alice)


async def hear_the_last(person: Person, card: JsonObject) -> str:
    """Wait until a call is over, and return how."""
    ends = (Head.BUSY, Head.WITHDRAWN)
    await person.wait_until(
        lambda: heads(person, card)[-1:] and heads(person, card)[-1] in ends,
        "the end of a call",
        PATIENCE_SECONDS,
    )
    return heads(person, card)[-1]
