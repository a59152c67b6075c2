"""Quiet hours where the callee is: asked about, passed for a reason, or waited for."""

import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.countries import COUNTRIES
from bot.domain.quiet_hours import QuietTime
from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import UNCHANGED
from bot.ui.questions import WHICH_TIME
from bot.ui.quiet_question import (
    ANOTHER_TIME,
    NO_REASON,
    THEY_ASKED,
    THEY_ASKED_FORM,
    WHICH_ZONE,
)
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, cards, hear_the_end, schedule, see
from tests.e2e.entrances.effects import is_withdrawn
from tests.e2e.entrances.table import ENTRANCES
from tests.e2e.test_every_entrance import hear_question_everywhere
from tests.e2e.times import HOMES, shown_moment
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

NIGHT = QuietTime.read("21:00-08:00")
# a minute of the day is left
ALWAYS = QuietTime.read("00:01-00:00")
LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
IN_LONDON = "+442079466543"
TOLL_FREE = "+18005556543"
NOWHERE = "+15559876543"
BUSY = "+442079466001"


async def start_bot(world: World, quiet_hours: QuietTime = NIGHT, **settings: Any) -> None:
    await world.start_bot(quiet_hours=quiet_hours, allowed_countries=COUNTRIES, **settings)


async def jump_to(world: World, zone: ZoneInfo, hour: int, minute: int = 0) -> datetime:
    """Move the world on to a time of day in a zone; returns the moment."""
    now = world.sandbox.clock.now().astimezone(zone)
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    at += timedelta(days=1 if at <= now else 0)
    await world.jump(seconds=(at - now).total_seconds())
    return at


async def hear_question(person: Person, channel: str, wanted: str) -> JsonObject:
    question = await person.wait_for_ephemeral(channel, wanted, PATIENCE_SECONDS)
    assert NOBODY_CALLED in question["text"]
    return question


async def give_reason(person: Person, question: JsonObject, reason: str) -> None:
    await person.click(question, THEY_ASKED)
    view = await person.wait_for_view(THEY_ASKED_FORM, PATIENCE_SECONDS)
    await person.fill(view, {"reason": reason})
    assert await person.submit(view) == "closed"


async def test_call_at_night_waits_for_the_morning_there(outside: World, alice: Person) -> None:
    await start_bot(outside)
    night = await jump_to(outside, LONDON, 22, 40)
    await alice.type("#sales", f"/call {IN_LONDON} name=Ann")

    question = await hear_question(alice, "#sales", "It is 22:40 in London.")
    assert "Quiet hours there are 21:00–08:00." in question["text"]
    assert "QUIET_HOURS" in question["text"]
    assert cards(alice, "#sales") == []
    await alice.click(question, "Call at 8:00")

    card = await alice.wait_for_message("#sales", "🗓", PATIENCE_SECONDS)
    morning = shown_moment(card)
    assert morning - night == timedelta(hours=9, minutes=20)
    assert "08:00 there (Europe/London)" in shown_text(card)
    await outside.jump(hours=9)
    assert await outside.dialed_numbers() == []
    await outside.jump(minutes=20)
    await hear_the_end(alice, card, Head.ENDED)
    assert await outside.dialed_numbers() == [IN_LONDON]


async def test_callee_who_asked_for_it_is_called_and_card_and_audit_say_so(
    outside: World, alice: Person
) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 22, 40)
    await alice.type("#sales", f"/call {IN_LONDON}")
    question = await hear_question(alice, "#sales", "22:40 in London")

    await give_reason(alice, question, "wrote: call me back tonight")

    card = await alice.wait_for_message("#sales", "📞", PATIENCE_SECONDS)
    await hear_the_end(alice, card, Head.ENDED)
    card = await see(alice, card, "there (Europe/London), at night, allowed by @alice")
    assert "“wrote: call me back tonight”" in shown_text(card)
    assert rows(outside, "allow_quiet_hours") == [("U0ALICE", "wrote: call me back tonight")]
    # it was for this order alone
    await alice.type("#sales", f"/call {IN_LONDON}")
    await hear_question(alice, "#sales", "in London")
    assert await outside.dialed_numbers() == [IN_LONDON]


async def test_reason_without_a_word_passes_over_nothing(outside: World, alice: Person) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 21, 50)
    scheduled = await schedule(alice, "#sales", f'/call {IN_LONDON} at="in 20 hours"')
    await alice.click(scheduled, "Dial now")
    of_call = await hear_question(alice, "#sales", "It is 21:50 in London.")
    await alice.type("#general", f"/call {BUSY}")
    of_draft = await hear_question(alice, "#general", "It is 21:50 in London.")
    for question in (of_call, of_draft):
        await alice.click(question, THEY_ASKED)
        view = await alice.wait_for_view(THEY_ASKED_FORM, PATIENCE_SECONDS)
        for reason in (" ", "  \t ", "\u00a0", "\u200b \u2060"):
            await alice.fill(view, {"reason": reason})
            assert await alice.submit(view) == {"errors": {"reason": NO_REASON}}, repr(reason)
        await alice.close(view)
    assert cards(alice, "#general") == []
    assert rows(outside, "allow_quiet_hours") == []
    assert await outside.dialed_numbers() == []


