"""A form whose answer comes too late stays open: sent again it is one call, corrected it is two."""

from datetime import timedelta

import pytest

from simulation.world import BOT, NEAR_SECONDS, SLACK
from tests.builders.heads import Head
from tests.e2e.dialogue import hear_the_end, schedule, wait_for_card
from tests.e2e.times import shown_moment
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject

FIRST, OTHER = "+15559876543", "+15559876544"
# Slack waits for three
TOO_LATE_SECONDS = 3.5


async def submit_too_late(world: World, alice: Person, view: JsonObject) -> None:
    """Submit a form that the bot takes, and whose answer comes when Slack waits no more."""
    world.network.set_latency(BOT, SLACK, (TOO_LATE_SECONDS, TOO_LATE_SECONDS))
    assert await alice.submit(view) == "trouble"
    world.network.set_latency(BOT, SLACK, NEAR_SECONDS)


async def open_filled(alice: Person) -> JsonObject:
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": FIRST, "Post to": "#sales", "More variables": "name=Mia"})
    return view


@pytest.mark.parametrize(
    ("correction", "dialed"),
    [
        pytest.param({}, [FIRST], id="the same"),
        pytest.param({"To": OTHER}, [FIRST, OTHER], id="another number"),
    ],
)
async def test_form_that_stayed_open_is_taken_for_what_it_says(
    world: World, alice: Person, correction: dict[str, str], dialed: list[str]
) -> None:
    view = await open_filled(alice)
    await submit_too_late(world, alice, view)
    first = await wait_for_card(alice, "#sales", set())
    await alice.fill(view, correction)
    assert await alice.submit(view) == "closed"
    await hear_the_end(alice, first, Head.ENDED)
    if correction:
        second = await wait_for_card(alice, "#sales", {first["ts"]})
        await hear_the_end(alice, second, Head.ENDED)

    assert await world.dialed_numbers() == dialed


async def test_form_that_is_sent_again_with_other_variables_asks_before_it_calls_again(
    world: World, alice: Person
) -> None:
    view = await open_filled(alice)
    await submit_too_late(world, alice, view)
    await hear_the_end(alice, await wait_for_card(alice, "#sales", set()), Head.ENDED)
    await alice.fill(view, {"More variables": "name=Mia day=Monday"})
    assert await alice.submit(view) == "closed"
    await alice.wait_for_message("@voicy", FIRST[-4:], PATIENCE_SECONDS)
    await world.jump(minutes=1)

    assert await world.dialed_numbers() == [FIRST]


async def test_time_that_was_corrected_in_a_form_that_stayed_open_counts(
    world: World, alice: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {FIRST} at="in 1 hour"')
    now = world.sandbox.clock.now()
    await alice.click(card, "Change time")
    view = await alice.wait_for_view("change_time_form", PATIENCE_SECONDS)
    await alice.fill(view, {"when": int((now + timedelta(hours=2)).timestamp())})
    await submit_too_late(world, alice, view)
    later = now + timedelta(hours=3)
    await alice.fill(view, {"when": int(later.timestamp())})
    assert await alice.submit(view) == "closed"

    await alice.wait_until(
        lambda: abs(shown_moment(alice.message(card)) - later) < timedelta(minutes=1),
        "the corrected time",
        PATIENCE_SECONDS,
    )


async def test_rule_that_was_corrected_in_a_form_that_stayed_open_counts(world: World) -> None:
    async with world.visitor("U0DANA") as dana:
        await dana.type("#sales", "/call rules")
        listed = await dana.wait_for_ephemeral("#sales", "What may be called", PATIENCE_SECONDS)
        await dana.click(listed, "Change countries")
        view = await dana.wait_for_view("change_rule_form", PATIENCE_SECONDS)
        await dana.fill(view, {"rule_subjects": ["JM"], "rule_value": "open"})
        await submit_too_late(world, dana, view)
        await dana.fill(view, {"rule_subjects": ["GB"]})
        assert await dana.submit(view) == "closed"
        for country in ("Jamaica", "Britain"):
            await dana.wait_for_message("#sales", country, PATIENCE_SECONDS)
