"""Every fate a call can meet, in the words its thread has for it."""

import asyncio

import pytest

from bot.ui.labels import NOBODY_CALLED
from bot.ui.variable_question import CALL_ANYWAY
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, hear, hear_the_end, see, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person
from tests.screen import shown_text


@pytest.mark.usefixtures("world")
async def test_each_end_of_a_call_has_words_of_its_own(
    alice: Person, subtests: pytest.Subtests
) -> None:
    ends = {
        "+15559876544": (Head.ENDED, "the agent hung up"),
        "+15559876006": (Head.ENDED, "nobody spoke any more"),
        "+15559876007": (Head.ENDED, "the line went silent after a fault"),
        "+15559876018": (Head.ENDED, f"{Head.ENDED} · 1"),
        "+15559876001": (Head.BUSY, ""),
        "+15559876002": (Head.NO_ANSWER, ""),
        "+15559876003": (Head.ERROR, "no conversation took place"),
        "+15559876005": (Head.CANCELED, ""),
    }
    for number, (head, outcome) in ends.items():
        with subtests.test(number):
            card = await ask(alice, "#sales", f"/call {number}")
            end = await hear_the_end(alice, card, head)
            assert outcome in end["text"]
            assert "<@U0ALICE>" in end["text"]
            await see(alice, card, head)


async def test_callee_who_is_busy_was_never_ongoing(world: World, alice: Person) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876001")
    await hear(alice, card, Head.INITIATED, Head.RINGING, Head.BUSY)


async def test_states_that_nobody_saw_are_not_invented(world: World, alice: Person) -> None:
    await world.break_voicy("call-get", "status", status=503)
    card = await ask(alice, "#sales", "/call +15559876011")
    await hear(alice, card, Head.INITIATED, Head.ENDED)
    (call,) = (await world.ledger())["calls"]
    assert len(call["statuses"]) == 4


async def test_status_nobody_documented_is_shown_as_it_came(world: World, alice: Person) -> None:
    await world.do("plan", longest_call_seconds=2)
    await world.hurry(1.3)
    card = await ask(alice, "#sales", "/call +15559876008")
    await alice.wait_for_message("#sales", "Transferring", PATIENCE_SECONDS, thread_ts=card["ts"])
    await hear(
        alice, card, Head.INITIATED, Head.RINGING, Head.ONGOING, "🔹 Transferring", Head.ENDED
    )


async def test_refusal_is_told_in_the_words_of_the_api(world: World, alice: Person) -> None:
    sentences = {
        "+15559876004": "Phone number not found or not assigned to your account",
        "+15559876015": "Calls to this destination cannot be processed",
        "+15559876020": "Invalid phone number format. Use E.164 (e.g. +11234567890)",
    }

    async def hear_the_refusal(place: str, number: str) -> None:
        card = await ask(alice, place, f"/call {number} name=John")
        (said,) = await hear(alice, card, Head.REFUSED)
        assert sentences[number] in shown_text({"blocks": said["blocks"]})
        assert NOBODY_CALLED in said["text"]
        await see(alice, card, "Not dialed")

    await asyncio.gather(*map(hear_the_refusal, ("#sales", "#general", "#deals"), sentences))
    assert await world.placed_calls() == 0


async def test_refused_order_is_edited_in_a_form_filled_in(world: World, alice: Person) -> None:
    typed = '/call +15559876004 agent=Lead from=Support name="John O\'Brien" mood="good = fine"'
    await alice.type("#sales", typed)
    question = await alice.wait_for_ephemeral("#sales", CALL_ANYWAY, PATIENCE_SECONDS)
    await alice.click(question, CALL_ANYWAY)
    card = await wait_for_card(alice, "#sales", set())
    refused = await see(alice, card, "Not dialed")
    await alice.click(refused, "Edit and try again")
    view = await alice.wait_for_view(lambda view: "company" in shown_text(view), PATIENCE_SECONDS)
    values = view["state"]["values"]
    assert values["to"]["typed"]["value"] == "+15559876004"
    assert values["from"]["chosen"]["selected_option"]["value"] == "+15551234568"
    assert values["agent"]["choose_agent"]["selected_option"]["text"]["text"] == "Lead Qualifier"
    assert values["variable.name"]["typed"]["value"] == "John O'Brien"
    assert values["more"]["typed"]["value"] == 'mood="good = fine"'
    await alice.fill(view, {"To": "+15559876015"})
    assert await alice.submit(view) == "closed"
    again = await alice.wait_for_message("#sales", "555-987-6015", PATIENCE_SECONDS)
    await see(alice, again, "Calls to this destination cannot be processed")
    last = (await world.ledger())["dials"][-1]
    assert last["vars_provided"] == {"name": "John O'Brien", "mood": "good = fine"}
    await hear(alice, card, Head.REFUSED)


async def test_finished_call_is_made_again_with_the_same_form(
    world: World, alice: Person, bob: Person
) -> None:
    card = await ask(alice, "#sales", "/call +15559876001 name=John")
    await hear_the_end(bob, card, Head.BUSY)
    await bob.click(await see(bob, card, "Call again"), "Call again")
    view = await bob.wait_for_view("New call", PATIENCE_SECONDS)
    assert view["state"]["values"]["to"]["typed"]["value"] == "+15559876001"
    await bob.fill(view, {"To": "+15559876004"})
    assert await bob.submit(view) == "closed"
    again = await bob.wait_for_message("#sales", "@bob", PATIENCE_SECONDS)
    end = await hear_the_end(bob, again, Head.REFUSED)
    assert "<@U0BOB>" in end["text"]
    assert (await world.ledger())["dials"][-1]["vars_provided"] == {"name": "John"}
