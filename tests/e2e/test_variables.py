"""What is typed is what the agent is told: names, formats, and doubt about variables."""

import pytest

from bot.config import read_config
from bot.ui.labels import MISSING
from bot.ui.variable_question import CALL_ANYWAY
from tests.e2e.dialogue import (
    ask,
    be_answered,
    be_told,
    cards,
    hear_the_end,
    is_card,
    see,
    wait_for_card,
)
from tests.e2e.test_shortcuts import call_from, say
from tests.e2e.test_time_choice import buttons_of
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

FORM = "Open the form"
TO, REFUSED = "+15559876004", "+155530{}6004"
BOOKER = "“Appointment Booker”"


async def ask_and_hear(
    person: Person, typed: str, wanted: str, place: str = "#sales"
) -> JsonObject:
    """Type a line and return the question about it, while nobody is called."""
    before = cards(person, place)
    if place == "@voicy":
        question = await be_answered(person, typed, wanted)
    else:
        question = await be_told(person, place, typed, wanted)
    assert cards(person, place) == before
    return question


async def vars_of_the_dial(
    world: World, person: Person, place: str = "#sales", number: str = TO
) -> JsonObject:
    """Wait for the only call to a number to be refused, and return what its agent was told."""
    card = await person.wait_for_message(
        place,
        lambda message: is_card(message) and f"{number[5:8]}-{number[8:]}" in message["text"],
        PATIENCE_SECONDS,
    )
    await see(person, card, "Not dialed")
    dials = (await world.ledger())["dials"]
    (dial,) = [dial for dial in dials if dial["to_number"] == number]
    told: JsonObject = dial["vars_provided"]
    return told


WRITTEN = (
    ("@voicy call {} manager=@dana", {"manager": "dana"}),
    ("@voicy call {} place=#general", {"place": "general"}),
    ("@voicy call {} team=@closers", {"team": "The Closers"}),
    ('@voicy call {} note="ask @bob or @dana"', {"note": "ask bob or dana"}),
    ("*@voicy call {}*\n• *name*=John\n• company=_Acme_", {"name": "John", "company": "Acme"}),
    ("/call *{}* name=`John`,company=Acme", {"name": "John", "company": "Acme"}),
    ('/call {} name="*John*"', {"name": "*John*"}),
)


async def test_agent_is_told_what_people_see(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for index, (typed, told) in enumerate(WRITTEN):
        number = REFUSED.format(index)
        with subtests.test(typed):
            await alice.type("#sales", typed.format(number))
            assert await vars_of_the_dial(world, alice, number=number) == told


async def test_name_that_slack_does_not_say_is_asked_for(world: World, alice: Person) -> None:
    world.sandbox.workspace.messages.post(
        channel="D0ALICE", user="U0ALICE", text=f"call {TO} manager=<@U0NOBODY>"
    )
    said = await alice.wait_for_message("@voicy", "Write the name itself", PATIENCE_SECONDS)
    assert "manager" in said["text"]
    assert await world.dialed_numbers() == []


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        ("#sales", f"/call {TO} agent=Booker nmae=Laura"),
        ("#sales", f"@voicy call {TO} agent=Booker nmae=Laura"),
        ("@voicy", f"call {TO} agent=Booker nmae=Laura"),
    ],
)
async def test_variables_of_a_chosen_agent_are_asked_about_before_the_dial(
    world: World, alice: Person, place: str, typed: str
) -> None:
    missing = "The variable appointment_date is missing."
    wanted = f"{BOOKER} has no variable nmae; did you mean name? {missing}"
    question = await ask_and_hear(alice, typed, wanted, place)
    assert buttons_of(question) == [CALL_ANYWAY, FORM]
    assert await world.dialed_numbers() == []

    await alice.click(question, CALL_ANYWAY)
    assert await vars_of_the_dial(world, alice, place) == {"nmae": "Laura"}
    (card,) = cards(alice, place)
    assert f"{MISSING}: name, appointment_date" in shown_text(card)


async def test_form_opens_with_what_was_typed(world: World, alice: Person) -> None:
    typed = f"/call {TO} agent=Booker from=Support appointment_date=Monday mood=good"
    question = await ask_and_hear(
        alice, typed, "has no variable mood. The variable name is missing."
    )
    await alice.click(question, FORM)
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    values = view["state"]["values"]
    assert values["to"]["typed"]["value"] == TO
    assert values["from"]["chosen"]["selected_option"]["value"] == "+15551234568"
    assert values["variable.appointment_date"]["typed"]["value"] == "Monday"
    assert values["more"]["typed"]["value"] == "mood=good"

    await alice.fill(view, {"name": "Laura"})
    assert await alice.submit(view) == "closed"
    told = {"name": "Laura", "appointment_date": "Monday", "mood": "good"}
    assert await vars_of_the_dial(world, alice) == told


