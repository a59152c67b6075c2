"""Who may call: members of the workspace, whatever entrance somebody else tries."""

from dataclasses import replace

import pytest

from bot.ui.denials import format_denial
from bot.ui.labels import NOBODY_CALLED
from sandbox.slack.events import Events
from sandbox.slack.people import BOT_USER_ID
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, cards, hear_the_end, schedule, see, wait_to_be_told
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

NUMBER, OTHER = "+15559876543", "+15559876544"
NOT_GUESTS = format_denial("permissions", "guest")
NOT_OUTSIDERS = format_denial("permissions", "outsider")
NO_CHANGE_BY_GUESTS = format_denial("ownership", "guest")
NO_CHANGE_BY_OUTSIDERS = format_denial("ownership", "outsider")
UNKNOWN_PERSON = format_denial("permissions", "unknown")

pytestmark = pytest.mark.usefixtures("world")


async def write_to_the_bot(grace: Person) -> JsonObject:
    await grace.open_dm("@voicy")
    await grace.type("@voicy", f"call {NUMBER}")
    return await grace.wait_for_message("@voicy", NOT_GUESTS, PATIENCE_SECONDS)


async def test_guest_calls_nobody_by_any_entrance(world: World, subtests: pytest.Subtests) -> None:
    async with world.visitor("U0ALICE") as alice, world.visitor("U0GRACE") as grace:
        await alice.type("#launch", "/invite @voicy")
        for typed in (
            f"/call {NUMBER}",
            f'/call {NUMBER} at="in 1 hour"',
            f"@voicy call {NUMBER}",
            "/call",
        ):
            with subtests.test(typed):
                answer = await be_told(grace, "#launch", typed, NOT_GUESTS)
                assert NOBODY_CALLED in shown_text(answer)
                assert cards(alice, "#launch") == grace.screen.views == []
        with subtests.test("a direct message"):
            answer = await write_to_the_bot(grace)
            assert NOBODY_CALLED in shown_text(answer)
            assert cards(alice, "#launch") == cards(grace, "@voicy") == []
    assert await world.dialed_numbers() == []


