"""What the team allows: refused with a way on, changed by admins, true for the next call."""

from collections.abc import AsyncIterator

import pytest

from bot.ui.denials import format_denial
from bot.ui.rules import NEVER_CALLED, RULES_TITLE, WISHES
from tests.builders.heads import Head
from tests.e2e.dialogue import be_told, hear_the_end, is_card, schedule, see
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

JAMAICAN = "+18765556543"
CLOSED = "Calls to Jamaica are closed here; open: the United States."
ADMINS_ONLY = format_denial("rules", "member")


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


def labels(shown: JsonObject) -> list[str]:
    return [
        element["text"]["text"]
        for block in shown["blocks"]
        for element in block.get("elements", ())
        if element.get("type") == "button"
    ]


async def change(person: Person, shown: JsonObject, button: str, **fields: object) -> None:
    await person.click(shown, button)
    view = await person.wait_for_view("change_rule_form", PATIENCE_SECONDS)
    await person.fill(view, dict(fields))
    assert await person.submit(view) == "closed"


async def test_closed_country_is_opened_by_an_admin_who_was_asked(
    world: World, alice: Person, dana: Person
) -> None:
    refused = await be_told(alice, "#sales", f"/call {JAMAICAN}", CLOSED)
    assert "That is the default; an admin can change it" in shown_text(refused)
    assert "Nobody was called." in shown_text(refused)
    await alice.click(refused, "Ask an admin")
    await alice.wait_for_ephemeral("#sales", "Asked: <@U0DANA>", PATIENCE_SECONDS)

    wish = await dana.wait_for_message(
        "@voicy",
        lambda said: f"{WISHES}Jamaica." in said["text"],
        PATIENCE_SECONDS,
    )
    assert labels(wish) == ["Change countries"]
    await change(dana, wish, "Change countries")
    await dana.wait_for_message(
        "@voicy", lambda said: "opened for calls: Jamaica" in said["text"], PATIENCE_SECONDS
    )

    preview = await be_told(alice, "#sales", f"/call {JAMAICAN}", "first call to Jamaica")
    await alice.click(preview, "Call")
    card = await alice.wait_for_message("#sales", is_card, PATIENCE_SECONDS)
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == [JAMAICAN]


async def test_everybody_sees_the_rules_and_admins_change_them_where_all_see_it(
    world: World, alice: Person, dana: Person
) -> None:
    listed = await be_told(alice, "#sales", "/call rules", RULES_TITLE)
    assert "Countries open: United States." in shown_text(listed)
    assert NEVER_CALLED in shown_text(listed)
    assert labels(listed) == []

    listed = await be_told(dana, "#sales", "/call rules", RULES_TITLE)
    assert labels(listed)[:2] == ["Change countries", "Change special numbers"]
    await change(dana, listed, "Change countries", rule_subjects=["JM", "CA"])
    await alice.wait_for_message(
        "#sales",
        lambda said: "<@U0DANA> opened for calls: Canada and Jamaica." in said["text"],
        PATIENCE_SECONDS,
    )
    await be_told(alice, "#sales", "@voicy rules", "Canada: open, set by @dana on ")


@pytest.mark.usefixtures("world")
async def test_home_shows_the_rules_to_admins_alone(alice: Person, dana: Person) -> None:
    assert "Rules" not in labels(await alice.open_home(PATIENCE_SECONDS))
    home = await dana.open_home(PATIENCE_SECONDS)
    await dana.click(home, "Rules")
    await dana.wait_for_home("Countries open:", PATIENCE_SECONDS)
    await change(dana, dana.home, "Change countries", rule_subjects=["JM"])
    await dana.wait_for_home("Jamaica: open, set by @dana", PATIENCE_SECONDS)
    await dana.wait_for_message(
        "@voicy", lambda said: "opened for calls: Jamaica" in said["text"], PATIENCE_SECONDS
    )


async def test_call_that_waits_is_judged_by_the_rules_of_its_dial(
    world: World, alice: Person, dana: Person
) -> None:
    card = await schedule(alice, "#sales", '/call +15559876543 at="in 2 hours"')
    listed = await be_told(dana, "#sales", "/call rules", RULES_TITLE)
    await change(dana, listed, "Change countries", rule_subjects=["US"], rule_value="closed")
    await dana.wait_for_message(
        "#sales", lambda said: "closed for calls" in said["text"], PATIENCE_SECONDS
    )
    await world.jump(hours=2)

    await see(
        alice,
        card,
        "Calls to the United States are closed here; no country is open. That was set by @dana",
    )
    assert await world.dialed_numbers() == []


async def test_only_admins_open_the_form_whoever_drew_the_button(
    world: World, alice: Person, dana: Person
) -> None:
    await be_told(alice, "#sales", f"/call {JAMAICAN}", CLOSED)
    await alice.click(alice.ephemerals("#sales")[-1], "Ask an admin")
    wish = await dana.wait_for_message(
        "@voicy", lambda said: WISHES in said["text"], PATIENCE_SECONDS
    )
    await world.do("make_member", user="U0DANA")
    await world.jump(minutes=2)
    await dana.click(wish, "Change countries")
    await dana.wait_for_ephemeral("@voicy", ADMINS_ONLY, PATIENCE_SECONDS)


NEVER_OR_NOT_HERE = (
    ("+19005556543", "This is a premium number, which is never called."),
    ("+12129766543", "This is a premium number, which is never called."),
    ("+881612345678", "This is the number of a satellite or of no country, which is never"),
    ("+448451234567", "This is a number that begins with +44845, which is closed here."),
)


async def test_dear_numbers_are_refused(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for number, words in NEVER_OR_NOT_HERE:
        with subtests.test(number):
            refused = await be_told(alice, "#sales", f"/call {number}", words)
            assert labels(refused) == (["Ask an admin"] if "closed here" in words else [])
            assert await world.dialed_numbers() == []


async def test_setting_is_the_ceiling_of_what_admins_open(
    outside: World, alice: Person, dana: Person
) -> None:
    await outside.start_bot(allowed_countries=frozenset({"US", "CA"}))
    refused = await be_told(alice, "#sales", f"/call {JAMAICAN}", "Calls to Jamaica are closed")
    assert "That is the setting ALLOWED_COUNTRIES; only whoever runs the bot" in shown_text(refused)
    assert labels(refused) == []

    listed = await be_told(dana, "#sales", "/call rules", "ALLOWED_COUNTRIES is set")
    await dana.click(listed, "Change countries")
    view = await dana.wait_for_view("change_rule_form", PATIENCE_SECONDS)
    await dana.fill(view, {"rule_subjects": ["JM"]})
    answer = await dana.submit(view)
    assert "Jamaica is not in ALLOWED_COUNTRIES" in str(answer)
