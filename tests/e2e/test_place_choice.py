"""A place in several time zones: the person is asked before anything is placed."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from bot.ui.questions import WHICH_TIME
from tests.e2e.dialogue import be_answered, be_told, cards, see, wait_for_card
from tests.e2e.test_time_choice import buttons_of
from tests.e2e.times import shown_moment
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person

NUMBER = "+15559876543"


async def test_zones_of_a_place_are_offered_and_one_is_placed(world: World, alice: Person) -> None:
    await alice.type("#sales", f'/call {NUMBER} at="1 july 9am Texas"')
    question = await alice.wait_for_ephemeral("#sales", WHICH_TIME, PATIENCE_SECONDS)
    assert buttons_of(question) == ["09:00 (UTC-5) Chicago", "09:00 (UTC-6) Denver"]
    assert "America/Chicago or America/Denver" in question["text"]
    assert cards(alice, "#sales") == []
    await alice.click(question, "09:00 (UTC-6) Denver")
    card = await wait_for_card(alice, "#sales", set())
    chosen = shown_moment(await see(alice, card, "🗓"))
    assert chosen.astimezone(ZoneInfo("America/Denver")).hour == 9
    assert chosen.tzinfo == UTC


async def test_doubt_is_asked_about_at_each_entrance(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for text in ("tmrw 9", "tomorrow 9pm CT", "Di 9 Uhr", "viertel 5", "21.30h"):
        with subtests.test(text):
            command = f'call {NUMBER} at="{text}"'
            await be_told(alice, "#sales", f"/{command}", WHICH_TIME)
            await be_told(alice, "#general", f"@voicy {command}", WHICH_TIME)
            await be_answered(alice, command, WHICH_TIME)
            assert await world.dialed_numbers() == []


async def test_history_begins_yesterday(world: World, alice: Person) -> None:
    await alice.type("#sales", f"/call {NUMBER}")
    await wait_for_card(alice, "#sales", set())
    await alice.type("#general", "/call history me since=yesterday")
    await alice.wait_for_ephemeral("#general", "555-987-6543", PATIENCE_SECONDS)