async def test_zone_is_asked_for_where_it_is_night_in_some(outside: World, alice: Person) -> None:
    await start_bot(outside)
    await jump_to(outside, NEW_YORK, 22)
    await alice.type("#sales", f"/call {TOLL_FREE}")

    question = await hear_question(alice, "#sales", WHICH_ZONE)
    assert "between 17:00 and 22:00 there" in question["text"]
    await alice.click(question, "New York, 22:00")
    at_night = await hear_question(alice, "#sales", "22:00 in New York")
    assert ANOTHER_TIME in str(at_night["blocks"])
    await alice.type("#sales", f"/call {TOLL_FREE}")
    await alice.click(await hear_question(alice, "#sales", WHICH_ZONE), "Los Angeles, 19:00")
    card = await alice.wait_for_message("#sales", "📞", PATIENCE_SECONDS)
    await hear_the_end(alice, card, Head.ENDED)
    assert await outside.dialed_numbers() == [TOLL_FREE]


async def test_number_of_no_range_is_judged_by_the_requesters_clock_and_the_card_says_so(
    outside: World, alice: Person
) -> None:
    await start_bot(outside)
    await jump_to(outside, HOMES["alice"], 12)
    card = await ask(alice, "#sales", f"/call {NOWHERE}")
    await see(alice, card, "quiet hours by the requester's clock")
    await hear_the_end(alice, card, Head.ENDED)
    await jump_to(outside, HOMES["alice"], 23)
    await alice.type("#sales", f"/call {NOWHERE}")
    await hear_question(alice, "#sales", "23:00 on your clock")
    assert await outside.dialed_numbers() == [NOWHERE]


async def test_day_needs_no_click_and_no_line(outside: World, alice: Person) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 12)
    card = await ask(alice, "#sales", f"/call {IN_LONDON}")
    await hear_the_end(alice, card, Head.ENDED)
    assert "quiet" not in shown_text(alice.message(card))
    assert alice.ephemerals("#sales") == []


async def test_button_at_night_asks_and_leaves_the_call_as_it_is(
    outside: World, alice: Person
) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 22)
    card = await schedule(alice, "#sales", f'/call {IN_LONDON} at="tomorrow noon London"')
    due = shown_moment(card)

    await alice.click(card, "Dial now")
    question = await hear_question(alice, "#sales", "22:00 in London")
    assert shown_moment(alice.message(card)) == due
    await alice.click(question, "Call at 8:00")
    card = await see(alice, card, "08:00 there")
    assert shown_moment(card) == due - timedelta(hours=4)
    await alice.click(card, "Dial now")
    await alice.wait_until(lambda: len(alice.ephemerals("#sales")) == 2, "the question again")
    await give_reason(alice, alice.ephemerals("#sales")[-1], "they texted")
    await hear_the_end(alice, card, Head.ENDED)
    await see(alice, card, "allowed by @alice: “they texted”")
    assert rows(outside, "allow_quiet_hours") == [("U0ALICE", "they texted")]


@pytest.mark.parametrize("answer", ["Call at 8:00", THEY_ASKED])
async def test_question_from_before_the_dial_calls_nobody_again(
    outside: World, alice: Person, answer: str
) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 22)
    card = await schedule(alice, "#sales", f'/call {BUSY} at="tomorrow noon London"')
    await alice.click(card, "Dial now")
    await hear_question(alice, "#sales", "22:00 in London")
    await alice.click(card, "Dial now")
    await alice.wait_until(lambda: len(alice.ephemerals("#sales")) == 2, "the question again")
    late, question = alice.ephemerals("#sales")
    await give_reason(alice, question, "they texted")
    await hear_the_end(alice, card, Head.BUSY)
    if answer == THEY_ASKED:
        await give_reason(alice, late, "they texted again")
    else:
        await alice.click(late, answer)
    await alice.wait_for_ephemeral("#sales", UNCHANGED, PATIENCE_SECONDS)
    await outside.jump(hours=12)
    await hear_the_end(alice, await ask(alice, "#general", f"/call {IN_LONDON}"), Head.ENDED)
    assert await outside.dialed_numbers() == [BUSY, IN_LONDON]
    assert rows(outside, "allow_quiet_hours") == [("U0ALICE", "they texted")]


