"""What people may not do is in the audit, whichever verb they tried."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial

import pytest

from tests.e2e.dialogue import be_told, schedule, see
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

NUMBER = "+15559876543"
# what a member who is no admin may not do, and what a guest may not
OF_MEMBERS = (
    "resume",
    f"dnc remove {NUMBER}",
    f"dnc import {NUMBER}",
    "dnc export",
    f"file {NUMBER}",
    f"file {NUMBER} hold",
    f"forget {NUMBER}",
    "audit",
)
OF_GUESTS = (
    "pause",
    f"dnc add {NUMBER}",
    f"dnc check {NUMBER}",
    "watch",
    "watch digest 17:00 tz=UTC",
    "unwatch",
)


def count_denials(world: World, user_id: str) -> int:
    sql = "SELECT count(*) FROM audit WHERE action = 'deny' AND user_id = ?"
    with closing(sqlite3.connect(world.database_path)) as db:
        return int(db.execute(sql, (user_id,)).fetchone()[0])


@pytest.fixture
async def grace(outside: World) -> AsyncIterator[Person]:
    """Seat Grace, who is a guest, at the page."""
    async with outside.visitor("U0GRACE") as person:
        yield person


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


def has_denials(world: World, user_id: str, count: int) -> bool:
    return count_denials(world, user_id) == count


async def expect_denials(world: World, person: Person, typed: tuple[str, ...]) -> None:
    for count, words in enumerate(typed, start=1):
        await person.type("#launch", f"/call {words}")
        await person.wait_until(
            partial(has_denials, world, person.user_id, count),
            words,
            PATIENCE_SECONDS,
        )


async def test_members_are_denied_what_is_for_admins_and_that_is_recorded(
    world: World, alice: Person
) -> None:
    await expect_denials(world, alice, OF_MEMBERS)


async def test_guests_are_denied_what_is_for_members_and_that_is_recorded(
    world: World, alice: Person, grace: Person
) -> None:
    await expect_denials(world, grace, OF_GUESTS)
    card = await schedule(alice, "#launch", f'/call {NUMBER} at="in 2 hours"')
    seen = await see(grace, grace.message(card), "Cancel")
    await grace.click(seen, "Cancel")
    await grace.wait_until(
        partial(has_denials, world, grace.user_id, len(OF_GUESTS) + 1),
        "the click",
        PATIENCE_SECONDS,
    )


@pytest.mark.usefixtures("world")
async def test_guest_who_may_call_may_let_fewer_be_called(
    alice: Person, grace: Person, dana: Person
) -> None:
    refused = await be_told(grace, "#launch", f"/call {NUMBER}", "Guests can")
    await grace.click(refused, "Ask an admin")
    wish = await dana.wait_for_message(
        "@voicy", lambda said: "U0GRACE" in said["text"], PATIENCE_SECONDS
    )
    await change(dana, wish, "Change guests")
    await dana.wait_for_message(
        "@voicy", lambda said: "now <@U0GRACE>" in said["text"], PATIENCE_SECONDS
    )
    await be_told(grace, "#launch", f"/call dnc add {NUMBER}", "is on the do-not-call list now")
    await grace.type("#launch", "/call pause enough")
    await grace.wait_for_message("#launch", "paused all calls", PATIENCE_SECONDS)
    await be_told(alice, "#launch", "/call +15559876544", "All calls are paused: enough.")
