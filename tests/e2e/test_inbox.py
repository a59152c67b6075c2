"""What was acknowledged is not lost: it is taken up by the next process, once."""

import pytest

from bot.ui.denials import format_denial
from bot.ui.questions import CALL_NOW, HEARD_LATE, SCHEDULE_IT, WHICH_TIME
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, cards, hear_the_end, schedule, see, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

NUMBER = "+15559876543"
STALE_CLICK = format_denial("freshness", "stale")


async def submit(alice: Person, place: str, number: str) -> None:
    await alice.type(place, "/call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": number})
    assert await alice.submit(view) == "closed"


async def test_request_that_hangs_at_a_look_up_survives_the_stop(
    outside: World, alice: Person, subtests: pytest.Subtests
) -> None:
    places = ("#sales", "#general", "@voicy", "#deals")
    numbers = [f"+155530{index}6543" for index in range(len(places))]
    await outside.start_bot()
    await outside.break_slack("users.info", "hang", times=0)
    await alice.type("#sales", f"/call {numbers[0]} name=John")
    await alice.type("#general", f"@voicy call {numbers[1]} name=John")
    await alice.type("@voicy", f"call {numbers[2]} name=John")
    await submit(alice, "#deals", numbers[3])
    await outside.stop_bot()
    assert [cards(alice, place) for place in places] == [[]] * len(places)
    await outside.do("clear_faults")
    await outside.start_bot()
    for place in places:
        with subtests.test(place):
            card = await wait_for_card(alice, place, set())
            await hear_the_end(alice, card, Head.ENDED)
    await outside.stop_bot()
    await outside.start_bot()
    await hear_the_end(alice, await ask(alice, "#general", "/call +15559876001"), Head.BUSY)
    assert sorted(await outside.dialed_numbers()) == [*numbers, "+15559876001"]


async def test_request_that_waited_long_is_asked_about(outside: World, alice: Person) -> None:
    await outside.start_bot()
    await outside.break_slack("users.info", "hang", times=0)
    await alice.type("#sales", f"/call {NUMBER}")
    await outside.stop_bot()
    await outside.do("clear_faults")
    await outside.jump(minutes=16)
    await outside.start_bot()
    question = await alice.wait_for_ephemeral("#sales", HEARD_LATE, PATIENCE_SECONDS)
    assert cards(alice, "#sales") == []
    await alice.click(question, CALL_NOW)
    await alice.click(question, CALL_NOW)
    await hear_the_end(alice, await wait_for_card(alice, "#sales", set()), Head.ENDED)
    assert await outside.dialed_numbers() == [NUMBER]


async def test_click_that_waited_long_dials_nobody(outside: World, alice: Person) -> None:
    await outside.start_bot()
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    await outside.jump(minutes=2)
    await outside.break_slack("users.info", "hang", times=0)
    await alice.click(await see(alice, card, "🗓"), "Dial now")
    await outside.stop_bot()
    await outside.do("clear_faults")
    await outside.jump(minutes=16)
    await outside.start_bot()
    await alice.wait_for_ephemeral("#sales", STALE_CLICK, PATIENCE_SECONDS)
    assert "🗓" in shown_text(alice.message(card))
    assert await outside.dialed_numbers() == []


async def test_time_is_what_it_was_when_it_was_typed(outside: World, alice: Person) -> None:
    await outside.start_bot()
    await outside.break_slack("users.info", "hang", times=0)
    await alice.type("#sales", f'/call {NUMBER} at="in 20 minutes"')
    await outside.stop_bot()
    await outside.do("clear_faults")
    await outside.jump(minutes=16)
    await outside.start_bot()
    question = await alice.wait_for_ephemeral("#sales", HEARD_LATE, PATIENCE_SECONDS)
    await alice.click(question, SCHEDULE_IT)
    await wait_for_card(alice, "#sales", set())
    assert await outside.dialed_numbers() == []
    await outside.jump(minutes=5)
    await hear_the_end(alice, cards(alice, "#sales")[0], Head.ENDED)
    assert await outside.dialed_numbers() == [NUMBER]


async def test_answer_that_hangs_at_a_look_up_survives_the_stop(
    outside: World, alice: Person
) -> None:
    await outside.start_bot()
    await alice.type("#sales", f'/call {NUMBER} at="2027-10-31 02:30 Berlin"')
    question = await alice.wait_for_ephemeral("#sales", WHICH_TIME, PATIENCE_SECONDS)
    await outside.jump(minutes=2)
    await outside.break_slack("users.info", "hang", times=0)
    await alice.click(question, "02:30 (UTC+1)")
    await outside.stop_bot()
    await outside.do("clear_faults")
    await outside.start_bot()
    await see(alice, await wait_for_card(alice, "#sales", set()), "🗓")


async def test_click_that_dials_survives_the_stop(outside: World, alice: Person) -> None:
    await outside.start_bot()
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 2 hours"')
    await outside.jump(minutes=2)
    await outside.break_slack("users.info", "hang", times=0)
    await alice.click(await see(alice, card, "🗓"), "Dial now")
    await outside.stop_bot()
    await outside.do("clear_faults")
    await outside.start_bot()
    await hear_the_end(alice, card, Head.ENDED)
    assert await outside.dialed_numbers() == [NUMBER]
