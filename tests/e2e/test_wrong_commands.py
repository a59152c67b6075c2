"""What cannot be understood is answered to the person alone, and nobody is called."""

import pytest

from bot.ui.labels import NOBODY_CALLED
from tests.e2e.dialogue import cards, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person


@pytest.mark.parametrize(
    ("typed", "marked", "sentence"),
    [
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
    ],
)
async def test_mistake_is_marked_for_the_person_alone_and_nobody_is_called(
    world: World, alice: Person, bob: Person, typed: str, marked: str, sentence: str
) -> None:
    await alice.type("#sales", f"/call {typed}")
    answer = await alice.wait_for_ephemeral("#sales", sentence, PATIENCE_SECONDS)
    assert marked in answer["text"]
    assert NOBODY_CALLED in answer["text"]
    assert await world.dialed_numbers() == []
    assert (cards(alice, "#sales"), bob.ephemerals("#sales")) == ([], [])


@pytest.mark.parametrize(
    "typed",
    [
        "banana",
        "+1555987",
        "+15559876543 John",
        "+15559876543 at noon",
        "+15559876543 tomorrow",
        "+15559876543 morgen um 17 Uhr",
        "+15559876543 name=a tonight",
        "+15559876543 name=a name=b",
        "+15559876543 retry=6",
        "+15559876543 tz=Nowhere",
        "+15559876543 agent=Nobody",
        "+15559876543 from=Nobody",
    ],
)
async def test_every_mistake_is_answered_with_an_example_that_works(
    world: World, alice: Person, typed: str
) -> None:
    await alice.type("#sales", f"/call {typed}")
    answer = await alice.wait_for_ephemeral("#sales", NOBODY_CALLED, PATIENCE_SECONDS)
    _, separator, example = answer["text"].partition("This works: ")
    assert separator, f"no example in {answer['text']!r}"
    await alice.type("#sales", example.partition("\n")[0])
    card = await wait_for_card(alice, "#sales", set())
    assert "+1 555-987-6543" in card["text"]


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
