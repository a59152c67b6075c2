"""A number is forgotten wherever the bot spoke of it: in lists, in places it left, beyond edits."""

import asyncio

import pytest

from bot.ui.results import NO_TRANSCRIPT, SAVED, SAVING
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_answered, hear_the_end, see, see_result
from tests.e2e.test_forgetting import NAME, NUMBER, be_called, dana, find_in_slack, forget
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

__all__ = ["dana"]
LONG_CALL = "+15559876012"
STANDS = "Slack did not let me"
SOMEBODY_ELSE = "+15551116543"


async def test_lists_in_everybodys_chat_with_the_bot_are_deleted(
    world: World, alice: Person, bob: Person, dana: Person
) -> None:
    await be_called(world, alice)
    for person, typed in (
        (bob, "history all"),
        (bob, f"history {NAME}"),
        (bob, f"history {NUMBER}"),
        (dana, "history all"),
    ):
        await be_answered(person, typed, f"6543 ({NAME})")
    await be_answered(bob, f"dnc check {NUMBER}", "is not on the do-not-call list")
    kept = await be_answered(bob, f"dnc check {SOMEBODY_ELSE}", "is not on the do-not-call list")

    told = await forget(dana)

    assert STANDS not in shown_text(told)
    assert find_in_slack(world) == []
    assert bob.message(kept) in bob.messages("@voicy")


@pytest.mark.parametrize("fault", ["error", "rate_limited", "drop_after"])
async def test_chats_are_asked_for_until_slack_says_them(
    world: World, alice: Person, bob: Person, dana: Person, fault: str
) -> None:
    await be_called(world, alice)
    await be_answered(bob, "history all", f"6543 ({NAME})")
    await world.break_slack("users.conversations", fault, times=2)

    await forget(dana)

    assert find_in_slack(world) == []


async def test_chats_that_the_bot_may_not_list_are_told(
    world: World, alice: Person, dana: Person
) -> None:
    await be_called(world, alice)
    await world.break_slack("users.conversations", "error", error="missing_scope", times=0)

    assert STANDS in shown_text(await forget(dana))


@pytest.mark.parametrize("is_back", [True, False])
@pytest.mark.parametrize(("lose", "find"), [("archive", "unarchive"), ("kick_bot", "invite_bot")])
async def test_what_stands_where_a_thread_was_before_is_deleted_or_told(
    world: World, alice: Person, dana: Person, lose: str, find: str, is_back: bool
) -> None:
    await alice.type("#deals", "/invite @voicy")
    card = await ask(alice, "#deals", f"/call {LONG_CALL} name={NAME}")
    await hear_the_end(alice, card, Head.ONGOING)
    await world.do(lose, channel=card["channel"])
    await world.hurry(1_000)
    moved = await alice.wait_for_message("@voicy", NAME, PATIENCE_SECONDS)
    await hear_the_end(alice, moved, Head.ENDED)
    await see_result(world, alice, alice.thread("@voicy", moved["ts"])[-1], "Summary")
    await world.jump(minutes=11)
    if is_back:
        await world.do(find, channel=card["channel"])

    told = await forget(dana, number=LONG_CALL)

    assert [NAME in each for each in find_in_slack(world)] == ([] if is_back else [True])
    assert (STANDS in shown_text(told)) != is_back


@pytest.mark.parametrize("code", ["edit_window_closed", "cant_update_message"])
async def test_what_nobody_may_edit_is_deleted(
    world: World, alice: Person, bob: Person, dana: Person, code: str
) -> None:
    await alice.type("#support", "/call watch")
    await alice.wait_for_message("#support", "turned on call updates", PATIENCE_SECONDS)
    card = await be_called(world, alice)
    await alice.wait_for_message("#support", NAME, PATIENCE_SECONDS)
    (end,) = (each for each in alice.thread("#sales", card["ts"]) if "Summary" in each["text"])
    await world.break_slack("chat.update", "error", error=code, times=0)

    told = await forget(dana)
    await asyncio.sleep(60)

    assert STANDS not in shown_text(told)
    assert find_in_slack(world) == []
    assert end not in alice.thread("#sales", card["ts"])


async def test_what_is_open_while_a_number_is_forgotten_saves_nothing(
    world: World, alice: Person, bob: Person, dana: Person
) -> None:
    card = await be_called(world, alice)
    await bob.click(await see(bob, card, "Transcript"), "Transcript")
    view = await bob.wait_for_view("Save to thread", PATIENCE_SECONDS)
    await bob.click(await see(bob, card, "Recording"), "Recording")
    link = await bob.wait_for_ephemeral("#sales", "Recording of", PATIENCE_SECONDS)
    await forget(dana)
    before = alice.thread("#sales", card["ts"])

    await bob.click(view, "Save to thread")
    shown = await bob.wait_for_view(NO_TRANSCRIPT, PATIENCE_SECONDS)
    await bob.click(link, "Save to thread")
    await bob.wait_for_ephemeral("#sales", "The recording is not available", PATIENCE_SECONDS)
    await asyncio.sleep(5)

    assert SAVED not in shown_text(shown)
    assert SAVED not in shown_text(bob.screen.views[-1])
    assert alice.thread("#sales", card["ts"]) == before


async def test_recording_that_is_on_its_way_while_a_number_is_forgotten_is_not_saved(
    world: World, alice: Person, dana: Person
) -> None:
    card = await be_called(world, alice)
    await alice.click(await see(alice, card, "Recording"), "Recording")
    link = await alice.wait_for_ephemeral("#sales", "Recording of", PATIENCE_SECONDS)
    await world.break_voicy("recordings", "slow", seconds=15)
    await alice.click(link, "Save to thread")
    await alice.wait_for_ephemeral("#sales", SAVING, PATIENCE_SECONDS)

    await forget(dana)
    await asyncio.sleep(20)

    assert SAVED not in "".join(shown_text(each) for each in alice.ephemerals("#sales"))
    assert not alice.files("#sales", card["ts"])
