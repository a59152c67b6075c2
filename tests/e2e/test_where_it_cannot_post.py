"""Where the bot cannot post nobody is called, and the person learns what to do."""

import pytest

from bot.ui.labels import NOBODY_CALLED
from bot.ui.notices import CALL_IN_DM_LABEL, OTHERS_DM
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, see, see_result, wait_for_card
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

IN_MY_DM = CALL_IN_DM_LABEL


async def test_nobody_is_called_from_where_the_bot_is_not(
    world: World, alice: Person, bob: Person, subtests: pytest.Subtests
) -> None:
    for place, advice in (
        ("#board", "Invite me first: /invite @voicy"),
        ("@bob", OTHERS_DM),
    ):
        with subtests.test(place):
            typed = "/call +15559876543 name=John"
            answer = await be_told(alice, place, typed, NOBODY_CALLED)
            assert advice in answer["text"]
            assert IN_MY_DM in shown_text(answer)
            assert await world.dialed_numbers() == []
            channel = alice.screen.channel_id(place)
            assert (bob.messages(channel), bob.ephemerals(channel)) == ([], [])


async def test_button_puts_the_thread_into_the_persons_dm(world: World, alice: Person) -> None:
    await alice.type("#board", "/call +15559876543 from=Support name=John")
    answer = await alice.wait_for_ephemeral("#board", IN_MY_DM, PATIENCE_SECONDS)
    await alice.click(answer, IN_MY_DM)
    card = await wait_for_card(alice, "@voicy", set())
    end = await hear_the_end(alice, card, Head.ENDED)
    await see_result(world, alice, end, "Summary")
    (dial,) = (await world.ledger())["dials"]
    assert (dial["from_number"], dial["vars_provided"]) == ("+15551234568", {"name": "John"})
    assert alice.messages("#board") == []


async def test_invited_bot_tells_the_call_in_the_private_channel(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.type("#board", "/invite @voicy")
    await alice.wait_for_message("#board", "has joined", PATIENCE_SECONDS)
    card = await ask(alice, "#board", "/call +15559876543")
    await hear_the_end(bob, card, Head.ENDED)


async def test_call_in_the_direct_message_with_the_bot_is_told_there(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "@voicy", "/call +15559876543")
    await hear_the_end(alice, card, Head.ENDED)


async def test_archived_channel_chosen_in_the_form_calls_nobody(
    world: World, alice: Person
) -> None:
    await alice.type("#sales", "/call")
    view = await alice.wait_for_view("place_call", PATIENCE_SECONDS)
    await alice.fill(view, {"To": "+15559876004", "Post to": "#old-campaign"})
    assert await alice.submit(view) == "closed"
    answer = await alice.wait_for_message("@voicy", "archived", PATIENCE_SECONDS)
    assert NOBODY_CALLED in answer["text"]
    assert await world.dialed_numbers() == []
    await alice.click(answer, IN_MY_DM)
    card = await wait_for_card(alice, "@voicy", {answer["ts"]})
    await see(alice, card, "Not dialed")
    assert await world.dialed_numbers() == ["+15559876004"]


async def test_card_that_slack_refuses_for_good_calls_nobody(world: World, alice: Person) -> None:
    await world.break_slack("chat.postMessage", "error", error="restricted_action", times=0)
    await alice.type("#sales", "/call +15559876543")
    answer = await alice.wait_for_ephemeral("#sales", "restricted", PATIENCE_SECONDS)
    assert NOBODY_CALLED in answer["text"]
    await world.do("clear_faults")
    card = await ask(alice, "#sales", "/call +15559876004")
    await see(alice, card, "Not dialed")
    assert await world.dialed_numbers() == ["+15559876004"]


async def test_answer_that_cannot_be_shown_in_place_comes_by_dm(
    world: World, alice: Person
) -> None:
    await world.break_slack("response_url", "status", status=500)
    await alice.type("#sales", "/call banana")
    await alice.wait_for_message("@voicy", "▸banana◂", PATIENCE_SECONDS)


ADVICE = (
    ("restricted_action_read_only_channel", "read-only"),
    ("restricted_action_thread_only_channel", "one of its threads"),
    ("restricted_action_non_threadable_channel", "allows no threads"),
    ("ekm_access_denied", "admins of your organization"),
)


async def test_who_is_in_the_channel_is_told_what_helps_and_not_to_invite_the_bot(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for code, advice in ADVICE:
        with subtests.test(code):
            await world.break_slack("chat.postMessage", "error", error=code)
            answer = await be_told(alice, "#sales", "/call +15559876543", advice)
            assert NOBODY_CALLED in answer["text"]
            assert "/invite" not in answer["text"]
            assert IN_MY_DM in shown_text(answer)
