"""How often is called: the fourth call in a day is refused with when the next is possible."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, see
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

NUMBER, OTHER = "+15559876543", "+15559876544"
BUSY = "+15559876001"
NUMBER_CAP = "The cap for calls to one number in 24 hours is 1"
WORKSPACE_CAP = "The cap for calls by the whole workspace in 24 hours is 1"


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def test_number_is_called_so_often_and_no_more(outside: World, alice: Person) -> None:
    await outside.start_bot(max_calls_per_number_per_day=1)
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await hear_the_end(alice, card, Head.ENDED)
    refused = await be_told(alice, "#sales", f"/call {NUMBER}", NUMBER_CAP)
    assert "The next is possible at " in shown_text(refused)
    assert "That is the setting MAX_CALLS_PER_NUMBER_PER_DAY" in shown_text(refused)
    await outside.jump(hours=24)
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await hear_the_end(alice, card, Head.ENDED)
    assert await outside.dialed_numbers() == [NUMBER] * 2


@pytest.mark.parametrize(("options", "button"), [(" retry=1", None), ("", "In 15 min")])
async def test_further_attempt_over_a_cap_waits_and_its_card_says_why(
    outside: World, alice: Person, options: str, button: str | None
) -> None:
    await outside.start_bot(max_calls_per_number_per_day=1)
    card = await ask(alice, "#sales", f"/call {BUSY}{options}")
    if button is not None:
        await alice.click(await see(alice, card, button), button)
    await see(alice, card, "Attempt 2 of 2")
    await outside.jump(minutes=15)
    await see(alice, card, NUMBER_CAP)
    assert await outside.dialed_numbers() == [BUSY]


async def test_many_at_once_are_counted_one_by_one(outside: World, alice: Person) -> None:
    await outside.start_bot(max_calls_per_day=3)
    numbers = [f"+1555{300 + index}6543" for index in range(6)]
    await asyncio.gather(*(alice.type("#sales", f"/call {number}") for number in numbers))
    for _ in range(200):
        if len(await outside.dialed_numbers()) >= 3:
            break
        await asyncio.sleep(0.05)
    await outside.jump(minutes=1)
    await asyncio.sleep(2)
    assert len(await outside.dialed_numbers()) == 3


async def test_admins_lower_a_cap_and_hear_when_most_of_it_is_used(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(max_calls_per_day=200)
    listed = await be_told(dana, "#sales", "/call rules", "calls by the whole workspace: 200")
    await dana.click(listed, "Change caps")
    view = await dana.wait_for_view("change_rule_form", PATIENCE_SECONDS)
    await dana.fill(view, {"cap_name": "calls by the whole workspace", "cap_value": "201"})
    assert "At most 200" in str(await dana.submit(view))
    await dana.fill(view, {"cap_value": "1"})
    assert await dana.submit(view) == "closed"
    await dana.wait_for_message(
        "#sales", lambda said: "set this to at most 1 in 24 hours" in said["text"], 20
    )
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await hear_the_end(alice, card, Head.ENDED)
    await dana.wait_for_message(
        "@voicy", lambda said: "Calls in 24 hours: 1 of 1." in said["text"], 20
    )
    refused = await be_told(alice, "#sales", f"/call {OTHER}", WORKSPACE_CAP)
    assert "That was set by @dana on" in shown_text(refused)
    await alice.click(refused, "Ask an admin")
    await dana.wait_for_message(
        "@voicy",
        lambda said: "asks that this be allowed: calls by the whole workspace" in said["text"],
        PATIENCE_SECONDS,
    )
