"""Slack refuses, loses, forgets: what is to be told is told once, in order, somewhere."""

import itertools
from typing import Any

import pytest

from bot.ui.labels import NOBODY_CALLED
from bot.ui.slack_codes import TRY_AGAIN
from tests.builders.heads import Head
from tests.e2e.dialogue import (
    ask,
    bot_messages,
    cards,
    heads,
    heads_of,
    hear,
    hear_the_end,
    see,
    see_result,
    wait_for_card,
)
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person


async def said_in(world: World, channel: str) -> list[str]:
    """Return the first words of all that the bot ever said in a channel."""
    said = bot_messages(await world.ledger(), lambda message: message["channel"] == channel)
    return [head for message in said for head in heads_of(message)]


async def tell_a_call(world: World, person: Person, area: int, kind: str, **more: Any) -> list[str]:
    """Let a short call be told while posting fails; return all that was said of it."""
    before = len(await said_in(world, "C0SALES"))
    await world.break_slack("chat.postMessage", kind, **more)
    card = await ask(person, "#sales", f"/call +1555{area}6003")
    await hear(person, card, Head.INITIATED, Head.ERROR)
    await see(person, card, Head.ERROR)
    assert (await world.dialed_numbers()).count(f"+1555{area}6003") == 1
    return (await said_in(world, "C0SALES"))[before:]


def tell(area: int) -> list[str]:
    """Return what is said of a short call."""
    return [f"📞 +1 555-{area}-6003", Head.INITIATED, Head.ERROR]


async def test_replies_come_in_order_though_slack_wants_fewer(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for area, kind in enumerate(("rate_limited", "rate_limited_bare"), start=300):
        with subtests.test(kind):
            told = await tell_a_call(world, alice, area, kind, times=3, retry_after=1)
            assert told == tell(area)


async def test_card_that_slack_is_slow_to_take_holds_back_its_own_call_and_no_other(
    world: World, alice: Person
) -> None:
    await world.break_slack("chat.postMessage", "slow", seconds=1.5, contains="C0SALES")
    slow = await ask(alice, "#sales", "/call +15559876003")
    quick = await ask(alice, "#general", "/call +15559876001")
    await hear(alice, quick, Head.INITIATED)
    assert await world.dialed_numbers() == ["+15559876001"]
    await hear_the_end(alice, slow, Head.ERROR)
    assert await world.dialed_numbers() == ["+15559876001", "+15559876003"]


async def test_message_whose_answer_was_lost_is_said_once(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    kinds = ("drop_after", "status_after", "html_after", "truncated")
    for area, (after, kind) in enumerate(itertools.product((0, 1), kinds), start=300):
        with subtests.test(kind, after=after):
            assert await tell_a_call(world, alice, area, kind, after=after) == tell(area)


async def test_message_that_never_arrived_is_said_after_all(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for area, kind in enumerate(("drop_before", "status", "html", "empty"), start=300):
        with subtests.test(kind):
            assert await tell_a_call(world, alice, area, kind, after=1) == tell(area)


async def test_blocks_that_slack_refuses_are_said_in_plain_text(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for after in (0, 1):
        with subtests.test(after=after):
            more = {"error": "invalid_blocks", "after": after}
            await world.break_slack("chat.postMessage", "error", **more)
            card = await ask(alice, "#sales", f"/call +155530{after}6003")
            replies = await hear(alice, card, Head.INITIATED, Head.ERROR)
            have_blocks = ["blocks" in message for message in (card, *replies)]
            assert have_blocks == [place != after for place in range(3)]


async def test_card_that_cannot_be_edited_for_a_while_shows_the_end_at_last(
    world: World, alice: Person
) -> None:
    await world.break_slack("chat.update", "rate_limited", times=2, retry_after=1)
    card = await ask(alice, "#sales", "/call +15559876001")
    await hear_the_end(alice, card, Head.BUSY)
    await see(alice, card, Head.BUSY)


async def test_deleted_card_moves_the_story_to_the_dm_of_who_asked(
    world: World, alice: Person, bob: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await hear(alice, card, Head.INITIATED)
    await world.do("delete_message", channel="C0SALES", ts=card["ts"])
    moved = await wait_for_card(alice, "@voicy", set())
    await world.hurry()
    end = await hear_the_end(alice, moved, Head.ENDED)
    await see_result(world, alice, end, "Summary")
    await see(alice, moved, "Ended")
    assert cards(bob, "#sales") == []
    left = [message["text"] for message in bob.messages("#sales")]
    assert left == ["This message was deleted."]


async def test_place_that_is_lost_in_mid_call_moves_the_story_to_the_dm(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    await world.hurry(WATCHABLE)
    for place, deed, number in (
        ("#sales", "archive", "+15559876001"),
        ("#deals", "kick_bot", "+15559886001"),
    ):
        with subtests.test(deed):
            before = {message["ts"] for message in alice.messages("@voicy")}
            card = await ask(alice, place, f"/call {number} name=John")
            await hear(alice, card, Head.INITIATED)
            await world.do(deed, channel=card["channel"])
            moved = await wait_for_card(alice, "@voicy", before)
            await hear_the_end(alice, moved, Head.BUSY)
            assert heads(alice, card) == [Head.INITIATED]


async def test_channel_that_is_taken_out_of_the_archive_is_told_in_again(
    world: World, alice: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876001 name=John")
    await hear(alice, card, Head.INITIATED)
    await world.do("archive", channel="C0SALES")
    await wait_for_card(alice, "@voicy", set())
    await world.do("unarchive", channel="C0SALES")
    await world.hurry()
    again = await ask(alice, "#sales", "/call +15559876003 name=John")
    await hear_the_end(alice, again, Head.ERROR)
    assert heads(alice, card) == [Head.INITIATED]


async def test_token_that_was_revoked_and_restored_leaves_nothing_untold(
    world: World, alice: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876001 name=John")
    await hear(alice, card, Head.INITIATED)
    await world.do("revoke_token")
    await world.hurry()
    await world.stop_bot()
    await world.do("restore_token")
    await world.start_bot()
    await hear_the_end(alice, card, Head.BUSY)
    await see(alice, card, Head.BUSY)
    assert len(await said_in(world, "C0SALES")) == len(heads(alice, card)) + 1


async def test_command_under_a_revoked_token_calls_nobody_and_says_why(
    world: World, alice: Person
) -> None:
    await world.do("revoke_token")
    await alice.type("#sales", "/call +15559876543")
    answer = await alice.wait_for_ephemeral("#sales", "token_revoked", PATIENCE_SECONDS)
    assert NOBODY_CALLED in answer["text"]
    assert await world.dialed_numbers() == []


async def test_form_that_slack_does_not_open_is_explained(world: World, alice: Person) -> None:
    await world.break_slack("views.open", "error", error="expired_trigger_id")
    await alice.type("#sales", "/call")
    answer = await alice.wait_for_ephemeral("#sales", NOBODY_CALLED, PATIENCE_SECONDS)
    assert TRY_AGAIN in answer["text"]