async def test_retry_that_falls_into_the_night_waits_and_says_why(
    outside: World, alice: Person
) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 20, 30)
    card = await ask(alice, "#sales", f"/call {BUSY} retry=1")
    evening = shown_moment(await see(alice, card, "Attempt 2 of 2"))
    assert evening.astimezone(LONDON).hour == 20
    # meanwhile the hours are longer
    await outside.stop_bot()
    await start_bot(outside, QuietTime.read("20:00-09:00"))
    await outside.jump(minutes=15)
    card = await see(alice, card, "09:00 there (Europe/London) · quiet hours there are 20:00–09:00")
    assert await outside.dialed_numbers() == [BUSY]
    await outside.jump(hours=12, minutes=20)
    await alice.wait_until(lambda: len(alice.thread("#sales", card["ts"])) >= 4, "attempt 2")


async def test_attempt_whose_evening_is_over_while_the_bot_is_down_waits_for_the_morning(
    outside: World, alice: Person
) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 20, 40)
    card = await ask(alice, "#sales", f"/call {BUSY} retry=1")
    evening = shown_moment(await see(alice, card, "Attempt 2 of 2"))
    await outside.stop_bot()
    await outside.jump(minutes=25)
    await start_bot(outside)
    morning = shown_moment(await see(alice, card, "08:00 there"))
    assert timedelta(hours=11) < morning - evening < timedelta(hours=12)
    assert await outside.dialed_numbers() == [BUSY]


async def test_time_that_a_person_chose_and_that_became_night_is_asked_about(
    outside: World, alice: Person
) -> None:
    await start_bot(outside)
    await jump_to(outside, LONDON, 12)
    card = await schedule(alice, "#sales", f'/call {IN_LONDON} at="20:30 London"')
    await outside.stop_bot()
    await start_bot(outside, QuietTime.read("20:00-09:00"))
    await jump_to(outside, LONDON, 20, 30)
    reply = await hear_the_end(alice, card, Head.OVERDUE)
    assert "quiet hours there are 20:00–09:00" in reply["text"]
    assert "<@U0ALICE>" in reply["text"]
    await alice.click(await see(alice, card, "Dial now"), "Dial now")
    question = await hear_question(alice, "#sales", "20:30 in London")
    await alice.click(question, "Call at 9:00")
    await see(alice, card, "09:00 there")
    assert await outside.dialed_numbers() == []


async def test_nobody_is_dialed_after_the_time_until_which_it_is_wanted(
    outside: World, alice: Person
) -> None:
    await start_bot(outside, voicy_max_concurrent_calls=1)
    await outside.hurry(1)
    await jump_to(outside, HOMES["alice"], 12)
    first = await ask(alice, "#sales", "/call +15559876012")
    await see(alice, first, "🟢")
    card = await ask(alice, "#sales", f"/call {NOWHERE} until=12:20pm")
    await see(alice, card, "until")
    await outside.jump(minutes=20)
    end = await hear_the_end(alice, card, Head.REFUSED)
    assert "it was wanted until 12:20 (America/New_York), which has passed" in end["text"]
    assert NOBODY_CALLED in end["text"]
    assert await outside.dialed_numbers() == ["+15559876012"]
    await alice.type("#sales", f'/call {NOWHERE} at="tomorrow 10am" until="tomorrow 9am"')
    await alice.wait_for_ephemeral("#sales", "▸", PATIENCE_SECONDS)
    await alice.type("#sales", f'/call {NOWHERE} at="tomorrow 10am" until=9:30')
    question = await alice.wait_for_ephemeral("#sales", WHICH_TIME, PATIENCE_SECONDS)
    await alice.click(question, "choose_time_0")
    later = await alice.wait_for_message("#sales", "🗓", PATIENCE_SECONDS)
    # the first half past nine after it begins is in the evening
    until = re.findall(r"<!date\^(\d+)", later["text"])[1]
    assert int(until) - shown_moment(later).timestamp() == 11.5 * 3600


async def test_every_entrance_asks_in_quiet_hours(outside: World, alice: Person) -> None:
    await hear_question_everywhere(outside, alice, "🌙", lambda: start_bot(outside, ALWAYS))


def rows(world: World, action: str) -> list[tuple[str, str]]:
    """Return who did something, and the value that the audit has with it."""
    with closing(sqlite3.connect(world.database_path)) as db:
        sql = """
            SELECT user_id, coalesce(quiet_reason, value) FROM audit JOIN orders USING (order_id)
            WHERE action = ?
        """
        return db.execute(sql, [action]).fetchall()


def test_table_has_the_entrances_that_lead_to_a_dial() -> None:
    assert sum(entrance.works is not is_withdrawn for entrance in ENTRANCES) >= 19