async def test_likely_spelling_in_the_form_is_asked_about(world: World, alice: Person) -> None:
    view = await call_from(alice, await say(alice, f"Try {TO}"))
    await alice.select(view, "Agent", "Appointment Booker")
    view = await alice.wait_for_view("appointment_date", PATIENCE_SECONDS)
    await alice.fill(view, {"More variables": "nmae=Laura"})
    assert await alice.submit(view) == "closed"
    question = await alice.wait_for_message("@voicy", "did you mean name?", PATIENCE_SECONDS)
    assert "missing" not in question["text"]
    assert await world.dialed_numbers() == []


async def test_number_s_own_agent_is_not_asked_about_and_the_card_names_what_is_missing(
    world: World, alice: Person
) -> None:
    first = await ask(alice, "#sales", "/call +15559876001 mood=good")
    await hear_the_end(alice, first, "📵 Busy")
    second = await ask(alice, "#sales", "/call +15559876001 name=John")
    assert f"{MISSING}: company, product" in shown_text(second)

    await alice.type("#sales", "/call")
    view = await alice.wait_for_view("company", PATIENCE_SECONDS)
    chosen = view["state"]["values"]["agent"]["choose_agent"]["selected_option"]["text"]["text"]
    assert chosen == "The number's own agent: Lead Qualifier"
    await alice.select(view, "From", "Support · +1 555-123-4568")
    view = await alice.wait_for_view(lambda shown: "company" not in str(shown), PATIENCE_SECONDS)
    assert "Lead Qualifier" not in str(view)


DOUBTFUL = (
    (
        'time="in 5 hours"',
        'Did you mean at="in 5 hours"?',
        "Call now, “time” is a variable of the agent",
        'Use at="in 5 hours"',
    ),
    (
        'Time="in 5 hours" timezone=Europe/Rome',
        'Did you mean at="in 5 hours" tz=Europe/Rome?',
        "Call now, “Time” and “timezone” are variables of the agent",
        'Use at="in 5 hours" tz=Europe/Rome',
    ),
    (
        "timezone=Europe/Rome",
        "Did you mean tz=Europe/Rome?",
        "Call now, “timezone” is a variable of the agent",
        "Use tz=Europe/Rome",
    ),
    (
        "timezone=Atlantis",
        "Did you mean tz=Atlantis?",
        "Call now, “timezone” is a variable of the agent",
        "",
    ),
    ("ext=45", "Extensions cannot be", "Call now, “ext” is a variable of the agent", ""),
    ("phone=+15551112222", "comes first", "Call now, “phone” is a variable of the agent", ""),
)


async def test_likely_options_are_asked_about(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for index, (typed, wanted, call, instead) in enumerate(DOUBTFUL):
        number = REFUSED.format(index)
        with subtests.test(typed):
            question = await ask_and_hear(alice, f"/call {number} {typed} x=1", wanted)
            assert buttons_of(question) == [call, *([instead] if instead else []), FORM]
            if "at=" not in instead:
                await alice.click(question, call)
                name, _, value = typed.partition("=")
                told = await vars_of_the_dial(world, alice, number=number)
                assert told == {name: value, "x": "1"}
                continue
            before = {card["ts"] for card in cards(alice, "#sales")}
            await alice.click(question, instead)
            card = await see(alice, await wait_for_card(alice, "#sales", before), "🗓")
            assert "time:" not in shown_text(card).casefold()
            assert number not in await world.dialed_numbers()


async def test_caller_id_is_of_the_callee_s_country_where_an_agent_is_chosen(
    outside: World, alice: Person
) -> None:
    text = "+15551234567=Sales,+442071838750=London,+15551234568=Support"
    numbers = read_config(
        None,
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        voicy_api_key="k",
        voicy_from_numbers=text,
    ).voicy_from_numbers
    await outside.start_bot(voicy_from_numbers=numbers)
    typed = '/call +442079460123 agent=Booker name=Jo appointment_date=May at="in 5 hours"'
    card = await ask(alice, "#sales", typed)
    assert "from London" in shown_text(card)
    other = await ask(alice, "#sales", '/call +442079460124 name=Jo at="in 5 hours"')
    assert "from " not in shown_text(other)


async def test_unusual_language_is_asked_about_once_a_day(world: World, alice: Person) -> None:
    typed = "/call {} agent=תזכורת שם=דנה תאריך_התור=מחר clinic=A doctor=B"
    wanted = "speaks Hebrew, which is unusual in the United States"
    question = await ask_and_hear(alice, typed.format(TO), wanted)
    await alice.click(question, CALL_ANYWAY)
    card = await wait_for_card(alice, "#sales", set())
    await see(alice, card, "Not dialed")
    await ask(alice, "#sales", typed.format(TO))
    await world.jump(hours=25)
    await alice.type("#sales", typed.format("+15559876020"))
    await alice.wait_for_ephemeral("#sales", wanted, PATIENCE_SECONDS)


async def test_agent_that_cannot_be_looked_up_holds_no_call_up(world: World, alice: Person) -> None:
    await world.break_voicy("agent-get", "hang", times=0)
    await ask(alice, "#sales", f"/call {TO} agent=Booker")
