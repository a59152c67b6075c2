"""Calls for later: dialed when their time comes, and what may be done about them before."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ui.call_list import EVERYONES_CALLS, NO_LIVE_CALLS_HERE, UPCOMING_CALLS_HERE
from bot.ui.denials import TIME_PASSED, format_denial
from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import UNCHANGED
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, bot_messages, cards, heads, hear, hear_the_end, schedule, see
from tests.e2e.times import HOMES, shown_moment
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

JOHN = "+15559876543 name=John"
BUSY = "+15559876001"


async def is_still_upcoming(person: Person, channel: str) -> bool:
    """Ask what is live and upcoming in a channel, and tell whether the first line is `none`."""
    before = len(person.ephemerals(channel))
    await person.type(channel, "/call status")
    await person.wait_until(
        lambda: len(person.ephemerals(channel)) > before, "the status", PATIENCE_SECONDS
    )
    return f"{NO_LIVE_CALLS_HERE}\n{UPCOMING_CALLS_HERE}" in person.ephemerals(channel)[-1]["text"]


async def test_scheduled_call_is_dialed_when_its_time_comes_in_its_thread(
    world: World, alice: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {JOHN} at="in 20 minutes"')
    due = shown_moment(card) - datetime.now(UTC)
    assert timedelta(minutes=19) < due <= timedelta(minutes=20)
    await world.jump(minutes=19)
    assert await is_still_upcoming(alice, "#sales")
    assert heads(alice, card) == []
    assert await world.dialed_numbers() == []
    await world.jump(minutes=1)
    end = await hear_the_end(alice, card, Head.ENDED)
    assert "<@U0ALICE>" in end["text"]
    assert await world.dialed_numbers() == ["+15559876543"]
    assert len(cards(alice, "#sales")) == 1
    await see(alice, card, "the callee hung up")


async def test_time_is_read_on_the_clock_of_whoever_typed_it(world: World, alice: Person) -> None:
    async with world.visitor("U0DANA") as dana:
        hers = await schedule(dana, "#general", f'/call {JOHN} at="tomorrow 15:00"')
    mine = await schedule(alice, "#sales", f'/call {JOHN} at="tomorrow 15:00"')
    # a day that is the same on both clocks, whatever time it is
    day = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    theirs = await schedule(alice, "#support", f'/call {JOHN} at="{day} 15:00" tz=Asia/Tokyo')
    assert shown_moment(hers).astimezone(HOMES["dana"]).hour == 15
    assert shown_moment(mine).astimezone(HOMES["alice"]).hour == 15
    assert "15:00 there (Asia/Tokyo)" in shown_text(theirs)


async def test_wrong_time_is_marked_and_calls_nobody(world: World, alice: Person) -> None:
    await alice.type("#sales", f"/call {JOHN} at=25:00")
    answer = await alice.wait_for_ephemeral("#sales", "▸25:00◂", PATIENCE_SECONDS)
    assert 'This works: /call +15559876543 at="tomorrow 9am"' in answer["text"]
    await alice.type("#sales", f"/call {JOHN} at=2020-01-01T09:00")
    await alice.wait_for_ephemeral("#sales", "has passed", PATIENCE_SECONDS)
    assert cards(alice, "#sales") == []


async def test_time_on_a_clock_that_cannot_be_asked_for_schedules_nothing(
    world: World, alice: Person
) -> None:
    await world.break_slack("users.info", "error", error="fatal_error")
    await alice.type("#sales", f"/call {JOHN} at=15:00")
    await alice.wait_for_ephemeral(
        "#sales", format_denial("permissions", "unknown"), PATIENCE_SECONDS
    )
    assert cards(alice, "#sales") == []
    await schedule(alice, "#sales", f"/call {JOHN} at=15:00 tz=Asia/Tokyo")


async def test_scheduled_call_is_canceled_by_a_colleague_and_the_card_says_who(
    world: World, alice: Person, bob: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {JOHN} at="in 1 hour"')
    await bob.click(await see(bob, card, "🗓"), "Change time")
    form = await bob.wait_for_view("change_time_form", PATIENCE_SECONDS)
    at = world.sandbox.clock.now() + timedelta(hours=3)
    await bob.fill(form, {"when": int(at.timestamp())})
    assert await bob.submit(form) == "closed"
    await see(alice, card, "time changed by @bob")
    await bob.click(await see(bob, card, "🗓"), "Cancel")
    await see(alice, card, "Canceled before dialing · by @bob")
    (said,) = await hear(alice, card, Head.WITHDRAWN)
    assert NOBODY_CALLED in said["text"]
    await see(alice, card, "↩️ \nCanceled before dialing")
    await world.jump(hours=2)
    await hear_the_end(alice, await ask(alice, "#general", f"/call {BUSY}"), Head.BUSY)
    assert await world.dialed_numbers() == [BUSY]


async def test_scheduled_call_is_dialed_at_once_on_request_and_not_again(
    world: World, alice: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {JOHN} at="in 1 hour"')
    await alice.click(card, "Dial now")
    await alice.click(card, "Dial now")
    await alice.wait_for_ephemeral("#sales", UNCHANGED, PATIENCE_SECONDS)
    await hear_the_end(alice, card, Head.ENDED)
    await world.jump(hours=2)
    await hear_the_end(alice, await ask(alice, "#general", f"/call {BUSY}"), Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876543", BUSY]


async def test_scheduled_call_gets_another_time(world: World, alice: Person) -> None:
    card = await schedule(alice, "#sales", f'/call {JOHN} at="in 1 hour"')
    due = shown_moment(card)
    await alice.click(card, "Change time")
    form = await alice.wait_for_view("change_time_form", PATIENCE_SECONDS)
    assert form["state"]["values"]["when"]["chosen"]["selected_date_time"] == due.timestamp()
    await alice.fill(form, {"when": int((due - timedelta(hours=2)).timestamp())})
    assert await alice.submit(form) == {"errors": {"when": TIME_PASSED}}
    later = due + timedelta(hours=1)
    await alice.fill(form, {"when": int(later.timestamp())})
    assert await alice.submit(form) == "closed"
    await alice.wait_until(
        lambda: shown_moment(alice.message(card)) == later, "the new time", PATIENCE_SECONDS
    )
    await world.jump(minutes=61)
    assert await is_still_upcoming(alice, "#sales")
    await world.jump(minutes=60)
    await hear_the_end(alice, card, Head.ENDED)


async def test_time_cannot_be_changed_any_more_once_it_was_dialed(
    world: World, alice: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {BUSY} at="in 1 hour"')
    due = shown_moment(card)
    await alice.click(card, "Change time")
    form = await alice.wait_for_view("change_time_form", PATIENCE_SECONDS)
    await world.jump(hours=1)
    await hear_the_end(alice, card, Head.BUSY)
    await alice.fill(form, {"when": int((due + timedelta(hours=3)).timestamp())})
    assert await alice.submit(form) == "closed"
    await alice.wait_for_message("@voicy", UNCHANGED, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == [BUSY]


async def test_restart_in_between_changes_nothing(world: World, alice: Person) -> None:
    card = await schedule(alice, "#sales", f'/call {JOHN} at="in 20 minutes"')
    await world.stop_bot()
    await world.jump(minutes=10)
    await world.start_bot()
    assert await is_still_upcoming(alice, "#sales")
    await world.jump(minutes=10)
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == ["+15559876543"]


async def test_call_that_is_a_little_late_is_dialed(world: World, alice: Person) -> None:
    card = await schedule(alice, "#sales", f'/call {BUSY} at="in 20 minutes"')
    await world.stop_bot()
    await world.jump(minutes=34)
    await world.start_bot()
    await hear_the_end(alice, card, Head.BUSY)


async def test_call_whose_time_passed_while_the_bot_was_down_is_asked_about(
    world: World, alice: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {JOHN} at="in 20 minutes"')
    await world.stop_bot()
    await world.jump(minutes=40)
    await world.start_bot()
    (said,) = await hear(alice, card, Head.OVERDUE)
    assert "<@U0ALICE>" in said["text"]
    shown = await see(alice, card, "⏰ \nOverdue")
    assert await world.dialed_numbers() == []
    await alice.click(shown, "Dial now")
    await hear_the_end(alice, card, Head.ENDED)
    assert "Dial now" not in shown_text(await see(alice, card, "Ended"))
    assert await world.dialed_numbers() == ["+15559876543"]


async def test_missed_call_gets_another_time(world: World, alice: Person) -> None:
    card = await schedule(alice, "#sales", f'/call {BUSY} at="in 20 minutes"')
    due = shown_moment(card)
    await world.stop_bot()
    await world.jump(minutes=40)
    await world.start_bot()
    await hear(alice, card, Head.OVERDUE)
    await alice.click(await see(alice, card, "⏰ \nOverdue"), "Change time")
    form = await alice.wait_for_view("change_time_form", PATIENCE_SECONDS)
    assert form["state"]["values"]["when"]["chosen"]["selected_date_time"] is None
    await alice.fill(form, {"when": int((due + timedelta(hours=1)).timestamp())})
    assert await alice.submit(form) == "closed"
    await see(alice, card, "🗓 \nScheduled")
    await world.jump(minutes=40)
    await hear_the_end(alice, card, Head.BUSY)


@pytest.mark.usefixtures("world")
async def test_upcoming_calls_stand_in_home_with_a_way_to_cancel_ones_own(
    alice: Person, bob: Person
) -> None:
    await alice.open_home(PATIENCE_SECONDS)
    card = await schedule(alice, "#sales", f'/call {JOHN} at="tomorrow 9am"')
    shown = await alice.wait_for_home("Upcoming", PATIENCE_SECONDS)
    assert "+1 555-987-6543 (John)" in shown_text(shown)
    await bob.click(await bob.open_home(PATIENCE_SECONDS), EVERYONES_CALLS)
    theirs = await bob.wait_for_home("Upcoming", PATIENCE_SECONDS)
    assert "\nCancel\n" not in shown_text(theirs)
    await alice.click(shown, "Cancel")
    await hear(alice, card, Head.WITHDRAWN)
    await alice.wait_for_home(lambda view: "Upcoming" not in shown_text(view), PATIENCE_SECONDS)


async def test_call_for_later_in_a_thread_is_told_in_that_thread(
    world: World, alice: Person
) -> None:
    await alice.type("#sales", "Who calls John?")
    parent = await alice.wait_for_message("#sales", "Who calls John?", PATIENCE_SECONDS)
    asked = f'@voicy call {BUSY} at="in 30 min"'
    await alice.type("#sales", asked, thread_ts=parent["ts"])
    await alice.wait_for_message("#sales", "🗓", PATIENCE_SECONDS, thread_ts=parent["ts"])
    await world.jump(minutes=30)
    await alice.wait_for_message("#sales", Head.BUSY, PATIENCE_SECONDS, thread_ts=parent["ts"])
    posted = bot_messages(await world.ledger())
    assert {message["thread_ts"] for message in posted} == {parent["ts"]}


async def test_first_calls_due_are_dialed_first(outside: World, alice: Person) -> None:
    await outside.start_bot(voicy_max_concurrent_calls=1)
    second = await schedule(alice, "#sales", f'/call {BUSY} at="in 40 min"')
    first = await schedule(alice, "#general", '/call +15559876003 at="in 30 min"')
    await outside.jump(minutes=41)
    await hear_the_end(alice, second, Head.BUSY)
    await hear_the_end(alice, first, Head.ERROR)
    assert await outside.dialed_numbers() == ["+15559876003", BUSY]


async def test_dial_now_of_a_card_from_before_the_dial_calls_nobody_again(
    world: World, alice: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {BUSY} at="in 10 seconds"')
    # so that the button stays
    await world.break_slack("chat.update", "error", error="edit_window_closed", times=0)
    await hear_the_end(alice, card, Head.BUSY)
    await alice.click(alice.message(card), "Dial now")
    await alice.wait_for_ephemeral("#sales", UNCHANGED, PATIENCE_SECONDS)
    await world.jump(hours=2)
    await hear_the_end(alice, await ask(alice, "#general", f"/call {JOHN}"), Head.ENDED)
    assert await world.dialed_numbers() == [BUSY, "+15559876543"]
