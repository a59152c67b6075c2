"""The audit as admins read it: every act, by whom, about which call; by pages, and as CSV."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from bot.domain.audit_kinds import KINDS
from bot.ui.audit import NO_ROWS, format_action
from bot.ui.denials import format_denial
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, schedule, see, see_result
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

NUMBER = "+15559876543"
OTHER = "+15559876001"
ADMINS_ONLY = format_denial("rules", "member")


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def read(person: Person, asked: str = "") -> str:
    """Ask for the audit and return what it says."""
    before = {message["ts"] for message in person.ephemerals("#general")}
    await person.type("#general", f"/call audit {asked}".strip())
    shown = await person.wait_for_ephemeral(
        "#general", lambda message: message["ts"] not in before, PATIENCE_SECONDS
    )
    return shown_text(shown)


def find_actions(world: World) -> list[str]:
    with closing(sqlite3.connect(world.database_path)) as db:
        return [row[0] for row in db.execute("SELECT action FROM audit ORDER BY id")]


async def open_all(world: World, person: Person, card: JsonObject) -> None:
    """Open and save what was said in a call, and how it sounded."""
    end = await hear_the_end(person, card, Head.ENDED)
    await see_result(world, person, end, "Summary")
    over = await see(person, card, "Recording")
    await person.click(over, "Transcript")
    view = await person.wait_for_view("Save to thread", PATIENCE_SECONDS)
    await person.click(view, "Save to thread")
    await person.click(over, "Recording")
    link = await person.wait_for_ephemeral(card["channel"], "Anyone with this", PATIENCE_SECONDS)
    await person.click(link, "Save to thread")
    await person.wait_until(
        lambda: len(person.files(card["channel"], card["ts"])) == 2, "both files", PATIENCE_SECONDS
    )


async def test_every_act_is_written_with_who_did_it(
    world: World, alice: Person, dana: Person
) -> None:
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await open_all(world, alice, card)
    later = await schedule(alice, "#sales", f'/call {OTHER} at="in 2 hours"')
    await alice.click(later, "Cancel")
    await see(alice, later, "Canceled before dialing")
    await be_told(alice, "#sales", "/call +18765551234", "are closed here")
    await be_told(alice, "#sales", f"/call dnc add {OTHER}", "is on the do-not-call list")
    await be_told(alice, "#sales", "/call dnc remove +15559876002", ADMINS_ONLY)
    await be_told(dana, "#sales", f"/call dnc remove {OTHER}", "is off the do-not-call list")
    await be_told(
        dana,
        "#sales",
        f"/call dnc import {OTHER}",
        "1 number from your list is on the do-not-call list",
    )
    await be_told(dana, "#sales", "/call dnc export", "1 entry is in the file")
    await be_told(alice, "#sales", "/call export", "in the file")
    listed = await be_told(dana, "#sales", "/call rules", "What may be called")
    await change(dana, listed, "Change countries", rule_subjects=["Jamaica"], rule_value="open")
    await dana.type("#sales", "/call pause wrong list")
    await dana.wait_for_message("#sales", "paused all calls", PATIENCE_SECONDS)
    await dana.type("#sales", "/call resume")
    await dana.wait_for_message("#sales", "resumed calls", PATIENCE_SECONDS)
    await be_told(alice, "#general", "/call audit", ADMINS_ONLY)

    actions = find_actions(world)

    known = frozenset().union(*KINDS.values())
    assert set(actions) <= known
    for action in (
        "request",
        "cancel",
        "deny",
        "open_transcript",
        "save_transcript",
        "open_recording",
        "save_recording",
        "dnc_add",
        "dnc_remove",
        "dnc_import",
        "dnc_export",
        "export",
        "set_rule",
        "pause",
        "resume",
    ):
        assert action in actions
    assert actions.count("deny") == 3


@pytest.mark.usefixtures("world")
async def test_admin_finds_who_called_a_number_and_who_was_refused(
    alice: Person, bob: Person, dana: Person
) -> None:
    assert NO_ROWS in await read(dana, "what=calls")
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    await hear_the_end(alice, card, Head.ENDED)
    await be_told(bob, "#sales", "/call +18765551234", "are closed here")

    of_number = await read(dana, NUMBER)
    assert "asked for a call · +1 555-987-6543" in of_number
    assert "allowed by the rules of version 1" in of_number
    assert "was refused" not in of_number
    refused = await read(dana, "what=refusals since=1h")
    assert "was refused" in refused
    assert "country" in refused
    by_bob = await read(dana, "who=@bob")
    assert "was refused" in by_bob
    assert "asked for a call" not in by_bob
    assert NO_ROWS in await read(dana, "who=me what=calls")
    assert "I know nobody here" in await read(dana, "who=@nobody")


@pytest.mark.usefixtures("world")
async def test_audit_is_leafed_through_and_exported(alice: Person, dana: Person) -> None:
    for _ in range(18):
        await alice.type("#sales", "/call audit")
    await alice.wait_until(
        lambda: len(alice.ephemerals("#sales")) == 18, "the refusals", PATIENCE_SECONDS
    )
    await be_told(dana, "#general", "/call audit what=refusals", "was refused")
    (first,) = dana.ephemerals("#general")
    assert count_rows(first) == 15
    await dana.click(first, "Older ▶")
    await dana.click(await see_page(dana, 3), "◀ Newer")
    await see_page(dana, 15)
    await be_told(dana, "#general", "/call audit export what=refusals", "18 rows are in the file")
    shared = await dana.wait_for_message(
        "@voicy", lambda said: bool(said.get("files")), PATIENCE_SECONDS
    )
    table = (await dana.download(shared["files"][0])).decode()
    assert table.startswith("at,who,user_id,what,policy,value,")
    assert table.count(",U0ALICE,deny,rules,member,") == 18


def count_rows(shown: JsonObject) -> int:
    return str(shown["text"]).count("was refused")


async def see_page(person: Person, count: int) -> JsonObject:
    """Wait until the page that is shown has so many rows."""
    await person.wait_until(
        lambda: count_rows(person.ephemerals("#general")[0]) == count,
        f"{count} rows",
        PATIENCE_SECONDS,
    )
    return person.ephemerals("#general")[0]


@pytest.mark.parametrize("action", sorted(frozenset().union(*KINDS.values())))
def test_every_act_has_words(action: str) -> None:
    assert format_action(action) != action.replace("_", " ")
