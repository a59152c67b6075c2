"""A second person: nothing is dialed without them where the team wants them, and once with them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.ui.approvals import ALLOWED, DECLINED, NOBODY_ANSWERED, OVER
from bot.ui.denials import format_denial
from bot.ui.rule_forms import NO_APPROVERS
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, is_card, schedule, see
from tests.e2e.test_rules import change, labels
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

NUMBER, OTHER = "+15559876543", "+15559876544"
# of the settings: none are named
ADMINS = frozenset[str]()
WAITS = "Waits for approval"
# the bot looks by itself after fifteen
AT_ONCE_SECONDS = 5.0
OF_COUNTRY = "calls to the United States need that here. That was set by @dana on "


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def want(dana: Person, *subjects: str, value: str = "needed") -> None:
    listed = await be_told(dana, "#sales", "/call rules", "Somebody else has to approve:")
    fields = {"rule_subjects": list(subjects), "rule_value": value}
    await change(dana, listed, "Change approvals", **fields)
    await dana.wait_for_message(
        "#sales", lambda said: "else has to approve: " in said["text"], PATIENCE_SECONDS
    )


async def is_silent(world: World) -> None:
    await asyncio.sleep(3)
    assert await world.dialed_numbers() == []


def mine(person: Person, card: JsonObject) -> JsonObject:
    """Return the card as this person sees it."""
    return person.message(card)


async def let_wait(world: World, alice: Person, dana: Person, typed: str = "") -> JsonObject:
    await world.start_bot(approvers=ADMINS)
    await want(dana, "country:US")
    card = await ask(alice, "#sales", typed or f"/call {NUMBER}")
    return await see(alice, card, OF_COUNTRY)


async def test_call_waits_for_a_second_person_and_says_who_it_was(
    outside: World, alice: Person, dana: Person
) -> None:
    card = await let_wait(outside, alice, dana)
    await is_silent(outside)
    assert labels(card) == ["Approve", "Decline", "Change time", "Cancel"]
    notice = await dana.wait_for_message(
        "@voicy", lambda said: "<@U0ALICE> asks to call +1 555" in said["text"], PATIENCE_SECONDS
    )
    assert labels(notice) == ["Approve", "Decline"]
    await alice.click(card, "Approve")
    await alice.wait_for_ephemeral("#sales", format_denial("approval", "own"), PATIENCE_SECONDS)
    async with outside.visitor("U0BOB") as bob:
        await bob.wait_for_message("#sales", WAITS, PATIENCE_SECONDS)
        await bob.click(mine(bob, card), "Approve")
        denied = format_denial("approval", "no_admin")
        await bob.wait_for_ephemeral("#sales", denied, PATIENCE_SECONDS)
    await is_silent(outside)

    await dana.click(notice, "Approve")
    await hear_the_end(alice, card, Head.ENDED)
    await see(alice, card, "approved by @dana")
    await see(dana, notice, OVER)
    assert labels(mine(dana, notice)) == []
    assert await outside.dialed_numbers() == [NUMBER]


async def test_who_runs_the_bot_decides_whether_there_are_approvals(
    outside: World, dana: Person
) -> None:
    await outside.start_bot(approvers=None)
    listed = await be_told(dana, "#sales", "/call rules", "Countries open:")
    assert "has to approve" not in shown_text(listed)
    await dana.click(listed, "Change approvals")
    await dana.wait_for_ephemeral("#sales", NO_APPROVERS, PATIENCE_SECONDS)


async def test_two_answers_at_once_have_one_effect(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.do("make_admin", user="U0BOB")
    card = await let_wait(outside, alice, dana)
    async with outside.visitor("U0BOB") as bob:
        await bob.wait_for_message("#sales", WAITS, PATIENCE_SECONDS)
        await dana.wait_for_message("#sales", WAITS, PATIENCE_SECONDS)
        await asyncio.gather(
            bob.click(mine(bob, card), "Approve"), dana.click(mine(dana, card), "Approve")
        )
        await hear_the_end(alice, card, Head.ENDED)
    assert await outside.dialed_numbers() == [NUMBER]


async def test_declined_call_is_not_made(outside: World, alice: Person, dana: Person) -> None:
    card = await let_wait(outside, alice, dana)
    await dana.wait_for_message("#sales", WAITS, PATIENCE_SECONDS)
    await dana.click(mine(dana, card), "Decline")
    await dana.wait_for_ephemeral("#sales", DECLINED, PATIENCE_SECONDS)
    await see(alice, card, "declined by @dana")
    await is_silent(outside)


async def test_nobody_answers_for_a_day(outside: World, alice: Person, dana: Person) -> None:
    card = await let_wait(outside, alice, dana)
    await outside.jump(hours=24, minutes=1)
    await see(alice, card, NOBODY_ANSWERED)
    await is_silent(outside)


async def test_restart_forgets_no_hold_and_no_answer(
    outside: World, alice: Person, dana: Person
) -> None:
    card = await let_wait(outside, alice, dana)
    await outside.stop_bot()
    await outside.start_bot(approvers=ADMINS)
    await is_silent(outside)
    await dana.wait_for_message("#sales", WAITS, PATIENCE_SECONDS)
    await dana.click(mine(dana, card), "Approve")
    await dana.wait_for_ephemeral("#sales", ALLOWED, PATIENCE_SECONDS)
    await hear_the_end(alice, card, Head.ENDED)


async def test_later_call_is_asked_about_at_once_and_dialed_at_its_time(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(approvers=frozenset({"U0DANA"}))
    await want(dana, "country:US")
    await alice.type("#sales", f'/call {NUMBER} at="in 2 hours"')
    card = await alice.wait_for_message(
        "#sales", lambda said: is_card(said) and WAITS in said["text"], AT_ONCE_SECONDS
    )
    await dana.wait_for_message("#sales", WAITS, PATIENCE_SECONDS)
    await dana.click(mine(dana, card), "Approve")
    await see(alice, card, "Scheduled")
    await outside.jump(hours=2)
    await hear_the_end(alice, card, Head.ENDED)
    assert await outside.dialed_numbers() == [NUMBER]


async def test_change_of_the_time_voids_what_was_allowed(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(approvers=frozenset({"U0DANA"}))
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    await want(dana, "country:US")
    await see(alice, card, WAITS)
    await dana.wait_for_message("#sales", WAITS, PATIENCE_SECONDS)
    await dana.click(mine(dana, card), "Approve")
    card = await see(alice, card, "Scheduled")
    await alice.click(card, "Change time")
    view = await alice.wait_for_view("change_time_form", PATIENCE_SECONDS)
    at = outside.sandbox.clock.now().timestamp() + 3 * 3600
    await alice.fill(view, {"when": int(at)})
    assert await alice.submit(view) == "closed"
    await see(alice, card, WAITS)
    await outside.jump(hours=3)
    await is_silent(outside)


async def test_rule_that_is_lifted_while_a_call_waits_lets_its_requester_dial(
    outside: World, alice: Person, dana: Person
) -> None:
    card = await let_wait(outside, alice, dana)
    await want(dana, "country:US", value="not_needed")
    await dana.click(mine(dana, card), "Approve")
    await hear_the_end(alice, card, Head.ENDED)


async def test_call_over_a_cap_is_for_a_second_person(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(approvers=ADMINS, max_calls_per_person_per_day=1)
    await want(dana, "cap")
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {NUMBER}"), Head.ENDED)
    card = await ask(alice, "#sales", f"/call {OTHER}")
    await see(alice, card, "calls over a cap need that here")
    await dana.wait_for_message("#sales", lambda said: WAITS in said["text"], PATIENCE_SECONDS)
    await dana.click(mine(dana, card), "Approve")
    await hear_the_end(alice, card, Head.ENDED)
    assert await outside.dialed_numbers() == [NUMBER, OTHER]
