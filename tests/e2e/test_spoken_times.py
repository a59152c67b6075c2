"""Times as people of several countries say them, at each entrance; what may be two is asked."""

import itertools
from datetime import datetime, timedelta

import pytest

from bot.clock import Clock
from bot.ui.denials import format_denial
from bot.ui.questions import CALL_NOW, HEARD_LATE, SCHEDULE_IT, WHICH_TIME
from tests.e2e.dialogue import ask, be_answered, be_told, cards, schedule, see
from tests.e2e.times import HOMES, shown_moment
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

NUMBER = "+15559876543"
# what is typed, and what the clock of whoever types it shows then
WEEK = (
    ("tomorrow 9am", 9, 0),
    ("tomorrow half past nine pm", 21, 30),
    ("tmrw quarter to 5pm", 16, 45),
    ("tomorrow 12 noon", 12, 0),
    ("tomorrow 1500h", 15, 0),
    ("tomorrow 5:15p", 17, 15),
    ("morgen um 17.30 Uhr", 17, 30),
    ("morgen früh um 9", 9, 0),
    ("Morgen 9 Uhr abends", 21, 0),
    ("מחר בשעה 17:00", 17, 0),
    ("מחר ב-9 בבוקר", 9, 0),
    ("מחר בצהריים", 12, 0),
)
ASKED = ("tomorrow at 9", "tomorrow 4:30", "morgen 9 Uhr", "מחר ב-9", "eod tomorrow", "4:30")


class LateClock(Clock):
    """A clock that is ahead of Slack's by as long as a message was on its way."""

    def now(self) -> datetime:
        """Return the time, twenty minutes after what Slack writes on messages."""
        return super().now() + timedelta(minutes=20)


@pytest.mark.usefixtures("world")
async def test_each_way_to_say_a_time_is_understood(
    alice: Person, subtests: pytest.Subtests
) -> None:
    # one reader serves all entrances: each gets some of each language
    entrances = itertools.cycle(
        (("#sales", "/call"), ("#general", "@voicy call"), ("@voicy", "call"))
    )
    for area, (text, hour, minute) in enumerate(WEEK, start=200):
        place, command = next(entrances)
        with subtests.test(text, place=place):
            card = await ask(alice, place, f'{command} +1555{area}6543 at="{text}"')
            at = shown_moment(await see(alice, card, "🗓")).astimezone(HOMES["alice"])
            assert (at.hour, at.minute) == (hour, minute)


async def test_time_that_may_be_two_is_asked_about_everywhere(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for text in ASKED:
        with subtests.test(text):
            command = f'call {NUMBER} at="{text}"'
            await be_told(alice, "#sales", f"/{command}", WHICH_TIME)
            await be_told(alice, "#general", f"@voicy {command}", WHICH_TIME)
            await be_answered(alice, command, WHICH_TIME)
            for place in ("#sales", "#general", "@voicy"):
                assert cards(alice, place) == []
            assert await world.dialed_numbers() == []


async def test_message_that_slack_delivers_late_is_asked_about(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(clock=LateClock())
    await alice.type("#general", f"@voicy call {NUMBER}")
    question = await alice.wait_for_ephemeral("#general", HEARD_LATE, PATIENCE_SECONDS)
    assert CALL_NOW in shown_text(question)
    await alice.type("@voicy", f'call {NUMBER} at="in 30 minutes"')
    question = await alice.wait_for_message("@voicy", HEARD_LATE, PATIENCE_SECONDS)
    assert SCHEDULE_IT in shown_text(question)
    assert await outside.dialed_numbers() == []


async def test_click_that_slack_delivers_late_dials_nobody(outside: World, alice: Person) -> None:
    await outside.start_bot(clock=LateClock())
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 5 hours"')
    await alice.click(card, "Dial now")
    await alice.wait_for_ephemeral("#sales", format_denial("freshness", "stale"), PATIENCE_SECONDS)
    assert await outside.dialed_numbers() == []
