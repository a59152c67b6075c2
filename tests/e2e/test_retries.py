"""Calls that nobody answered are tried again: by plan, by a click, and never at night."""

from datetime import timedelta

import pytest

from bot.ui.call_thread import NOT_CALLED_AGAIN
from bot.ui.notices import UNCHANGED
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, bot_messages, cards, heads, heads_of, hear_the_end, see
from tests.e2e.times import find_daytime_zone, shown_moment
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person
from tests.screen import JsonObject, shown_text

pytestmark = pytest.mark.usefixtures("world")

BUSY = "+15559876001"
SILENT = "+15559876002"
ANSWERED = "+15559876543"
# an end of another call of the same bot, which proves that it had its time
OTHER = "+15559876003"


def ends(person: Person, card: JsonObject, wanted: str = Head.BUSY) -> list[JsonObject]:
    """Return the replies that tell an end of this kind."""
    replies = person.thread(card["channel"], card["ts"])
    return [reply for reply in replies if heads_of(reply)[-1] == wanted]


async def hear_ends(
    person: Person, card: JsonObject, count: int, wanted: str = Head.BUSY
) -> list[JsonObject]:
    """Wait until so many attempts have come to this end."""
    await person.wait_until(
        lambda: len(ends(person, card, wanted)) >= count,
        f"{count} times {wanted}",
        PATIENCE_SECONDS,
        lambda: str(heads(person, card)),
    )
    return ends(person, card, wanted)


async def ask_again(world: World, person: Person) -> None:
    """Make another call to its end, after which nothing of before is still to come."""
    await hear_the_end(person, await ask(person, "#support", f"/call {OTHER}"), Head.ERROR)


def mentions(messages: list[JsonObject]) -> int:
    """Count how often Alice was mentioned."""
    return sum(message["text"].count("<@U0ALICE>") for message in messages)


async def test_busy_callee_is_tried_again_in_the_same_thread_and_the_asker_told_once(
    world: World, alice: Person
) -> None:
    card = await ask(alice, "#sales", f"/call {BUSY} retry=2 tz={find_daytime_zone()}")
    (first,) = await hear_ends(alice, card, 1)
    assert first["text"].endswith(" · trying again")
    second_at = shown_moment(await see(alice, card, "Attempt 2 of 3"))
    await world.jump(minutes=15)
    second = (await hear_ends(alice, card, 2))[-1]
    assert second["text"].endswith(" · trying again")
    third_at = shown_moment(await see(alice, card, "Attempt 3 of 3"))
    assert timedelta(hours=1) <= third_at - second_at < timedelta(hours=1, minutes=1)
    assert mentions(alice.thread("#sales", card["ts"])) == 0
    await world.jump(hours=1)
    third = (await hear_ends(alice, card, 3))[-1]
    assert "<@U0ALICE>" in third["text"]
    for button in ("Call again", "In 15 min", "In 1 h"):
        assert f"\n{button}\n" in f"{shown_text(await see(alice, card, button))}\n"
    told = [reply["text"].split("\n")[0] for reply in alice.thread("#sales", card["ts"])]
    started = [line for line in told if line.startswith("📤")]
    assert started == [Head.INITIATED, *(f"{Head.INITIATED} · attempt {n} of 3" for n in (2, 3))]
    await world.jump(hours=3)
    await ask_again(world, alice)
    assert await world.dialed_numbers() == [BUSY, BUSY, BUSY, OTHER]
    assert len(cards(alice, "#sales")) == 1
    mine = bot_messages(await world.ledger(), lambda one: one["channel"] == card["channel"])
    assert mentions(mine) == 1


async def test_answer_ends_the_trying(world: World, alice: Person) -> None:
    card = await ask(alice, "#sales", f"/call {ANSWERED} retry=2 tz={find_daytime_zone()}")
    end = await hear_the_end(alice, card, Head.ENDED)
    assert "<@U0ALICE>" in end["text"]
    await world.jump(hours=2)
    await ask_again(world, alice)
    assert await world.dialed_numbers() == [ANSWERED, OTHER]


async def test_trying_is_stopped_between_two_attempts(
    world: World, alice: Person, bob: Person
) -> None:
    card = await ask(alice, "#sales", f"/call {BUSY} retry=2 tz={find_daytime_zone()}")
    await bob.click(await see(bob, card, "Attempt 2 of 3"), "Stop trying")
    await see(alice, card, "retries stopped by @bob")
    end = await hear_the_end(alice, card, Head.WITHDRAWN)
    assert "<@U0ALICE>" in end["text"]
    assert NOT_CALLED_AGAIN in end["text"]
    await world.jump(hours=2)
    await ask_again(world, alice)
    assert await world.dialed_numbers() == [BUSY, OTHER]


async def test_trying_is_stopped_while_the_phone_rings(world: World, alice: Person) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", f"/call {SILENT} retry=2 tz={find_daytime_zone()}")
    shown = await see(alice, card, "🔔")
    assert "attempt 1 of 3" in shown["text"]
    await alice.click(shown, "Stop trying")
    await alice.wait_until(
        lambda: "attempt 1 of 3" not in shown_text(alice.message(card)),
        "the attempts to go",
        PATIENCE_SECONDS,
    )
    await world.hurry()
    end = await hear_the_end(alice, card, Head.NO_ANSWER)
    assert "<@U0ALICE>" in end["text"]
    await world.jump(hours=2)
    await ask_again(world, alice)
    assert await world.dialed_numbers() == [SILENT, OTHER]


async def test_attempt_survives_a_restart(world: World, alice: Person) -> None:
    card = await ask(alice, "#sales", f"/call {BUSY} retry=1 tz={find_daytime_zone()}")
    await see(alice, card, "Attempt 2 of 2")
    await world.stop_bot()
    await world.jump(minutes=16)
    await world.start_bot()
    last = (await hear_ends(alice, card, 2))[-1]
    assert "<@U0ALICE>" in last["text"]


async def test_busy_callee_is_tried_again_on_request_once(
    world: World, alice: Person, bob: Person
) -> None:
    card = await ask(alice, "#sales", f"/call {BUSY}")
    await hear_ends(alice, card, 1)
    shown = await see(bob, card, "In 15 min")
    await bob.click(shown, "In 15 min")
    await bob.click(shown, "In 15 min")
    await see(alice, card, "tried again by @bob")
    answer = await bob.wait_for_ephemeral("#sales", UNCHANGED, PATIENCE_SECONDS)
    assert "Attempt 2 of 2" in answer["text"]
    assert "In 15 min" not in shown_text(alice.message(card))
    await see(alice, card, "Attempt 2 of 2")
    await world.jump(minutes=15)
    last = (await hear_ends(alice, card, 2))[-1]
    assert "<@U0ALICE>" in last["text"]
    await world.jump(hours=1)
    await ask_again(world, alice)
    assert await world.dialed_numbers() == [BUSY, BUSY, OTHER]


async def test_scheduled_call_is_tried_again_as_well(world: World, alice: Person) -> None:
    zone = find_daytime_zone()
    card = await ask(alice, "#sales", f'/call {BUSY} at="in 10 min" retry=1 tz={zone}')
    await see(alice, card, "attempt 1 of 2")
    await world.jump(minutes=10)
    await see(alice, card, "Attempt 2 of 2")
    await world.jump(minutes=15)
    last = (await hear_ends(alice, card, 2))[-1]
    assert "<@U0ALICE>" in last["text"]
