"""A person says in the form when to call and how often to try."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ui.denials import TIME_PASSED
from tests.builders.heads import Head
from tests.e2e.dialogue import hear_the_end, see, wait_for_card
from tests.e2e.test_form import choose_agent, open_form
from tests.e2e.times import find_daytime_zone, shown_moment
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

pytestmark = pytest.mark.usefixtures("world")

BUSY = "+15559876001"


def in_minutes(minutes: int) -> int:
    """Return a moment as the picker tells it, which knows no seconds."""
    at = (datetime.now(UTC) + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return int(at.timestamp())


def timing_of(view: JsonObject) -> tuple[int | None, str | None, str]:
    """Return what a form says of time, zone and attempts."""
    values = view["state"]["values"]
    return (
        values["when"]["chosen"]["selected_date_time"],
        values["callee_zone"]["typed"]["value"],
        values["retry"]["chosen"]["selected_option"]["text"]["text"],
    )


async def test_form_schedules_a_call_and_its_further_attempts(world: World, alice: Person) -> None:
    zone, when = find_daytime_zone(), in_minutes(30)
    view = await open_form(alice)
    await alice.fill(
        view,
        {"To": BUSY, "When": when, "Callee's time zone": zone.lower(), "Try again": "Once"},
    )
    assert await alice.submit(view) == "closed"
    card = await see(alice, await wait_for_card(alice, "#sales", set()), "🗓")
    assert int(shown_moment(card).timestamp()) == when
    assert "attempt 1 of 2" in card["text"]
    assert f"there ({zone})" in card["text"]
    await world.jump(minutes=30)
    await see(alice, card, "Attempt 2 of 2")
    await world.jump(minutes=15)
    await hear_the_end(alice, card, Head.BUSY)
    await alice.wait_until(
        lambda: "<@U0ALICE>" in alice.thread("#sales", card["ts"])[-1]["text"],
        "the last attempt's end",
        PATIENCE_SECONDS,
    )
    assert await world.dialed_numbers() == [BUSY, BUSY]


async def test_timing_that_cannot_be_kept_is_shown_at_its_fields(
    world: World, alice: Person
) -> None:
    view = await open_form(alice)
    wrong = {"To": BUSY, "When": in_minutes(-5), "Callee's time zone": "Nowhere"}
    await alice.fill(view, wrong)
    answer = await alice.submit(view)
    assert isinstance(answer, dict)
    assert set(answer["errors"]) == {"when", "callee_zone"}
    assert TIME_PASSED in answer["errors"]["when"]
    await alice.fill(view, {"When": in_minutes(60), "Until": in_minutes(60)})
    await alice.fill(view, {"Callee's time zone": None})
    answer = await alice.submit(view)
    assert isinstance(answer, dict)
    assert set(answer["errors"]) == {"until"}
    assert await world.dialed_numbers() == []


async def test_another_agent_leaves_the_timing_as_it_was(alice: Person) -> None:
    view = await open_form(alice)
    when = in_minutes(60)
    timing = {"When": when, "Callee's time zone": "berlin", "Try again": "Three times"}
    await alice.fill(view, timing)
    view = await choose_agent(alice, view, "Lead Qualifier", "company")
    assert timing_of(view) == (when, "berlin", "Three times")


async def test_call_again_keeps_the_timing_but_for_a_time_that_has_passed(
    world: World, alice: Person
) -> None:
    zone, when = find_daytime_zone(), in_minutes(30)
    view = await open_form(alice)
    await alice.fill(view, {"To": BUSY, "When": when, "Callee's time zone": zone})
    assert await alice.submit(view) == "closed"
    card = await see(alice, await wait_for_card(alice, "#sales", set()), "🗓")
    await alice.click(card, "Cancel")
    again = await see(alice, card, "Call again")
    await alice.click(again, "Call again")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    assert timing_of(view) == (when, zone, "No")
    await alice.close(view)
    await world.jump(hours=1)
    await alice.click(again, "Call again")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    assert timing_of(view) == (None, zone, "No")
    assert "New call" in shown_text(view)
