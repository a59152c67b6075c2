"""What cannot be understood is answered to the person alone, and nobody is called."""

import pytest

from bot.ui.labels import NOBODY_CALLED
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, cards, hear_the_end
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject

MISTAKES = (
    ("banana", "▸banana◂", "neither a phone number nor a command"),
    ("statuss", "▸statuss◂", "Did you mean “status”?"),
    ("help me", "▸me◂", "Nothing can follow “help”."),
    ("+1555987", "▸+1555987◂", "too short"),
    ("+999555987654321", "▸+999555987654321◂", "cannot be called"),
    ("911", "▸911◂", "emergency numbers are never called"),
    ("name=John", "▸name◂", "The phone number to call is missing"),
    ("+15559876543 John", "▸John◂", "not part of the number"),
    ("+15559876543 name = John", "▸=◂", "belong together"),
    ('+15559876543 name="John', '▸"John◂', "The quote is never closed."),
    ("+15559876543 name=a name=b", "▸name◂", "given twice"),
    ("+15559876543 agent=", "▸agent◂", "nothing after “agent=”"),
    ("+15559876543 retry=6", "▸6◂", "tried again 5 times at most"),
    ("+15559876543 tz=Nowhere", "▸Nowhere◂", "no time zone that is known"),
    ("+15559876543 agent=Nobody", "Nobody", "There is no agent “Nobody”"),
    ("+15559876543 from=Nobody", "Nobody", "not a caller ID of this account"),
    ("+15551234567", "▸+15551234567◂", "one of your own caller IDs, Sales"),
)
AFTER_A_NUMBER = (
    "John",
    "at noon",
    "tomorrow",
    "morgen um 17 Uhr",
    "name=a tonight",
    "agent=Nobody",
    "from=Nobody",
)


async def test_mistake_is_marked_for_the_person_alone_and_nobody_is_called(
    world: World, alice: Person, bob: Person, subtests: pytest.Subtests
) -> None:
    for typed, marked, sentence in MISTAKES:
        with subtests.test(typed):
            answer = await be_told(alice, "#sales", f"/call {typed}", sentence)
            assert marked in answer["text"]
            assert NOBODY_CALLED in answer["text"]
            assert await world.dialed_numbers() == []
            assert (cards(alice, "#sales"), bob.ephemerals("#sales")) == ([], [])


async def test_mistake_about_no_number_is_answered_with_an_example_that_works(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for typed in (
        "banana",
        "+1555987",
        "+15559876543 name=a name=b",
        "+15559876543 retry=6",
        "+15559876543 tz=Nowhere",
    ):
        with subtests.test(typed):
            card = await follow_the_example(alice, typed)
            assert "+1 555-987-6543" in card["text"]
            # of a number that was called lately it is asked
            await hear_the_end(alice, card, Head.ENDED)
            await world.jump(hours=25)


@pytest.mark.usefixtures("world")
async def test_mistake_about_a_number_is_answered_with_an_example_that_works(
    alice: Person, subtests: pytest.Subtests
) -> None:
    for number, typed in enumerate(AFTER_A_NUMBER, start=6543):
        with subtests.test(typed):
            card = await follow_the_example(alice, f"+1555987{number} {typed}")
            assert f"+1 555-987-{number}" in card["text"]


async def follow_the_example(person: Person, typed: str) -> JsonObject:
    """Type a mistake, and then the example in the answer; return the card of that."""
    answer = await be_told(person, "#sales", f"/call {typed}", NOBODY_CALLED)
    _, separator, example = answer["text"].partition("This works: ")
    assert separator, f"no example in {answer['text']!r}"
    return await ask(person, "#sales", example.partition("\n")[0])


async def test_agent_of_two_words_wants_quotes_and_the_example_has_them(
    world: World, alice: Person
) -> None:
    await alice.type("#sales", "/call +15559876543 agent=survey caller")
    answer = await alice.wait_for_ephemeral("#sales", "▸caller◂", PATIENCE_SECONDS)
    assert 'agent="survey caller"' in answer["text"]
    assert await world.dialed_numbers() == []


async def test_agents_that_cannot_be_asked_for_call_nobody(outside: World, alice: Person) -> None:
    await outside.break_voicy("agent-list", "status", status=503, times=0)
    await outside.start_bot()
    await alice.type("#sales", "/call +15559876543 agent=Lead")
    answer = await alice.wait_for_ephemeral("#sales", "not available right now", PATIENCE_SECONDS)
    assert NOBODY_CALLED in answer["text"]
    assert await outside.dialed_numbers() == []


async def test_command_that_is_not_the_bots_is_slacks_business(world: World, alice: Person) -> None:
    await alice.type("#sales", "/dial +15559876543")
    await alice.wait_for_ephemeral("#sales", "is not a valid command", PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []


async def test_command_in_a_thread_is_refused_by_slack(world: World, alice: Person) -> None:
    await alice.type("#sales", "Shall we call John?")
    root = await alice.wait_for_message("#sales", "Shall we", PATIENCE_SECONDS)
    await alice.type("#sales", "/call +15559876543", thread_ts=root["ts"])
    await alice.wait_for_ephemeral("#sales", "not supported in threads", PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []
