"""Voicy refuses, fails, hangs: calls are followed all the same, and nobody is called twice."""

import asyncio
from typing import Any

from pydantic import SecretStr

from bot.ui.call_card import RETRYING
from bot.ui.call_list import LIVE_CALLS_HERE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, hear, hear_the_end, see
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, OpenWorld, World
from tests.person import Person
from tests.screen import shown_text


async def test_dial_that_has_to_wait_is_made_later_and_once(open_world: OpenWorld) -> None:
    async def wait_for_turn(kind: str, **more: Any) -> tuple[list[str], int]:
        world, alice = await open_world(kind)
        await world.break_voicy("call-dial", kind, **more)
        card = await ask(alice, "#sales", "/call +15559876003")
        await see(alice, card, "Rate limit exceeded. Please retry after 2 seconds.")
        await hear_the_end(alice, card, Head.ERROR)
        return heads(alice, card), await world.placed_calls()

    told = await asyncio.gather(
        wait_for_turn("rate_limited", retry_after=2),
        wait_for_turn("rate_limited_bare", retry_after=2),
    )
    assert list(told) == [([Head.INITIATED, Head.ERROR], 1)] * 2


async def test_calls_are_followed_through_faults_of_the_api(open_world: OpenWorld) -> None:
    async def follow_through(method: str, kind: str, **more: Any) -> list[str]:
        world, alice = await open_world(f"{method}-{kind}")
        await world.hurry(WATCHABLE)
        await world.break_voicy(method, kind, **more)
        card = await ask(alice, "#sales", "/call +15559876001")
        if method == "call-list":  # one call alone is not looked for in the list
            await ask(alice, "#general", "/call +15559876012")
        await hear_the_end(alice, card, Head.BUSY)
        return heads(alice, card)[-1:]

    told = await asyncio.gather(
        follow_through("call-get", "status", status=503, times=2),
        follow_through("call-get", "html"),
        follow_through("call-get", "truncated"),
        follow_through("call-get", "rate_limited", retry_after=2),
        follow_through("call-get", "drop_before", times=2),
        follow_through("call-list", "html", times=2),
        follow_through("call-list", "truncated", times=2),
        follow_through("call-list", "rate_limited_bare", retry_after=2),
        follow_through("call-list", "empty"),
    )
    assert told == [[Head.BUSY]] * 9


async def test_refused_list_leaves_each_call_followed_by_itself(
    world: World, alice: Person
) -> None:
    await world.break_voicy("call-list", "status", status=403, error="Access denied", times=0)
    first = await ask(alice, "#sales", "/call +15559876001")
    second = await ask(alice, "#general", "/call +15559876003")
    await hear_the_end(alice, first, Head.BUSY)
    await hear_the_end(alice, second, Head.ERROR)
    requests = (await world.ledger())["voicy_requests"]
    assert requests["call-get"] >= 2


async def test_voicy_that_hangs_for_a_while_delays_the_story_and_no_answer(
    world: World, alice: Person
) -> None:
    await world.hurry(WATCHABLE)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    await hear(alice, card, Head.INITIATED)
    await world.break_voicy("*", "hang", times=0)
    await alice.type("#sales", "/call status")
    live = await alice.wait_for_ephemeral("#sales", LIVE_CALLS_HERE, PATIENCE_SECONDS)
    assert "(John)" in shown_text(live)
    await world.hurry()
    await world.do("clear_faults")
    await hear_the_end(alice, card, Head.ENDED)


async def test_wrong_key_is_told_in_the_words_of_the_api(outside: World, alice: Person) -> None:
    await outside.start_bot(voicy_api_key=SecretStr("voicy_sk_live_wrong"))
    card = await ask(alice, "#sales", "/call +15559876543")
    (said,) = await hear(alice, card, Head.REFUSED)
    assert "Invalid API key" in said["text"]
    assert await outside.dialed_numbers() == []


async def test_order_that_the_api_refuses_is_told_in_its_words(world: World, alice: Person) -> None:
    words = "This agent is not active."
    await world.break_voicy("call-dial", "error", status=422, error=words)
    card = await ask(alice, "#sales", "/call +15559876543 name=John")
    (said,) = await hear(alice, card, Head.REFUSED)
    assert words in said["text"]
    assert words in shown_text(await see(alice, card, "Edit and try again"))
    again = await ask(alice, "#general", "/call +15559876001 name=John")
    await hear_the_end(alice, again, Head.BUSY)
    assert await world.dialed_numbers() == ["+15559876001"]


async def test_voicy_that_cannot_be_reached_is_tried_again_and_the_card_says_so(
    outside: World, alice: Person, unused_tcp_port: int
) -> None:
    await outside.start_bot(voicy_api_url=f"http://127.0.0.1:{unused_tcp_port}/functions/v1")
    card = await ask(alice, "#sales", "/call +15559876543")
    shown = await see(alice, card, RETRYING)
    assert "it cannot be reached" in shown_text(shown)
    assert heads(alice, card) == []
