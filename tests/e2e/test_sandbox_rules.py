"""Every number of the sandbox that shows a rule is refused, or asked about, as the papers say."""

from collections.abc import AsyncIterator

import pytest

from app import MANIFEST
from sandbox_rules import set_sandbox_rules
from tests.builders.heads import Head
from tests.contract.papers import read_rows
from tests.e2e.dialogue import ask, be_told, hear_the_end, is_card, see
from tests.e2e.test_consents import QUESTION, answer
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

ORDINARY = "+15559876543"
FIRST_CALL = "This would be your first call to"
SAID = {
    "+18765556543": "Calls to Jamaica are closed here",
    "+19005556543": "This is a premium number, which is never called.",
    "+448451234567": "begins with +44845, which is closed here",
    "+12025556543": "on the do-not-call list: asked us not to call. That was added by @dana",
    "+13055556543": "Quiet hours there are 08:01–08:00",
    "+79161236543": "may be in one of several zones",
    "+33142686543": "Calls to France need a basis",
    "+34912346543": f"{FIRST_CALL} Spain",
    "+493012346543": f"{FIRST_CALL} Germany",
}


@pytest.fixture
async def sandbox_team(outside: World) -> World:
    """Let the sandbox's admin have chosen its rules."""
    await outside.start_bot()
    await set_sandbox_rules(outside.store, outside.sandbox)
    return outside


@pytest.fixture
async def dana(sandbox_team: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with sandbox_team.visitor("U0DANA") as person:
        yield person


async def test_number_is_not_called_and_says_why(
    sandbox_team: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for number, words in SAID.items():
        with subtests.test(number):
            await be_told(alice, "#sales", f"/call {number} name=Luc", words)
            assert await sandbox_team.dialed_numbers() == []


def test_using_names_these_numbers_and_no_others() -> None:
    rows = read_rows(MANIFEST.with_name("docs") / "using.md", under="Numbers of the sandbox")
    assert {row[0] for row in rows} == SAID.keys()


@pytest.mark.usefixtures("sandbox_team")
async def test_basis_is_followed_by_a_preview_of_the_first_call(alice: Person) -> None:
    question = await be_told(alice, "#sales", "/call +33142686543", QUESTION)
    await answer(alice, question, "existing customer")
    preview = await alice.wait_for_ephemeral("#sales", FIRST_CALL, PATIENCE_SECONDS)
    await alice.click(preview, "Call")
    await alice.wait_for_message("#sales", "basis: existing customer", PATIENCE_SECONDS)


async def test_call_to_germany_waits_for_dana(
    sandbox_team: World, alice: Person, dana: Person
) -> None:
    preview = await be_told(alice, "#sales", "/call +493012346543 name=Eva", FIRST_CALL)
    await alice.click(preview, "Call")
    card = await alice.wait_for_message("#sales", is_card, PATIENCE_SECONDS)
    await see(alice, card, "calls to Germany need that here")
    await dana.click(dana.message(card), "Approve")
    await hear_the_end(alice, card, Head.ENDED)
    await see(alice, card, "approved by @dana")
    assert await sandbox_team.dialed_numbers() == ["+493012346543"]


@pytest.mark.usefixtures("sandbox_team")
async def test_ordinary_number_is_called_until_dana_sets_a_cap(alice: Person, dana: Person) -> None:
    card = await ask(alice, "#sales", f"/call {ORDINARY}")
    await hear_the_end(alice, card, Head.ENDED)
    listed = await be_told(dana, "#sales", "/call rules", "no cap")
    await change(dana, listed, "Change caps", cap_name="number", cap_value="1")
    await be_told(alice, "#sales", f"/call {ORDINARY}", "calls to one number in 24 hours is 1")
