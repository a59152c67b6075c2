"""Channels that watch: one line about each call of others that they want to hear of."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.domain.subscriptions import Watch
from bot.domain.workspaces import ChannelKey
from bot.store.sqlite import SqliteStore
from bot.ui.watch import DIGEST_TURNED_ON, NO_UPDATES, TURNED_OFF, TURNED_ON, UPDATES_TITLE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, bot_messages, hear_the_end
from tests.e2e.past_calls import SANDBOX, write_past_calls
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

BUSY = "+15559876001"
BUSY_LINE = f"{Head.BUSY} · "


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who runs the bot, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


async def say(person: Person, channel: str, typed: str, answer: str) -> JsonObject:
    """Type a line that changes what a channel hears, and return what everybody there reads."""
    await person.type(channel, typed)
    return await person.wait_for_message(
        channel, lambda message: answer in message["text"], PATIENCE_SECONDS
    )


def lines(person: Person, channel: str) -> list[str]:
    """Return the lines about calls of others in a channel."""
    signs = (Head.ENDED, Head.BUSY, Head.NO_ANSWER, Head.ERROR, Head.CANCELED)
    return [
        message["text"]
        for message in person.messages(channel)
        if message["text"].startswith(signs) and message.get("thread_ts") is None
    ]


async def hear_line(person: Person, channel: str, beginning: str) -> JsonObject:
    return await person.wait_for_message(
        channel, lambda message: message["text"].startswith(beginning), PATIENCE_SECONDS
    )


async def test_one_asks_another_watches_and_a_third_reads_the_rules(
    world: World, alice: Person, bob: Person, dana: Person
) -> None:
    said = await say(bob, "#support", "/call watch", TURNED_ON)
    assert "finished calls" in said["text"]

    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await hear_the_end(alice, card, Head.ENDED)
    line = await hear_line(bob, "#support", f"{Head.ENDED} · ")

    link = f"/archives/C0SALES/p{card['ts'].replace('.', '')}"
    assert link in line["text"]
    assert "+1 … 6543 (John)" in shown_text(line)
    assert "\n" not in line["text"]
    assert lines(alice, "#sales") == []
    rules = await be_told(dana, "#support", "/call watch list", UPDATES_TITLE)
    assert "finished calls from public channels, added by" in shown_text(rules)
    assert lines(bob, "#support") == [line["text"]]


async def test_channel_hears_only_of_the_outcomes_and_agents_that_it_watches(
    world: World, alice: Person, bob: Person
) -> None:
    await say(bob, "#support", "/call watch outcome=busy", "public channels · busy")
    await say(bob, "#support", "/call watch outcome=Busy,no-answer", "busy, no answer")
    await be_told(bob, "#support", "/call watch outcome=busy", "already")
    await say(bob, "#general", "/call watch agent=nobody", "agent nobody")

    ended = await ask(alice, "#sales", "/call +15559876543")
    await hear_the_end(alice, ended, Head.ENDED)
    busy = await ask(alice, "#sales", f"/call {BUSY}")
    line = await hear_line(bob, "#support", BUSY_LINE)
    await hear_the_end(alice, busy, Head.BUSY)

    # two rules fit, and it is one line all the same
    assert lines(bob, "#support") == [line["text"]]
    assert lines(bob, "#general") == []


async def test_what_is_told_in_private_is_told_nowhere_else(
    world: World, alice: Person, bob: Person
) -> None:
    for place in ("#support", "#deals", "@voicy"):
        await say(bob, place, "/call watch", TURNED_ON)
    for place, number in (("@voicy", "+15559876543"), ("#deals", "+15559886543")):
        card = await ask(alice, place, f"/call {number}")
        await hear_the_end(alice, card, Head.ENDED)
    card = await ask(alice, "#sales", f"/call {BUSY}")
    await hear_the_end(alice, card, Head.BUSY)

    for place in ("#support", "#deals", "@voicy"):
        await hear_line(bob, place, BUSY_LINE)
        assert len(lines(bob, place)) == 1


async def test_rules_survive_a_restart_and_a_new_name_until_they_are_taken_back(
    world: World, alice: Person, bob: Person
) -> None:
    await say(bob, "#support", "/call watch outcome=busy", TURNED_ON)
    await world.stop_bot()
    await world.do("rename", channel="C0SUPPORT", name="helpers")
    await world.start_bot()
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {BUSY}"), Head.BUSY)
    await hear_line(bob, "#helpers", BUSY_LINE)

    await say(alice, "#helpers", "/call unwatch", TURNED_OFF)
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {BUSY}"), Head.BUSY)
    await be_told(alice, "#helpers", "/call unwatch", NO_UPDATES)
    await be_told(alice, "#helpers", "/call watch list", NO_UPDATES)

    assert len(lines(bob, "#helpers")) == 1


@pytest.mark.parametrize("deed", ["kick_bot", "archive"])
async def test_channel_that_the_bot_has_lost_stops_quietly_and_its_watchers_are_told_once(
    world: World, alice: Person, bob: Person, deed: str
) -> None:
    for place in ("#deals", "#general"):
        await say(bob, place, "/call watch outcome=busy", TURNED_ON)
        await say(bob, place, "/call watch outcome=ended", "calls from public channels · ended")
        await say(alice, place, "/call watch digest 17:00", DIGEST_TURNED_ON)
    for channel in ("G0DEALS", "C0GENERAL"):
        await world.do(deed, channel=channel)
    for person in (alice, bob):
        for channel in ("G0DEALS", "C0GENERAL"):
            await person.wait_for_message("@voicy", f"<#{channel}>", PATIENCE_SECONDS)

    await hear_the_end(alice, await ask(alice, "#sales", f"/call {BUSY}"), Head.BUSY)

    for person in (alice, bob):
        assert len(person.messages("@voicy")) == 2
    assert lines(bob, "#deals") + lines(bob, "#general") == []


async def test_place_that_can_no_longer_be_written_to_is_left_without_a_word_from_slack(
    world: World, alice: Person, bob: Person
) -> None:
    await say(bob, "#support", "/call watch", TURNED_ON)
    await world.break_slack(
        "chat.postMessage", "error", error="restricted_action", contains="C0SUPPORT"
    )
    await hear_the_end(alice, await ask(alice, "#sales", f"/call {BUSY}"), Head.BUSY)
    await bob.wait_for_message("@voicy", "<#C0SUPPORT>", PATIENCE_SECONDS)

    await be_told(bob, "#support", "/call watch list", NO_UPDATES)
    assert lines(bob, "#support") == []


async def test_line_whose_post_went_wrong_is_said_once(
    world: World, alice: Person, bob: Person
) -> None:
    await say(bob, "#support", "/call watch", TURNED_ON)
    links = []
    for area, kind in enumerate(("drop_after", "drop_before", "status", "rate_limited"), start=300):
        await world.break_slack("chat.postMessage", kind, contains="C0SUPPORT", retry_after=1)
        card = await ask(alice, "#sales", f"/call +1555{area}6001")
        links.append(f"/p{card['ts'].replace('.', '')}|")
        await hear_the_end(alice, card, Head.BUSY)
        await bob.wait_for_message("#support", links[-1], PATIENCE_SECONDS)
    await hear_the_end(alice, await ask(alice, "#sales", "/call +15559876003"), Head.ERROR)
    await hear_line(bob, "#support", Head.ERROR)

    said = bot_messages(await world.ledger(), lambda message: message["channel"] == "C0SUPPORT")
    _, *of_calls = [message["text"] for message in said if "joined" not in message["text"]]
    wanted = [*links, Head.ERROR]
    assert [each in text for each, text in zip(wanted, of_calls, strict=True)] == [True] * 5


async def test_bot_that_cannot_post_watches_nothing_and_says_how_it_could(
    world: World, bob: Person
) -> None:
    answer = await be_told(bob, "#board", "/call watch", "/invite @voicy")
    assert NO_UPDATES in shown_text(answer)
    await be_told(bob, "#board", "/call watch digest 17:00", "/invite @voicy")
    await world.do("invite_bot", channel="G0BOARD")
    await be_told(bob, "#board", "/call watch list", NO_UPDATES)
    # neither of the two is there already
    await say(bob, "#board", "/call watch", TURNED_ON)
    await say(bob, "#board", "/call watch digest 17:00", DIGEST_TURNED_ON)


async def test_wish_that_meets_a_limit_of_slack_is_told_after_it(world: World, bob: Person) -> None:
    await world.break_slack("chat.postMessage", "rate_limited", retry_after=3)
    await say(bob, "#support", "/call watch", TURNED_ON)
    assert bob.ephemerals("#support") == []


async def test_wish_in_a_thread_is_told_to_its_channel(world: World, bob: Person) -> None:
    await bob.type("#sales", "Busy calls?")
    parent = await bob.wait_for_message("#sales", "Busy calls?", PATIENCE_SECONDS)
    await bob.type("#sales", "@voicy watch outcome=busy", thread_ts=parent["ts"])
    said = await bob.wait_for_message("#sales", TURNED_ON, PATIENCE_SECONDS)
    assert "<@U0BOB>" in said["text"]
    assert said.get("thread_ts") is None


async def test_wrong_rule_is_marked_and_changes_nothing(world: World, bob: Person) -> None:
    answer = await be_told(bob, "#support", "/call watch outcome=bussy", "▸bussy◂")
    assert "Did you mean “busy”?" in shown_text(answer)
    assert "/call watch outcome=" in shown_text(answer)
    await be_told(bob, "#support", "/call watch list", NO_UPDATES)


async def test_line_of_a_call_that_ended_right_before_the_bot_died_is_said_once(
    outside: World, bob: Person
) -> None:
    store = SqliteStore(outside.database_path, slots=1)
    await store.open()
    watch = Watch(
        workspace_id=SANDBOX,
        channel_id="C0SUPPORT",
        added_by="U0BOB",
        added_at=datetime.now(UTC),
    )
    await store.watches.add(watch, outcomes=None)
    await store.close()
    await write_past_calls(outside.database_path, 2, channel_id="C0SALES")
    await die_while_saying(outside, "C0SUPPORT")

    await outside.start_bot()
    for number in ("+1 … 0000", "+1 … 0001"):
        await bob.wait_for_message("#support", f"No answer · {number}", PATIENCE_SECONDS)
    await outside.stop_bot()
    await outside.start_bot()
    await say(bob, "#support", "/call unwatch", TURNED_OFF)

    assert len(lines(bob, "#support")) == 2


async def die_while_saying(world: World, channel_id: str) -> None:
    """Let an earlier bot have died while it was saying something in a channel."""
    store = SqliteStore(world.database_path, slots=1)
    await store.open()
    line = await store.outbox.next_post(ChannelKey(SANDBOX, channel_id))
    assert line is not None
    await store.outbox.claim(line, at=datetime.now(UTC))
    await store.close()
