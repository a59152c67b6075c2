"""The first call to a country that only an admin opened is shown before it is placed."""

from collections.abc import AsyncIterator

import pytest

from bot.ui.duplicate_question import CANCELED, IT_WAITS
from bot.ui.questions import QUESTION_OVER
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, is_card
from tests.e2e.test_rules import JAMAICAN, change, labels
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

FIRST = "This would be your first call to Jamaica."
OTHER = "+18765556544"


@pytest.fixture(autouse=True)
async def _opened(world: World) -> AsyncIterator[None]:
    """Have Dana open Jamaica."""
    async with world.visitor("U0DANA") as dana:
        listed = await be_told(dana, "#sales", "/call rules", "Countries open")
        await change(dana, listed, "Change countries", rule_subjects=["JM"])
        await dana.wait_for_message(
            "#sales", lambda said: "opened for calls" in said["text"], PATIENCE_SECONDS
        )
        yield


async def preview(person: Person, typed: str = f"/call {JAMAICAN} name=Mia") -> JsonObject:
    return await be_told(person, "#sales", typed, FIRST)


async def test_it_shows_what_is_called_and_calls_once(world: World, alice: Person) -> None:
    shown = await preview(alice)
    for words in (IT_WAITS, "+1 876-555-6543", "Mia", " there", "agent: "):
        assert words in shown_text(shown)
    assert labels(shown) == ["Call", "Cancel"]
    await alice.click(shown, "Call")
    await alice.click(shown, "Call")
    card = await alice.wait_for_message("#sales", is_card, PATIENCE_SECONDS)
    await hear_the_end(alice, card, Head.ENDED)
    card = await ask(alice, "#sales", f"/call {OTHER}")
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == [JAMAICAN, OTHER]
    async with world.visitor("U0BOB") as bob:
        await preview(bob, "/call +18765556545")


async def test_it_is_good_for_ten_minutes(world: World, alice: Person) -> None:
    shown = await preview(alice)
    await world.jump(minutes=11)
    await alice.click(shown, "Call")
    await alice.wait_for_ephemeral("#sales", QUESTION_OVER, PATIENCE_SECONDS)
    shown = await preview(alice)
    await alice.click(shown, "Cancel")
    await alice.wait_for_ephemeral("#sales", CANCELED, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []
