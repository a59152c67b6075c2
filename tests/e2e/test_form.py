"""A person asks by the form: fields, mistakes, agents, and what it remembers."""

import pytest

from bot.ui.call_list import NO_LIVE_CALLS_HERE
from bot.ui.variable_question import CALL_ANYWAY
from tests.e2e.dialogue import see, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

EMPTY_FORM = [
    "To",
    "From",
    "Agent",
    "More variables",
    "When",
    "Until",
    "Callee's time zone",
    "Try again",
    "Post to",
]

pytestmark = pytest.mark.usefixtures("world")


async def open_form(person: Person, channel: str = "#sales") -> JsonObject:
    """Type the bare command and return the form."""
    await person.type(channel, "/call")
    return await person.wait_for_view("place_call", PATIENCE_SECONDS)


async def choose_agent(person: Person, view: JsonObject, name: str, field: str) -> JsonObject:
    """Choose an agent and return the form once it has one of that agent's fields."""
    await person.select(view, "Agent", name)
    return await person.wait_for_view(lambda shown: has_field(shown, field), PATIENCE_SECONDS)


def has_field(view: JsonObject, label: str) -> bool:
    """Tell whether a form has a field of this label."""
    return label in labels(view)


def labels(view: JsonObject) -> list[str]:
    """Return the labels of a form's fields, from top to bottom."""
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


async def test_form_places_the_call_that_was_filled_in(world: World, alice: Person) -> None:
    view = await open_form(alice)
    assert labels(view) == EMPTY_FORM
    await alice.fill(view, {"To": "(555) 987-6004", "From": "Support · +1 555-123-4568"})
    view = await choose_agent(alice, view, "Lead Qualifier", "company")
    await alice.fill(
        view, {"name": "John", "company": "ACME", "More variables": "mood=good\n\nx=1"}
    )
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#sales", set())
    await see(alice, card, "Not dialed")
    (dial,) = (await world.ledger())["dials"]
    assert (dial["to_number"], dial["from_number"]) == ("+15559876004", "+15551234568")
    assert dial["vars_provided"] == {"name": "John", "company": "ACME", "mood": "good", "x": "1"}


async def test_agents_are_found_while_typing(alice: Person) -> None:
    view = await open_form(alice)
    offered = [option["text"]["text"] for option in await alice.suggest(view, "Agent", "")]
    assert offered[:4] == [
        "The number's own agent",
        "Appointment Booker",
        "Lead Qualifier",
        "Survey Caller",
    ]
    assert "Old Campaign" not in offered
    found = await alice.suggest(view, "Agent", "QUAL")
    assert [option["text"]["text"] for option in found] == ["Lead Qualifier"]
    assert await alice.suggest(view, "Agent", "zzz") == []


async def test_another_agent_swaps_the_fields_and_keeps_what_was_typed(alice: Person) -> None:
    view = await open_form(alice)
    view = await choose_agent(alice, view, "Appointment Booker", "appointment_date")
    await alice.fill(
        view, {"To": "+15559876004", "name": "John", "appointment_date": "May 3rd", "more": "x=1"}
    )
    view = await choose_agent(alice, view, "Lead Qualifier", "company")
    assert not has_field(view, "appointment_date")
    values = view["state"]["values"]
    assert values["to"]["typed"]["value"] == "+15559876004"
    assert values["variable.name"]["typed"]["value"] == "John"
    assert values["more"]["typed"]["value"] == "x=1"
    await alice.fill(view, {"company": "ACME"})
    view = await choose_agent(alice, view, "Appointment Booker", "appointment_date")
    values = view["state"]["values"]
    assert values["variable.appointment_date"]["typed"]["value"] == "May 3rd"
    assert values["variable.name"]["typed"]["value"] == "John"
    view = await choose_agent(alice, view, "Lead Qualifier", "company")
    assert view["state"]["values"]["variable.company"]["typed"]["value"] == "ACME"


async def test_only_the_variables_in_sight_are_sent(world: World, alice: Person) -> None:
    view = await open_form(alice)
    view = await choose_agent(alice, view, "Appointment Booker", "appointment_date")
    await alice.fill(view, {"To": "+15559876004", "name": "John", "appointment_date": "May 3rd"})
    view = await choose_agent(alice, view, "Lead Qualifier", "company")
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#sales", set())
    await see(alice, card, "Not dialed")
    assert (await world.ledger())["dials"][0]["vars_provided"] == {"name": "John"}


async def test_fields_say_what_their_variable_means(alice: Person) -> None:
    view = await choose_agent(alice, await open_form(alice), "Lead Qualifier", "company")
    (company,) = (block for block in view["blocks"] if block["block_id"] == "variable.company")
    assert company["hint"]["text"] == "Where that person works"


async def test_mistakes_stand_at_their_fields_and_nobody_is_called(
    world: World, alice: Person
) -> None:
    view = await choose_agent(alice, await open_form(alice), "Lead Qualifier", "company")
    await alice.fill(view, {"To": "12", "More variables": "name"})
    answer = await alice.submit(view)
    assert isinstance(answer, dict)
    assert set(answer["errors"]) == {"to", "more"}
    assert "too short" in answer["errors"]["to"]
    assert "name=value" in answer["errors"]["more"]
    await alice.fill(view, {"To": "+15551234567", "name": "John", "More variables": "name=Jane"})
    answer = await alice.submit(view)
    assert isinstance(answer, dict)
    assert "own caller ID" in answer["errors"]["to"]
    assert "field of its own" in answer["errors"]["more"]
    assert await world.dialed_numbers() == []
    await alice.fill(view, {"To": "+15559876004", "More variables": None})
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#sales", set())
    await see(alice, card, "Not dialed")


async def test_form_without_a_number_is_not_even_sent(alice: Person) -> None:
    answer = await alice.submit(await open_form(alice))
    assert answer == {"errors": {"to": "Please complete this required field."}}


async def test_form_may_post_to_another_channel(alice: Person) -> None:
    view = await open_form(alice, "#sales")
    await alice.fill(view, {"To": "+15559876004", "Post to": "#general"})
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#general", set())
    await see(alice, card, "Not dialed")
    assert alice.messages("#sales") == []


async def test_form_opens_with_what_the_person_used_last_in_this_channel(
    alice: Person, bob: Person
) -> None:
    typed = "/call +15559876004 agent=lead from=Support name=John company=ACME mood=good"
    await alice.type("#sales", typed)
    question = await alice.wait_for_ephemeral("#sales", CALL_ANYWAY, PATIENCE_SECONDS)
    await alice.click(question, CALL_ANYWAY)
    card = await wait_for_card(alice, "#sales", set())
    await see(alice, card, "Not dialed")
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view(lambda shown: has_field(shown, "company"), PATIENCE_SECONDS)
    values = view["state"]["values"]
    assert values["to"]["typed"]["value"] is None
    assert values["from"]["chosen"]["selected_option"]["value"] == "+15551234568"
    assert values["agent"]["choose_agent"]["selected_option"]["text"]["text"] == "Lead Qualifier"
    assert values["variable.company"]["typed"]["value"] is None
    assert values["more"]["typed"]["value"] is None
    await alice.close(view)
    elsewhere = await open_form(alice, "#general")
    assert labels(elsewhere) == EMPTY_FORM
    somebody_else = await open_form(bob, "#sales")
    assert labels(somebody_else) == EMPTY_FORM


async def test_form_that_is_closed_calls_nobody(world: World, alice: Person) -> None:
    view = await open_form(alice)
    await alice.fill(view, {"To": "+15559876004"})
    await alice.close(view)
    await alice.type("#sales", "/call status")
    await alice.wait_for_ephemeral("#sales", NO_LIVE_CALLS_HERE, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []


async def test_form_opens_and_searches_in_time_while_voicy_hangs(
    world: World, alice: Person
) -> None:
    await world.stop_bot()
    await world.break_voicy("*", "hang", times=0)
    await world.start_bot()
    view = await open_form(alice)
    offered = [option["text"]["text"] for option in await alice.suggest(view, "Agent", "")]
    assert offered == ["The number's own agent"]
    await world.do("clear_faults")
    await alice.fill(view, {"To": "+15559876004"})
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#sales", set())
    await see(alice, card, "Not dialed")


async def test_agent_that_cannot_be_looked_up_leaves_room_to_write_its_variables(
    world: World, alice: Person
) -> None:
    view = await open_form(alice)
    await world.break_voicy("agent-get", "status", status=503, times=0)
    await alice.select(view, "Agent", "Lead Qualifier")
    view = await alice.wait_for_view("cannot be looked up right now", PATIENCE_SECONDS)
    await alice.fill(view, {"To": "+15559876004", "More variables": "company=ACME"})
    assert await alice.submit(view) == "closed"
    card = await wait_for_card(alice, "#sales", set())
    assert "Lead Qualifier" in shown_text(card)
    await see(alice, card, "Not dialed")
    assert (await world.ledger())["dials"][0]["vars_provided"] == {"company": "ACME"}