async def test_form_that_is_open_calls_nobody_once_its_person_is_a_guest(world: World) -> None:
    await world.do("make_member", user="U0GRACE")
    async with world.visitor("U0GRACE") as grace:
        await grace.open_dm("@voicy")
        await grace.type("@voicy", "/call")
        view = await grace.wait_for_view("place_call", PATIENCE_SECONDS)
        await world.do("make_guest", user="U0GRACE")
        await world.jump(minutes=1)
        await grace.fill(view, {"To": "12"})
        answer = await grace.submit(view)
        assert isinstance(answer, dict)
        assert answer["errors"]["to"].startswith(NOT_GUESTS)
        await grace.fill(view, {"To": NUMBER})
        assert await grace.submit(view) == "closed"
        await grace.wait_for_message("@voicy", NOT_GUESTS, PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []


async def test_another_app_calls_nobody_and_is_not_answered(world: World, alice: Person) -> None:
    workspace = world.sandbox.workspace
    app = replace(workspace.people["U0BOB"], id="U0APP", bot_id="B0APP", app_id="A0APP")
    workspace.people[app.id] = app
    await alice.type("#sales", "/invite @voicy")
    place = workspace.conversations.get("C0SALES")
    assert place is not None
    said = workspace.messages.post(
        channel=place.id, user=app.id, text=f"<@{BOT_USER_ID}> call {NUMBER}"
    )
    await Events(workspace).bot_mentioned(place, said)
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {OTHER}"), Head.ENDED)
    assert await world.dialed_numbers() == [OTHER]
    assert len(cards(alice, "#sales")) == 1


async def test_guest_changes_no_call(world: World, subtests: pytest.Subtests) -> None:
    async with world.visitor("U0ALICE") as alice, world.visitor("U0GRACE") as grace:
        card = await schedule(alice, "#launch", f'/call {NUMBER} at="in 1 hour"')
        for button in ("Dial now", "Cancel", "Change time"):
            with subtests.test(button):
                before = {message["ts"] for message in grace.ephemerals("#launch")}
                await grace.click(await see(grace, card, "🗓"), button)
                await wait_to_be_told(grace, "#launch", NO_CHANGE_BY_GUESTS, before)
                assert "🗓" in shown_text(alice.message(card))
    assert await world.dialed_numbers() == []


async def test_people_of_another_company_lead_to_no_call_from_an_ended_one(
    world: World, subtests: pytest.Subtests
) -> None:
    async with world.visitor("U0ALICE") as alice, world.visitor("U0OMAR") as omar:
        await alice.type("#partners", "/invite @voicy")
        card = await ask(alice, "#partners", "/call +15559876001")
        await hear_the_end(alice, card, Head.BUSY)
        for button in ("Call again", "In 15 min"):
            with subtests.test(button):
                before = {message["ts"] for message in omar.ephemerals("#partners")}
                await omar.wait_for_message("#partners", button, PATIENCE_SECONDS)
                await omar.click(omar.message(card), button)
                await wait_to_be_told(omar, "#partners", NO_CHANGE_BY_OUTSIDERS, before)
                assert omar.screen.views == []
    assert await world.dialed_numbers() == ["+15559876001"]


async def test_people_of_another_company_call_nobody_by_a_mention(world: World) -> None:
    async with world.visitor("U0ALICE") as alice, world.visitor("U0OMAR") as omar:
        await alice.type("#partners", "/invite @voicy")
        await omar.type("#partners", f"@voicy call {NUMBER}")
        answer = await omar.wait_for_ephemeral("#partners", NOT_OUTSIDERS, PATIENCE_SECONDS)
        assert NOBODY_CALLED in shown_text(answer)
    assert await world.dialed_numbers() == []


async def test_call_of_somebody_who_was_deactivated_is_not_dialed(
    world: World, alice: Person, bob: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 1 hour"')
    await world.do("deactivate", user="U0ALICE")
    await world.jump(minutes=61)
    await see(bob, card, format_denial("permissions", "deactivated")[:40])
    assert await world.dialed_numbers() == []


async def test_call_is_not_dialed_where_its_requester_is_no_longer(
    world: World, alice: Person
) -> None:
    async with world.visitor("U0DANA") as dana:
        await alice.type("#board", "/invite @voicy")
        await alice.wait_for_message("#board", "has joined", PATIENCE_SECONDS)
        card = await schedule(alice, "#board", f'/call {NUMBER} at="in 1 hour"')
        await world.do("add", channel=card["channel"], user="U0DANA")
        await world.do("remove", channel=card["channel"], user="U0ALICE")
        await world.jump(minutes=61)
        await dana.wait_for_message("#board", "Not dialed", PATIENCE_SECONDS)
    told = await alice.wait_for_message("@voicy", NOBODY_CALLED, PATIENCE_SECONDS)
    assert "Call to +1 555-987-6543: The call would be posted" in shown_text(told)
    assert await world.dialed_numbers() == []


async def test_who_cannot_be_told_calls_nobody(world: World, alice: Person) -> None:
    await world.break_slack("users.info", "error", error="fatal_error")
    await alice.type("#sales", f"/call {NUMBER}")
    answer = await alice.wait_for_ephemeral("#sales", UNKNOWN_PERSON, PATIENCE_SECONDS)
    assert NOBODY_CALLED in shown_text(answer)
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {NUMBER}"), Head.ENDED)
    assert await world.dialed_numbers() == [NUMBER]


async def test_dial_waits_a_quarter_of_an_hour_for_slack_and_then_asks(
    world: World, alice: Person
) -> None:
    card = await schedule(alice, "#sales", f'/call {NUMBER} at="in 1 hour"')
    await world.break_slack("users.info", "error", error="fatal_error", times=0)
    await world.jump(minutes=61)
    await see(alice, card, "🗓")
    await world.jump(minutes=16)
    await see(alice, card, "Overdue")
    await world.do("clear_faults")
    await alice.click(alice.message(card), "Dial now")
    await hear_the_end(alice, card, Head.ENDED)
    assert await world.dialed_numbers() == [NUMBER]


async def test_form_is_of_whoever_opened_it(world: World, alice: Person, bob: Person) -> None:
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await bob.type("#sales", "/call")
    other = await bob.wait_for_view("place_call", PATIENCE_SECONDS)
    forged = world.sandbox.workspace.views.get(view["id"])
    assert forged is not None
    forged.content["private_metadata"] = other["private_metadata"]
    await alice.fill(view, {"To": NUMBER})
    assert await alice.submit(view) == "closed"
    await alice.wait_for_message("@voicy", "somebody else opened it", PATIENCE_SECONDS)
    assert await world.dialed_numbers() == []


async def test_colleague_may_try_a_call_again(world: World, alice: Person, bob: Person) -> None:
    card = await ask(alice, "#sales", "/call +15559876001")
    await hear_the_end(alice, card, Head.BUSY)
    shown = await see(bob, card, "Call again")
    await bob.click(shown, "In 1 h")
    await see(alice, card, "tried again by @bob")
    await world.jump(minutes=61)
    await hear_the_end(alice, card, Head.BUSY)
