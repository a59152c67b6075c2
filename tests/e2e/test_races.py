"""Races about guard-rails: whatever comes first counts, and what comes after it dials nobody."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest

from bot.ui.duplicate_question import IT_WAITS
from bot.ui.rules import RULES_TITLE
from bot.ui.variable_question import CALL_ANYWAY
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear, is_card
from tests.e2e.test_approvals import ADMINS
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

NUMBER, LONG = "+15559876543", "+15559876012"
WAITING = [f"+1555{300 + index}6543" for index in range(4)]
MANY = 24
SOME_ARE_DIALED_SECONDS = 1.7
# what was claimed while a change was on its way to the database
ON_ITS_WAY_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 30
LONGEST_POLL_SECONDS = 5


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


def read(world: World, sql: str, *params: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(world.database_path)) as db:
        return db.execute(sql, params).fetchall()


# Many orders to one number


async def test_many_orders_to_one_number_at_once_ring_it_once(
    outside: World, alice: Person, bob: Person, dana: Person
) -> None:
    await outside.start_bot(max_calls_per_number_per_day=3)
    people = [(alice, "#sales"), (bob, "#general"), (dana, "#deals")]
    asking = [people[index % 3] for index in range(MANY)]
    await asyncio.gather(*(each.type(place, f"/call {NUMBER}") for each, place in asking))

    async def count_answers() -> int:
        told = sum(len(each.ephemerals(place)) for each, place in people)
        return told + len(await outside.dialed_numbers())

    await settle(outside, count_answers, MANY)
    assert await outside.dialed_numbers() == [NUMBER]
    questions = [
        (each, said)
        for each, place in people
        for said in each.ephemerals(place)
        if IT_WAITS in said["text"]
    ]
    assert len(questions) == MANY - 1

    await asyncio.gather(*(each.click(said, CALL_ANYWAY) for each, said in questions))
    await outside.hurry(1_000.0)
    await settle(outside, outside.placed_calls, 4, seconds=10)
    moments = [
        (float(str(start)), float(str(end)))
        for start, end in read(
            outside,
            """
            SELECT dialing_at, max(transitions.at) FROM attempts JOIN transitions
            ON transitions.attempt_id = attempts.id WHERE dialing_at IS NOT NULL
            GROUP BY attempts.id ORDER BY dialing_at
            """,
        )
    ]
    assert await outside.dialed_numbers() == [NUMBER] * len(moments)
    assert len(moments) <= 3
    for (_, end), (start, _) in pairwise(moments):
        assert end <= start, "two calls to one number were live at once"


async def settle(
    world: World, count: Callable[[], Awaitable[int]], wanted: int, *, seconds: float = 60
) -> None:
    """Wait until there are so many, or no longer."""
    for _ in range(round(seconds / 0.5)):
        if await count() >= wanted:
            return
        await asyncio.sleep(0.5)


# Rules that change while orders wait


Change = Callable[[Person, JsonObject], Awaitable[None]]


def set_rule(button: str, **fields: object) -> Change:
    async def act(dana: Person, listed: JsonObject) -> None:
        await change(dana, listed, button, **fields)

    return act


def type_in(line: str) -> Change:
    async def act(dana: Person, listed: JsonObject) -> None:
        await dana.type("#general", line)

    return act


CHANGES: dict[str, tuple[Change, str]] = {
    "country closed": (
        set_rule("Change countries", rule_subjects=["US"], rule_value="closed"),
        "Calls to the United States are closed here",
    ),
    "callers narrowed": (
        set_rule("Change callers", named=["U0BOB"]),
        "whoever requested this one is not among them",
    ),
    "channels narrowed": (set_rule("Change channels", named=["C0GENERAL"]), "not in this one"),
    "cap lowered": (
        set_rule("Change caps", cap_name="calls by one person", cap_value="1"),
        "The cap for calls by one person in 24 hours is 1",
    ),
    "basis needed": (
        set_rule("Change consent", rule_subjects=["US"], rule_value="required"),
        "need a basis",
    ),
    "approval needed": (
        set_rule("Change approvals", rule_subjects=["country:US"], rule_value="needed"),
        "calls to the United States need that here",
    ),
    "not to be called": (
        type_in(f"/call dnc import {','.join(WAITING)} for=all"),
        "do-not-call list",
    ),
    "paused": (type_in("/call pause wrong list"), "ll calls are paused"),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_waits_is_not_dialed_after_a_rule_has_changed(
    outside: World, alice: Person, dana: Person, name: str
) -> None:
    act, why = CHANGES[name]
    await outside.start_bot(
        voicy_max_concurrent_calls=1, approvers=ADMINS, max_calls_per_person_per_day=30
    )
    listed = await be_told(dana, "#general", "/call rules", RULES_TITLE)

    async def meddle() -> None:
        await asyncio.sleep(SOME_ARE_DIALED_SECONDS)
        await act(dana, listed)

    lines = (alice.type("#sales", f"/call {number}") for number in WAITING)
    await asyncio.gather(*lines, meddle())
    await asyncio.sleep(LONGEST_WAIT_SECONDS)

    changed_at = find_change(outside)
    late = read(
        outside,
        "SELECT to_number FROM attempts JOIN orders USING (order_id) WHERE dialing_at > ?",
        changed_at + ON_ITS_WAY_SECONDS,
    )
    dialed = await outside.dialed_numbers()
    assert late == []
    assert len(dialed) == len(set(dialed)) < len(WAITING)
    said = [shown_text(each).replace("\n", "") for each in alice.messages("#sales")]
    said += [shown_text(each).replace("\n", "") for each in alice.ephemerals("#sales")]
    assert any(why in each for each in said), said


@pytest.mark.parametrize("command", [f"/call dnc add {NUMBER}", "/call pause wrong list"])
async def test_dial_that_waits_for_its_turn_is_not_made_after_a_rule_has_changed(
    world: World, alice: Person, bob: Person, command: str
) -> None:
    first = await ask(alice, "#general", f"/call {LONG}")
    await hear(alice, first, Head.INITIATED)
    # every request waits, also one of a call that was claimed
    await world.break_voicy("*", "rate_limited", retry_after=20)
    await asyncio.sleep(LONGEST_POLL_SECONDS)
    await alice.type("#sales", f"/call {NUMBER}")
    await alice.wait_for_message("#sales", is_card, PATIENCE_SECONDS)
    await asyncio.sleep(SOME_ARE_DIALED_SECONDS)
    assert read(world, "SELECT count(*) FROM attempts WHERE status = 'dialing'") == [(1,)]
    await bob.type("#general", command)
    await asyncio.sleep(LONGEST_WAIT_SECONDS)

    assert await world.dialed_numbers() == [LONG]


def find_change(world: World) -> float:
    """Return when the newest rule or entry of the list was set."""
    (found,) = read(
        world,
        """
        SELECT max(at) FROM (SELECT max(set_at) AS at FROM rule_changes
        UNION ALL SELECT max(added_at) FROM suppressions)
        """,
    )
    return float(str(found[0]))


async def test_basis_that_is_taken_away_stays_with_the_orders_that_were_taken_with_it(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    listed = await be_told(dana, "#general", "/call rules", RULES_TITLE)
    await change(
        dana, listed, "Change bases of calls", basis_channel="C0SALES", basis_text="patients"
    )
    await change(dana, listed, "Change consent", rule_subjects=["US"], rule_value="required")
    await dana.wait_for_message("#general", "need a basis", PATIENCE_SECONDS)
    await dana.click(listed, "Change bases of calls")
    view = await dana.wait_for_view("change_rule_form", PATIENCE_SECONDS)
    await dana.fill(view, {"basis_channel": "C0SALES"})
    view = await dana.wait_for_view(lambda view: "patients" in str(view["state"]), PATIENCE_SECONDS)
    await dana.fill(view, {"Why they may be called": None})

    async def take_away() -> None:
        await asyncio.sleep(SOME_ARE_DIALED_SECONDS)
        await dana.submit(view)

    lines = (alice.type("#sales", f"/call {number}") for number in WAITING)
    await asyncio.gather(*lines, take_away())
    await asyncio.sleep(LONGEST_WAIT_SECONDS)
    await be_told(alice, "#sales", f"/call {NUMBER}", "On what basis is +1 555-987-6543")

    taken = read(outside, "SELECT to_number FROM orders WHERE consent_basis = 'patients'")
    questions = [each for each in alice.ephemerals("#sales") if "what basis" in each["text"]]
    assert sorted(await outside.dialed_numbers()) == sorted(number for (number,) in taken)
    assert len(taken) + len(questions) == len(WAITING) + 1
