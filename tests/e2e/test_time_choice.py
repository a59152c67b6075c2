"""A time that a clock shows twice, or never: the person is asked before anything is placed."""

from datetime import UTC, datetime

import pytest

from bot.ui.questions import QUESTION_OVER, WHICH_TIME
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, cards, hear_the_end, see, wait_for_card
from tests.e2e.times import HOMES, next_gap, next_overlap, shown_moment
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

pytestmark = pytest.mark.usefixtures("world")

JOHN = '+15559876543 name="John & Ann"'
NEW_YORK = HOMES["alice"]


def second_time(at: datetime) -> datetime:
    """Return when clocks show this for the second time; only in UTC do the two differ."""
    return at.replace(tzinfo=NEW_YORK, fold=1).astimezone(UTC)


def buttons_of(message: JsonObject) -> list[str]:
    """Return the labels of the buttons of a message."""
    rows = (block["elements"] for block in message["blocks"] if block["type"] == "actions")
    return [element["text"]["text"] for row in rows for element in row]


async def test_time_that_comes_twice_is_asked_about_and_placed_once(
    world: World, alice: Person, bob: Person
) -> None:
    at = next_overlap(NEW_YORK)
    await alice.type("#sales", f'/call {JOHN} at="{at:%Y-%m-%d %H:%M}"')
    question = await alice.wait_for_ephemeral("#sales", WHICH_TIME, PATIENCE_SECONDS)
    assert "America/New_York" in question["text"]
    assert buttons_of(question) == [f"{at:%H:%M} (UTC-4)", f"{at:%H:%M} (UTC-5)"]
    assert cards(alice, "#sales") == []
    assert bob.ephemerals("#sales") == []
    first, second = buttons_of(question)
    await alice.click(question, second)
    card = await wait_for_card(alice, "#sales", set())
    await alice.click(question, first)
    chosen = shown_moment(await see(alice, card, "🗓"))
    assert chosen == second_time(at)
    await alice.wait_until(
        lambda: ["Scheduled" in shown_text(one) for one in alice.ephemerals("#sales")] == [True],
        "the answer in the place of the question",
        PATIENCE_SECONDS,
        lambda: str([shown_text(one) for one in alice.ephemerals("#sales")]),
    )
    other = await ask(alice, "#general", "/call +15559876001")
    await hear_the_end(alice, other, Head.BUSY)
    assert len(cards(alice, "#sales")) == 1
    assert "John & Ann" in shown_text(alice.message(card))


async def test_time_that_never_comes_is_asked_about_in_the_thread(
    world: World, alice: Person
) -> None:
    at = next_gap(NEW_YORK)
    await alice.type("#sales", "Who calls John?")
    parent = await alice.wait_for_message("#sales", "Who calls John?", PATIENCE_SECONDS)
    asked = f"@voicy call +15559876001 at={at:%Y-%m-%dT%H:%M}"
    await alice.type("#sales", asked, thread_ts=parent["ts"])
    question = await alice.wait_for_ephemeral("#sales", WHICH_TIME, PATIENCE_SECONDS)
    assert question["thread_ts"] == parent["ts"]
    labels = buttons_of(question)
    assert [label.partition(" ")[0] for label in labels] == [
        f"{at.replace(hour=at.hour - 1):%H:%M}",
        f"{at.replace(hour=at.hour + 1):%H:%M}",
    ]
    await alice.click(question, labels[1])
    card = await alice.wait_for_message("#sales", "🗓", PATIENCE_SECONDS, thread_ts=parent["ts"])
    assert shown_moment(card).astimezone(NEW_YORK).hour == at.hour + 1


async def test_question_in_the_chat_with_the_bot_is_answered_there(alice: Person) -> None:
    at = next_overlap(NEW_YORK)
    await alice.type("@voicy", f"call +15559876001 at={at:%Y-%m-%dT%H:%M}")
    question = await alice.wait_for_message("@voicy", WHICH_TIME, PATIENCE_SECONDS)
    await alice.click(question, buttons_of(question)[0])
    await wait_for_card(alice, "@voicy", set())
    shown = await see(alice, question, "Scheduled")
    assert buttons_of(shown) == []


async def test_question_that_is_answered_too_late_calls_nobody(world: World, alice: Person) -> None:
    at = next_overlap(NEW_YORK)
    await alice.type("#sales", f'/call {JOHN} at="{at:%Y-%m-%d %H:%M}"')
    question = await alice.wait_for_ephemeral("#sales", WHICH_TIME, PATIENCE_SECONDS)
    await world.jump(hours=24 * 365)
    await alice.click(question, buttons_of(question)[0])
    answer = await alice.wait_for_ephemeral("#sales", QUESTION_OVER, PATIENCE_SECONDS)
    assert buttons_of(answer) == []
    await hear_the_end(alice, await ask(alice, "#general", "/call +15559876001"), Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876001"]
    assert cards(alice, "#sales") == []


async def test_command_of_any_length_is_answered_by_a_click(alice: Person) -> None:
    at = next_overlap(NEW_YORK)
    long = f"/call +15559876001 note={'x' * 2_000}"
    await alice.type("#sales", f"{long} at={at:%Y-%m-%dT%H:%M}")
    question = await alice.wait_for_ephemeral("#sales", WHICH_TIME, PATIENCE_SECONDS)
    await alice.click(question, buttons_of(question)[0])
    card = await wait_for_card(alice, "#sales", set())
    assert shown_moment(await see(alice, card, "🗓")) == at.replace(tzinfo=NEW_YORK).astimezone(UTC)
