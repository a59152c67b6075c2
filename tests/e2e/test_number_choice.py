"""A number that can mean more than one: the person is asked before anything is placed."""

import pytest

from bot.ui.call_form import MOST_NUMBERS
from bot.ui.found_numbers import FIRST_OF, WHICH_NUMBER
from bot.ui.questions import IS_IT
from tests.e2e.dialogue import cards, wait_for_card
from tests.e2e.test_shortcuts import call_from, options, say
from tests.e2e.test_time_choice import buttons_of
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

TYPED = "49 171 2345670"
MOBILE, LANDLINE = "+49 171 2345670", "+49 491 712345670"
QUESTION = f"{IS_IT} {MOBILE} or {LANDLINE}?"


@pytest.fixture
async def german(outside: World) -> World:
    """Start a bot that reads numbers as of Germany."""
    await outside.start_bot(default_region="DE")
    return outside


@pytest.mark.parametrize(
    ("choice", "number"), [(MOBILE, "+491712345670"), (LANDLINE, "+49491712345670")]
)
async def test_command_asks_which_number_is_meant_and_dials_that_one_once(
    german: World, alice: Person, choice: str, number: str
) -> None:
    await alice.type("#sales", f"/call {TYPED} name=John")
    question = await alice.wait_for_ephemeral("#sales", QUESTION, PATIENCE_SECONDS)
    assert buttons_of(question) == [MOBILE, LANDLINE]
    assert cards(alice, "#sales") == []
    await alice.click(question, choice)
    await alice.click(question, choice)
    card = await wait_for_card(alice, "#sales", set())
    assert choice in shown_text(alice.message(card))
    assert len(cards(alice, "#sales")) == 1
    await alice.wait_for_message("#sales", "", PATIENCE_SECONDS, thread_ts=card["ts"])
    assert await german.dialed_numbers() == [number]


async def test_mention_asks_in_its_thread(german: World, alice: Person) -> None:
    parent = await say(alice, "Who calls John?")
    await alice.type("#sales", f"@voicy call {TYPED}", thread_ts=parent["ts"])
    question = await alice.wait_for_ephemeral("#sales", QUESTION, PATIENCE_SECONDS)
    assert question["thread_ts"] == parent["ts"]
    await alice.click(question, MOBILE)
    await alice.wait_for_message("#sales", f"📞 {MOBILE}", PATIENCE_SECONDS, thread_ts=parent["ts"])


async def test_direct_message_is_answered_with_the_question(german: World, alice: Person) -> None:
    await alice.type("@voicy", f"call {TYPED} at=2027-06-01T09:00")
    question = await alice.wait_for_message("@voicy", QUESTION, PATIENCE_SECONDS)
    await alice.click(question, MOBILE)
    card = await wait_for_card(alice, "@voicy", set())
    assert MOBILE in shown_text(alice.message(card))


async def test_form_names_both_spellings_at_its_field(german: World, alice: Person) -> None:
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": TYPED})
    answer = await alice.submit(view)
    assert isinstance(answer, dict)
    assert "+491712345670 or +49491712345670" in answer["errors"]["to"]
    await alice.fill(view, {"To": "+491712345670"})
    assert await alice.submit(view) == "closed"
    await wait_for_card(alice, "#sales", set())


async def test_shortcut_offers_both_and_chooses_neither(german: World, alice: Person) -> None:
    view = await call_from(alice, await say(alice, f"John has {TYPED}, or 030 123456 (10–12 h)"))
    assert options(view) == [MOBILE, LANDLINE, "+49 30 123456"]
    assert "initial_option" not in view["blocks"][0]["element"]
    assert WHICH_NUMBER in shown_text(view)
    await alice.select(view, "Agent", "Lead Qualifier")
    view = await alice.wait_for_view("company", PATIENCE_SECONDS)
    assert "initial_option" not in view["blocks"][0]["element"]
    await alice.fill(view, {"To": MOBILE})
    assert await alice.submit(view) == "closed"


async def test_number_of_another_country_without_its_plus_is_asked_about(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(allowed_countries=frozenset({"US", "GB"}))
    await alice.type("#sales", "/call 44 20 7946 0123")
    question = await alice.wait_for_ephemeral(
        "#sales", f"{IS_IT} +44 20 7946 0123?", PATIENCE_SECONDS
    )
    await alice.click(question, "+44 20 7946 0123")
    card = await wait_for_card(alice, "#sales", set())
    assert "+44 20 7946 0123" in shown_text(alice.message(card))


async def test_more_numbers_than_a_choice_can_hold_are_counted(world: World, alice: Person) -> None:
    numbers = ", ".join(f"+1 650 253 {number:04}" for number in range(130))
    view = await call_from(alice, await say(alice, numbers))
    assert len(options(view)) == MOST_NUMBERS
    assert FIRST_OF.format(shown=MOST_NUMBERS, found=130) in shown_text(view)
