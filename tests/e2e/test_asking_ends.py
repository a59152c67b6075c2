"""What asks about a call that waits for somebody's word asks no longer once that is over."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.ui.approvals import ASKED_ANEW, OVER
from bot.ui.denials import format_denial
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear_the_end, schedule, see
from tests.e2e.test_approvals import ADMINS, NUMBER, WAITS, want
from tests.e2e.test_rules import labels
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

BUSY = "+15559876001"
ASKS = ("has to approve this call within 24 hours", "it was due")
Deed = Callable[[World, Person, Person, JsonObject], Awaitable[None]]


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


def click(label: str) -> Deed:
    async def act(world: World, alice: Person, dana: Person, card: JsonObject) -> None:
        person = dana if label in {"Approve", "Decline"} else alice
        await person.click(await see(person, card, label), label)

    return act


def let_pass(hours: float) -> Deed:
    async def act(world: World, alice: Person, dana: Person, card: JsonObject) -> None:
        await world.jump(hours=hours)

    return act


async def list_number(world: World, alice: Person, dana: Person, card: JsonObject) -> None:
    await alice.type("#general", f"/call dnc add {NUMBER}")


async def move(world: World, alice: Person, dana: Person, card: JsonObject) -> None:
    await click("Change time")(world, alice, dana, card)
    view = await alice.wait_for_view("change_time_form", PATIENCE_SECONDS)
    at = world.sandbox.clock.now().timestamp() + 3600
    await alice.fill(view, {"when": int(at)})
    assert await alice.submit(view) == "closed"


async def move_without_approval(
    world: World, alice: Person, dana: Person, card: JsonObject
) -> None:
    await want(dana, "country:US", value="not_needed")
    await move(world, alice, dana, card)


ENDS: dict[str, Deed] = {
    "canceled": click("Cancel"),
    "listed": list_number,
    "too late": let_pass(3),
}
APPROVAL_ENDS: dict[str, Deed] = {
    **ENDS,
    "approved": click("Approve"),
    "declined": click("Decline"),
    "nobody answered": let_pass(25),
    "rule lifted, moved": move_without_approval,
}
OVERDUE_ENDS: dict[str, Deed] = {**ENDS, "dialed": click("Dial now"), "moved": move}


@pytest.mark.parametrize("end", APPROVAL_ENDS)
async def test_nobody_is_asked_for_an_answer_that_is_no_longer_needed(
    outside: World, alice: Person, dana: Person, end: str
) -> None:
    await outside.start_bot(approvers=ADMINS)
    await want(dana, "country:US")
    until = "" if end == "nobody answered" else ' until="in 2 hours"'
    card = await see(alice, await ask(alice, "#sales", f"/call {NUMBER}{until}"), WAITS)
    notice = await dana.wait_for_message("@voicy", "asks to call", PATIENCE_SECONDS)
    await hear_the_end(alice, card, f"✋ {WAITS}")

    await APPROVAL_ENDS[end](outside, alice, dana, card)

    assert labels(await see(dana, notice, OVER)) == []
    await asyncio.sleep(10)
    assert find_askers(alice, card) == []


async def test_who_is_asked_anew_is_asked_by_one_message_alone(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(approvers=ADMINS)
    await want(dana, "country:US")
    card = await see(alice, await ask(alice, "#sales", f"/call {NUMBER}"), WAITS)
    for times in range(1, 4):
        await asyncio.sleep(10)
        *earlier, newest = find_notices(dana)
        assert [ASKED_ANEW in shown_text(each) for each in earlier] == [True] * (times - 1)
        assert labels(newest) == ["Approve", "Decline"]
        await move(outside, alice, dana, card)


async def test_those_named_who_may_answer_no_longer_keep_nobody_from_being_asked(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.do("deactivate", user="U0BOB")
    named = {"U0ALICE", "U0BOB", "U0DANA", "U0ERIN", "U0GRACE", "U0AWAY", "U0AWOL"}
    await outside.start_bot(approvers=frozenset(named))
    await want(dana, "country:US")
    card = await see(alice, await ask(alice, "#sales", f"/call {NUMBER}"), WAITS)

    await dana.click(await dana.wait_for_message("@voicy", "asks to call"), "Approve")
    await hear_the_end(alice, card, Head.ENDED)
    notices = [row for row in outside.sandbox.workspace.messages.everything() if WAITS in row.text]
    assert {each.channel for each in notices} <= {"D0DANA", "C0SALES"}


async def test_who_had_an_attempt_be_made_is_no_second_person_for_it(
    outside: World, alice: Person, bob: Person, dana: Person
) -> None:
    await outside.do("make_admin", user="U0BOB")
    await outside.start_bot(approvers=ADMINS)
    card = await ask(alice, "#sales", f"/call {BUSY}")
    await hear_the_end(alice, card, Head.BUSY)
    await want(dana, "country:US")
    await bob.click(await see(bob, card, "In 15 min"), "In 15 min")
    await bob.click(await see(bob, card, WAITS), "Approve")
    await bob.wait_for_ephemeral("#sales", format_denial("approval", "own"), PATIENCE_SECONDS)
    assert find_notices(bob) == []

    notice = await dana.wait_for_message("@voicy", "<@U0BOB> asks to call", PATIENCE_SECONDS)
    await dana.click(notice, "Approve")
    await see(alice, card, "approved by @dana")
    await outside.jump(minutes=15)
    await see(alice, card, "In 15 min")
    assert await outside.dialed_numbers() == [BUSY] * 2


def find_notices(person: Person) -> list[JsonObject]:
    """Return what asks a person to answer for calls, or asked before."""
    said = person.messages("@voicy")
    return [each for each in said if "asks to call" in each["text"] or ASKED_ANEW in each["text"]]


@pytest.mark.parametrize("end", OVERDUE_ENDS)
async def test_missed_call_is_asked_about_until_somebody_decides(
    outside: World, alice: Person, dana: Person, end: str
) -> None:
    await outside.start_bot()
    typed = f'/call {NUMBER} at="in 1 hour" until="in 3 hours"'
    card = await schedule(alice, "#sales", typed)
    await outside.stop_bot()
    await outside.jump(hours=1.5)
    await outside.start_bot()
    await hear_the_end(alice, card, "⏰ Overdue")
    assert len(find_askers(alice, card)) == 1

    await OVERDUE_ENDS[end](outside, alice, dana, card)

    await asyncio.sleep(10)
    assert find_askers(alice, card) == []


def find_askers(person: Person, card: JsonObject) -> list[str]:
    """Return what asks in the thread of a card."""
    said = [shown_text(each) for each in person.thread("#sales", card["ts"])]
    return [each for each in said if any(words in each for words in ASKS)]
