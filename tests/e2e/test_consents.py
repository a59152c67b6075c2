"""On what basis is called: inherited, written for one call, asked for where it is required."""

import csv
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from bot.ui.consent_question import NO_BASIS, THEY_AGREED, THEY_AGREED_FORM
from bot.ui.duplicate_question import CANCELED
from bot.ui.notices import UNCHANGED
from bot.ui.rules import RULES_TITLE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, cards, hear_the_end, is_card, schedule, see
from tests.e2e.test_every_entrance import hear_question_everywhere
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

NUMBER = "+15559876543"
BUSY = "+15559876001"
QUESTION = "On what basis is"


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def answer(person: Person, question: JsonObject, basis: str) -> None:
    await person.click(question, THEY_AGREED)
    view = await person.wait_for_view(THEY_AGREED_FORM, PATIENCE_SECONDS)
    await person.fill(view, {"basis": "  … "})
    assert NO_BASIS in str(await person.submit(view))
    await person.fill(view, {"basis": basis})
    assert await person.submit(view) == "closed"


def read_order(world: World) -> tuple[str | None, ...]:
    with closing(sqlite3.connect(world.database_path)) as db:
        sql = "SELECT consent_basis, consent_source, consent_by FROM orders ORDER BY created_at"
        return tuple(db.execute(sql).fetchall()[-1])


def read_evidence(world: World) -> list[str]:
    with closing(sqlite3.connect(world.database_path)) as db:
        sql = "SELECT value FROM audit WHERE action = 'note_consent' AND order_id != ''"
        return [value for (value,) in db.execute(sql).fetchall()]


async def require(dana: Person, *subjects: str) -> None:
    listed = await be_told(dana, "#sales", "/call rules", RULES_TITLE)
    await change(dana, listed, "Change consent", rule_subjects=list(subjects))
    await dana.wait_for_message(
        "#sales", lambda said: "said that these calls need a basis" in said["text"], 20
    )


async def test_ordinary_call_is_asked_and_told_nothing(world: World, alice: Person) -> None:
    card = await ask(alice, "#sales", f"/call {NUMBER}")
    assert "basis" not in shown_text(card)
    await hear_the_end(alice, card, Head.ENDED)
    assert read_order(world) == (None, None, None)


@pytest.mark.parametrize("typed", ["/call", "@voicy call"])
async def test_basis_of_one_call_stands_on_its_card_and_in_the_audit(
    world: World, alice: Person, typed: str
) -> None:
    card = await ask(alice, "#sales", f'{typed} {NUMBER} consent="asked us <!here>"')
    card = await see(alice, card, "basis: asked us")
    assert read_order(world) == ("asked us <!here>", "order", "alice")
    assert read_evidence(world) == ["asked us <!here>"]
    await hear_the_end(alice, card, Head.ENDED)


async def test_wrong_basis_is_named(world: World, alice: Person) -> None:
    await be_told(alice, "#sales", f'/call {NUMBER} consent="-"', "A basis is in words")
    await be_told(alice, "#sales", f"/call {NUMBER} consent=", "nothing after “consent=”")
    assert await world.dialed_numbers() == []


async def test_call_inherits_what_an_admin_wrote_for_its_channel(
    world: World, alice: Person, dana: Person
) -> None:
    listed = await be_told(dana, "#sales", "/call rules", "Bases of calls: none.")
    await dana.click(listed, "Change bases of calls")
    view = await dana.wait_for_view("change_rule_form", PATIENCE_SECONDS)
    await dana.fill(view, {"basis_text": "existing patients"})
    assert "only one of them" in str(await dana.submit(view))
    await dana.fill(view, {"basis_channel": "C0SALES"})
    assert await dana.submit(view) == "closed"
    await dana.wait_for_message(
        "#sales", lambda said: "have this basis: existing patients" in said["text"], 20
    )
    await be_told(alice, "#sales", "/call rules", "existing patients, set by @dana")
    await require(dana, "*")

    card = await ask(alice, "#sales", f"/call {NUMBER}")
    card = await hear_the_end(alice, card, Head.ENDED)
    assert "basis" not in shown_text(card)
    assert read_order(world) == ("existing patients", "channel", "dana")
    await alice.type("#sales", "/call export")
    dm = await alice.open_dm("@voicy")
    await alice.wait_until(lambda: alice.files(dm), "the file", PATIENCE_SECONDS)
    table = (await alice.download(alice.files(dm)[0])).decode("utf-8-sig")
    rows = list(csv.DictReader(table.splitlines()))
    assert rows[0]["consent_basis"] == "existing patients"


