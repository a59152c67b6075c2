"""Races of answers, holds and deeds against dials: the first counts, and the others are told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.ui.approvals import ALLOWED, DECLINED
from bot.ui.erasure import BEGUN
from bot.ui.notices import UNCHANGED
from bot.ui.number_file import HELD
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, schedule, see
from tests.e2e.test_approvals import ADMINS, WAITS, want
from tests.e2e.test_races import NUMBER, WAITING, read
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


# Answers of a second person


Answers = tuple[tuple[str, str], ...]
ANSWERS: tuple[tuple[Answers, bool | None], ...] = (
    ((("dana", "Approve"), ("dana", "Approve")), True),
    ((("dana", "Approve"), ("bob", "Approve")), True),
    ((("dana", "Approve"), ("bob", "Decline")), None),
    ((("dana", "Decline"), ("dana", "Approve")), None),
    ((("dana", "Decline"), ("bob", "Decline")), False),
    ((("dana", "Approve"), ("alice", "Cancel")), None),
    ((("dana", "Approve"), ("alice", "Approve"), ("bob", "Approve")), True),
)


async def test_of_several_answers_the_first_counts(
    outside: World, alice: Person, bob: Person, dana: Person, subtests: pytest.Subtests
) -> None:
    await outside.do("make_admin", user="U0BOB")
    await outside.start_bot(approvers=ADMINS)
    await want(dana, "country:US")
    people = {"alice": alice, "bob": bob, "dana": dana}
    for index, (answers, is_dialed) in enumerate(ANSWERS):
        with subtests.test(str(answers)):
            await answer_at_once(outside, people, f"+155530{index}6543", answers, is_dialed)


async def answer_at_once(
    world: World, people: dict[str, Person], number: str, answers: Answers, is_dialed: bool | None
) -> None:
    """Have a call wait for an answer, give several at once, and find that the first counted."""
    card = await see(
        people["alice"], await ask(people["alice"], "#sales", f"/call {number}"), WAITS
    )
    for person in people.values():
        await see(person, card, WAITS)
    before = {said["ts"] for person in people.values() for said in person.ephemerals("#sales")}
    await asyncio.gather(
        *(people[name].click(people[name].message(card), label) for name, label in answers)
    )
    await asyncio.sleep(10)
    done = read(
        world,
        "SELECT action, audit.user_id FROM audit JOIN orders USING (order_id) WHERE to_number = ?",
        number,
    )
    audit = [(action, user_id) for action, user_id in done if action in ("approve", "decline")]
    cancelled = [user_id for action, user_id in done if action == "cancel"]
    assert len(audit) <= 1
    assert all(user_id != "U0ALICE" for _, user_id in audit)
    was_allowed = [action for action, _ in audit] == ["approve"]
    dialed = (await world.dialed_numbers()).count(number)
    assert dialed <= 1
    if dialed:
        assert was_allowed
    if is_dialed is not None:
        assert bool(dialed) == is_dialed
    assert dialed or cancelled or [action for action, _ in audit] == ["decline"]
    (told,) = {(ALLOWED if was_allowed else DECLINED) if audit else ""}
    heard = [
        said["text"]
        for name in ("bob", "dana")
        for said in people[name].ephemerals("#sales")
        if said["ts"] not in before
    ]
    assert sum(bool(told) and told in each for each in heard) == len(audit)
    assert sum(UNCHANGED in each for each in heard) <= len(answers) - len(audit)


async def test_what_was_shown_before_a_change_is_not_what_is_allowed(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(approvers=ADMINS)
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    await want(dana, "country:US")
    await see(alice, card, WAITS)
    old = await see(dana, card, WAITS)
    notice = await dana.wait_for_message("@voicy", "asks to call", PATIENCE_SECONDS)
    await alice.click(await see(alice, card, "Change time"), "Change time")
    view = await alice.wait_for_view("change_time_form", PATIENCE_SECONDS)
    at = outside.sandbox.clock.now().timestamp() + 3 * 3600
    await alice.fill(view, {"when": int(at)})
    await asyncio.gather(alice.submit(view), dana.click(old, "Approve"))
    await dana.click(notice, "Approve")
    await asyncio.sleep(5)
    await outside.jump(hours=2, minutes=1)
    await asyncio.sleep(5)
    assert await outside.dialed_numbers() == []
    shown = read(outside, "SELECT approved_hash FROM orders")
    waits = read(outside, "SELECT status FROM attempts WHERE is_over = 0")
    assert shown in ([("",)], [(None,)]) or waits == [("overdue",)]


# A hold against forgetting


@pytest.mark.parametrize("is_hold_first", [True, False])
async def test_number_is_either_kept_or_forgotten(
    world: World, alice: Person, dana: Person, is_hold_first: bool
) -> None:
    card = await ask(alice, "#sales", f"/call {NUMBER} name=Mia")
    await hear_the_end(alice, card, Head.ENDED)
    await world.jump(minutes=2)
    asked = await be_told(dana, "#general", f"/call forget {NUMBER}", "This cannot be undone.")
    deeds = [
        dana.type("#general", f"/call file {NUMBER} hold"),
        dana.click(asked, "Forget this number"),
    ]
    await asyncio.gather(*(deeds if is_hold_first else deeds[::-1]))
    await asyncio.sleep(20)
    heard = [shown_text(each) for each in dana.ephemerals("#general")]
    assert any(HELD in each for each in heard), heard
    is_forgotten = any(BEGUN in each for each in heard)
    assert is_forgotten != any("was put on hold by @dana on " in each for each in heard), heard
    kept = read(world, "SELECT to_number FROM orders")
    assert kept == ([("",)] if is_forgotten else [(NUMBER,)])


# Dials that are about to happen


@pytest.mark.parametrize("deed", ["dnc add", "pause", "cancel", "forget"])
async def test_what_comes_while_a_call_is_claimed_either_stops_it_or_comes_too_late(
    world: World, alice: Person, bob: Person, dana: Person, deed: str
) -> None:
    numbers = WAITING[:2]
    cards = [
        await schedule(alice, "#sales", f'/call {number} at="in 20 minutes"') for number in numbers
    ]
    asked = await be_told(dana, "#general", f"/call forget {numbers[0]}", "cannot be undone.")
    lines = {
        "dnc add": lambda: bob.type("#general", f"/call dnc add {numbers[0]}"),
        "pause": lambda: bob.type("#general", "/call pause"),
        "cancel": lambda: alice.click(alice.message(cards[0]), "Cancel"),
        "forget": lambda: dana.click(asked, "Forget this number"),
    }
    await asyncio.gather(world.jump(minutes=20), lines[deed]())
    await asyncio.sleep(30)
    dialed = await world.dialed_numbers()
    assert len(dialed) == len(set(dialed))
    statuses = dict(
        read(world, "SELECT attempts.order_id, status FROM attempts WHERE dialing_at IS NULL")
    )
    assert len(statuses) + len(dialed) == len(numbers)
    assert set(statuses.values()) <= {"withdrawn", "queued", "scheduled"}
    if deed == "pause":
        assert not set(statuses.values()) - {"queued", "scheduled"}
