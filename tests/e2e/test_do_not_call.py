"""Numbers that asked not to be called: nobody calls them, whoever asks for it and wherever."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from bot.ui.denials import format_denial
from bot.ui.suppressions import NO_NUMBERS, NOTHING_TAKEN, NOTHING_TO_EXPORT
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, schedule, see
from tests.e2e.test_rules import change, labels
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

NUMBER = "+15559876543"
LISTED = "This number is on the do-not-call list"
ADMINS_ONLY = format_denial("rules", "member")


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def test_number_that_bob_put_on_the_list_is_called_by_nobody_until_an_admin_takes_it_off(
    world: World, alice: Person, bob: Person, dana: Person
) -> None:
    later = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    told = await be_told(
        bob, "#general", f'/call dnc add {NUMBER} why="asked on the phone"', "is on the do-not-call"
    )
    assert "Canceled: 1 call to it." in shown_text(told)
    await see(alice, later, "@bob put its number on the do-not-call list")

    refused = await be_told(alice, "#sales", f"/call {NUMBER}", LISTED)
    assert "list: asked on the phone. That was added by @bob on " in shown_text(refused)
    assert "an admin can take it off with “/call dnc remove”" in shown_text(refused)
    await be_told(alice, "#sales", f"/call dnc remove {NUMBER}", ADMINS_ONLY)
    await be_told(
        alice, "#sales", f"/call dnc check {NUMBER}", "nobody calls it, added by @bob on "
    )

    await alice.click(refused, "Ask an admin")
    wish = await dana.wait_for_message(
        "@voicy", lambda said: "taken off the do-not-call list" in said["text"], PATIENCE_SECONDS
    )
    await dana.click(wish, "Take it off")
    await dana.wait_for_ephemeral("@voicy", "is off the do-not-call list now", PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == [NUMBER]
    with closing(sqlite3.connect(world.database_path)) as db:
        sql = "SELECT user_id, action, value FROM audit WHERE order_id IS NULL AND number_hash > ''"
        kept = db.execute(f"{sql} ORDER BY id").fetchall()
    assert ("U0BOB", "dnc_add", "all") in kept
    assert ("U0DANA", "dnc_remove", "") in kept


async def test_button_after_a_call_keeps_its_number_from_being_called_again(
    world: World, alice: Person, bob: Person
) -> None:
    later = await schedule(alice, "#general", f'/call {NUMBER} at="in 2 hours"')
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await hear_the_end(alice, card, Head.ENDED)
    over = await see(bob, bob.message(card), "Don't call again")
    await bob.click(over, "Don't call again")
    await bob.wait_for_ephemeral("#sales", "Canceled: 1 call to it.", PATIENCE_SECONDS)
    await see(alice, card, "not to be called again, said by @bob")
    await see(alice, later, "@bob put its number on the do-not-call list")
    await be_told(alice, "#sales", f"/call {NUMBER}", LISTED)
    assert await world.dialed_numbers() == [NUMBER]


@pytest.mark.usefixtures("world")
async def test_entry_for_marketing_binds_the_agents_that_call_for_marketing(
    alice: Person, dana: Person
) -> None:
    await be_told(alice, "#sales", "/call agents", "Appointment Booker")
    listed = await be_told(dana, "#sales", "/call rules", "What may be called")
    assert "Change purposes of agents" in labels(listed)
    await change(
        dana,
        listed,
        "Change purposes of agents",
        rule_subjects=["Appointment Booker"],
        rule_value="marketing",
    )
    await dana.wait_for_message(
        "#sales", lambda said: "call for marketing: Appointment Booker" in said["text"], 20
    )
    await be_told(alice, "#sales", f"/call dnc add {NUMBER} for=marketing", "for marketing now")
    asked = f'/call {NUMBER} agent="Appointment Booker" name=Jo appointment_date=May'
    await be_told(alice, "#sales", asked, f"{LISTED} for marketing")


@pytest.mark.usefixtures("world")
async def test_list_is_counted_for_everybody_and_exported_by_admins(
    alice: Person, dana: Person
) -> None:
    await be_told(alice, "#sales", "/call dnc export", ADMINS_ONLY)
    await be_told(dana, "#sales", "/call dnc export", NOTHING_TO_EXPORT)
    await be_told(alice, "#sales", f"/call dnc add {NUMBER} why==1+1", "is on the do-not-call list")
    await be_told(alice, "#sales", f"/call dnc add {NUMBER}", "stood on the do-not-call list")
    await be_told(alice, "#sales", "/call dnc", "The do-not-call list has 1 entry.")
    await be_told(dana, "#sales", "/call dnc export", "1 entry is in the file")
    shared = await dana.wait_for_message(
        "@voicy", lambda said: bool(said.get("files")), PATIENCE_SECONDS
    )
    table = (await dana.download(shared["files"][0])).decode()
    assert f"'{NUMBER},all,'=1+1," in table


@pytest.mark.usefixtures("world")
async def test_registry_that_was_pasted_is_taken_by_admins_as_they_choose(
    alice: Person, dana: Person
) -> None:
    pasted = f"dnc import {NUMBER},Mia\n+15559876001\n99999 date=2026-11-01 expires=2099-01-31"
    await be_told(alice, "#sales", f"/call {pasted}", ADMINS_ONLY)
    for label, answer in (
        ("Add the valid numbers", "2 numbers from your list are on the do-not-call list now."),
        ("Add none", NOTHING_TAKEN),
    ):
        asked = await be_told(dana, "#sales", f"/call {pasted}", "1 entry cannot be added.")
        await dana.click(asked, label)
        await dana.wait_for_ephemeral("#sales", answer, PATIENCE_SECONDS)
    words = "no marketing agent calls it, added by @dana on "
    told = await be_told(alice, "#sales", f"/call dnc check {NUMBER}", words)
    assert "|2099-01-31 00:00 UTC>: registry of 2026-11-01" in shown_text(told)
    done = "1 number from your list is on the do-not-call list now."
    await be_told(dana, "#sales", "/call dnc import +15559876002", done)


@pytest.mark.usefixtures("world")
async def test_registry_without_a_number_is_not_asked_about(
    dana: Person, subtests: pytest.Subtests
) -> None:
    for pasted in ("Mia", "Mia, 12\nJo;34", "“”", "1234"):
        with subtests.test(pasted):
            told = await be_told(dana, "#sales", f"/call dnc import {pasted}", NO_NUMBERS)
            assert labels(told) == []


@pytest.mark.usefixtures("world")
async def test_mistakes_are_named(alice: Person, subtests: pytest.Subtests) -> None:
    for typed, words in (
        ("dnc add", "“dnc add” needs a phone number."),
        ("dnc add tomorrow", "is not a phone number"),
        (
            f"dnc add {NUMBER} for=friends",
            "“friends” is not a kind of calls: write all or marketing.",
        ),
        (f"dnc check {NUMBER} for=all", "“for=” is not an option of “dnc check”, which has none."),
        ("dnc import 12 expires=soon", "“soon” is not a day such as 2026-11-01."),
        ("dnc drop", "“drop” cannot follow “dnc”: only add, check, export, import or remove can."),
    ):
        with subtests.test(typed):
            await be_told(alice, "#sales", f"/call {typed}", words)