@pytest.mark.usefixtures("world")
async def test_basis_is_changed_from_what_it_is_now(dana: Person) -> None:
    listed = await be_told(dana, "#sales", "/call rules", RULES_TITLE)
    for known, typed, change_said in (
        (None, "old patients", "have this basis: old patients."),
        ("old patients", "all patients", "have this basis: all patients."),
        ("all patients", None, "have none."),
    ):
        await dana.click(listed, "Change bases of calls")
        view = await dana.wait_for_view("change_rule_form", PATIENCE_SECONDS)
        await dana.fill(view, {"basis_channel": "C0SALES"})
        if known:
            view = await dana.wait_for_view(
                lambda view: known in str(view["state"]),  # noqa: B023
                PATIENCE_SECONDS,
            )
        await dana.fill(view, {"Why they may be called": typed})
        assert await dana.submit(view) == "closed"
        await dana.wait_for_message(
            "#sales",
            lambda message: change_said in message["text"],  # noqa: B023
            PATIENCE_SECONDS,
        )


async def test_required_basis_is_asked_for_and_its_answer_dials(
    world: World, alice: Person, dana: Person
) -> None:
    await require(dana, "US")
    question = await be_told(alice, "#sales", f"/call {NUMBER}", QUESTION)
    text = shown_text(question)
    assert "Nobody was called." in text
    assert "Calls to the United States need a basis" in text
    assert "That was set by @dana on" in text
    await alice.click(question, "Cancel")
    await alice.wait_for_ephemeral("#sales", CANCELED, PATIENCE_SECONDS)
    assert cards(alice, "#sales") == []

    question = await be_told(alice, "#sales", f"@voicy call {NUMBER}", QUESTION)
    await answer(alice, question, "existing customer")
    card = await alice.wait_for_message("#sales", is_card, PATIENCE_SECONDS)
    await hear_the_end(alice, await see(alice, card, "basis: existing customer"), Head.ENDED)
    assert read_order(world) == ("existing customer", "order", "alice")
    assert await world.dialed_numbers() == [NUMBER]


async def test_basis_has_a_field_in_the_form_where_one_is_needed(
    world: World, alice: Person, dana: Person
) -> None:
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    assert "Why they may be called" not in str(view["blocks"])
    await require(dana, "US")
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view(
        lambda view: "Why they may be called" in str(view["blocks"]), PATIENCE_SECONDS
    )
    await alice.fill(view, {"To": NUMBER, "consent": "existing customer"})
    assert await alice.submit(view) == "closed"
    await alice.wait_for_message("#sales", "basis: existing customer", PATIENCE_SECONDS)


async def test_rule_of_the_dial_holds_for_what_was_asked_before_it(
    world: World, alice: Person, dana: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    await require(dana, "US")
    await world.jump(hours=2)
    card = await see(alice, card, "need a basis")
    assert await world.dialed_numbers() == []

    await alice.click(card, "Dial now")
    question = await alice.wait_for_ephemeral("#sales", QUESTION, PATIENCE_SECONDS)
    await answer(alice, question, "existing customer")
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == [NUMBER]
    assert read_evidence(world) == ["existing customer"]


async def test_basis_given_after_the_dial_calls_nobody_again(
    world: World, alice: Person, dana: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {BUSY} at="in 2 hours"')
    await require(dana, "US")
    await alice.click(card, "Dial now")
    await alice.wait_for_ephemeral("#sales", QUESTION, PATIENCE_SECONDS)
    await alice.click(card, "Dial now")
    await alice.wait_until(lambda: len(alice.ephemerals("#sales")) == 2, "the question again")
    late, question = alice.ephemerals("#sales")
    await answer(alice, question, "existing customer")
    await hear_the_end(alice, card, Head.BUSY)
    await answer(alice, late, "asked for it")
    await alice.wait_for_ephemeral("#sales", UNCHANGED, PATIENCE_SECONDS)
    await world.jump(hours=3)
    assert await world.dialed_numbers() == [BUSY]
    assert read_evidence(world) == ["existing customer"]


async def test_retry_inherits_the_basis(world: World, alice: Person, dana: Person) -> None:
    card = await ask(alice, "#sales", f'/call {BUSY} retry=1 consent="existing customer"')
    await see(alice, card, "Attempt 2 of 2")
    await require(dana, "US")
    await world.jump(minutes=16)
    await hear_the_end(alice, card, Head.BUSY)
    assert await world.dialed_numbers() == [BUSY, BUSY]


async def test_every_entrance_asks_where_every_call_needs_a_basis(
    outside: World, alice: Person
) -> None:
    await hear_question_everywhere(
        outside, alice, QUESTION, lambda: outside.start_bot(consent="required")
    )
