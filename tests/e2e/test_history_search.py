"""Calls are found by number and by name, wherever they were asked for, by who may see them."""

import pytest

from bot.domain.phone_numbers import format_number, list_numbers
from bot.ui.call_list import EVERYONES_CALLS
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end
from tests.e2e.past_calls import write_past_calls
from tests.e2e.test_history import ask_for
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

MIA, NOA = "555-987-6001", "555-987-6002"


@pytest.fixture
async def calls(world: World, alice: Person) -> World:
    busy = await ask(alice, "#sales", '/call +15559876001 name="Mia Chén"')
    await hear_the_end(alice, busy, Head.BUSY)
    unanswered = await ask(alice, "@voicy", "call +15559876002 name=נועה")
    await hear_the_end(alice, unanswered, Head.NO_ANSWER)
    return world


SEARCHES = (
    ("+1 (555) 987-6001", MIA),
    ("5559876001", MIA),
    ("6001", MIA),
    ("chen", MIA),
    ('"mia chen" outcome=busy', MIA),
    ("נוע", NOA),
    ("me noa", None),
    ("mia outcome=no_answer", None),
    ("all joan", None),
)


@pytest.mark.usefixtures("calls")
async def test_who_asked_finds_their_calls(alice: Person, subtests: pytest.Subtests) -> None:
    nothing = "that you can see. Search by the beginnings"
    for typed, found in SEARCHES:
        with subtests.test(typed):
            said = await be_told(alice, "#general", f"/call history {typed}", found or nothing)
            text = shown_text(said)
            assert [each in text for each in (MIA, NOA)] == [each == found for each in (MIA, NOA)]


@pytest.mark.usefixtures("calls")
async def test_colleague_finds_what_they_see(bob: Person) -> None:
    await ask_for(bob, "#general", "/call history mia", "+1 … 6001 (Mia Chén)")
    await ask_for(bob, "#general", "/call history +15559876002", "that you can see")
    await ask_for(bob, "#general", "/call history נועה", "that you can see")
    await ask_for(bob, "#general", "/call history here mia", "that you can see")


@pytest.mark.usefixtures("calls")
async def test_mention_and_message_find_them_too(alice: Person) -> None:
    await alice.type("#general", "@voicy history Mia")
    answer = await alice.wait_for_ephemeral("#general", EVERYONES_CALLS, PATIENCE_SECONDS)
    assert "to “Mia”" in shown_text(answer)
    assert MIA in shown_text(answer)
    await alice.type("@voicy", "history +15559876002")
    await alice.wait_for_message("@voicy", f"to +1 {NOA}", PATIENCE_SECONDS)


async def test_number_that_can_mean_two_finds_the_calls_of_both(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(default_region="DE")
    await ask(alice, "#sales", "/call +49171234567 name=Mia")

    answer = await ask_for(alice, "#sales", "/call history 49 171 234567", "Mia")

    meant = " or ".join(map(format_number, list_numbers("49 171 234567", "DE")))
    assert f"to {meant}" in shown_text(answer)


async def test_pages_of_what_was_found_are_turned(outside: World, alice: Person) -> None:
    await write_past_calls(outside.database_path, 12, channel_id="C0GENERAL")
    await outside.start_bot()
    first = await ask_for(alice, "#sales", "/call history 5559", "Older ▶")
    assert "to “5559”" in shown_text(first)
    await alice.click(first, "Older ▶")
    second = await alice.wait_for_ephemeral("#sales", "◀ Newer", PATIENCE_SECONDS)
    assert "to “5559”" in shown_text(second)
    assert second["text"].count("requested by") == 2
