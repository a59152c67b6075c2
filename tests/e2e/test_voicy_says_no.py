"""Voicy refuses, fails, hangs: calls are followed all the same, and nobody is called twice."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.ui.call_card import RETRYING
from bot.ui.call_list import LIVE_CALLS_HERE
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, heads, hear, hear_the_end, see
from tests.e2e.world import PATIENCE_SECONDS, WATCHABLE, World
from tests.person import Person
from tests.screen import JsonObject, shown_text


async def test_dial_that_has_to_wait_is_made_later_and_once(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    for number, kind in (("+15553006003", "rate_limited"), ("+15553016003", "rate_limited_bare")):
        with subtests.test(kind):
            await world.break_voicy("call-dial", kind, retry_after=2)
            card = await ask(alice, "#sales", f"/call {number}")
            await see(alice, card, "Rate limit exceeded. Please retry after 2 seconds.")
            await hear_the_end(alice, card, Head.ERROR)
            assert heads(alice, card) == [Head.INITIATED, Head.ERROR]
            assert (await world.dialed_numbers()).count(number) == 1


OF_ONE_CALL: tuple[dict[str, Any], ...] = (
    {"kind": "status", "status": 503, "times": 2},
    {"kind": "html"},
    {"kind": "truncated"},
    {"kind": "rate_limited", "retry_after": 2},
    {"kind": "drop_before", "times": 2},
)
OF_THE_LIST: tuple[dict[str, Any], ...] = (
    {"kind": "html", "times": 2},
    {"kind": "truncated", "times": 2},
    {"kind": "rate_limited_bare", "retry_after": 2},
    {"kind": "empty"},
)


async def test_call_is_followed_through_faults_of_the_api(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    await world.hurry(WATCHABLE)
    for area, fault in enumerate(OF_ONE_CALL, start=300):
        with subtests.test(**fault):
            await follow_through(world, alice, area, "call-get", fault)


# after each of these calls are followed one by one for a while
@pytest.mark.parametrize("fault", OF_THE_LIST, ids=lambda fault: str(fault["kind"]))
async def test_calls_are_followed_through_faults_of_their_list(
    world: World, alice: Person, fault: dict[str, Any]
) -> None:
    await world.hurry(WATCHABLE)
    # one call alone is not looked for in the list
    await ask(alice, "#general", "/call +15559876012")
    await follow_through(world, alice, 400, "call-list", fault)


async def follow_through(
    world: World, person: Person, area: int, method: str, fault: dict[str, Any]
) -> None:
    """Have a call followed to its end though Voicy fails at it, once at least."""
    asked = count_requests(await world.ledger(), method)
    await world.break_voicy(method, **fault)
    card = await ask(person, "#sales", f"/call +1555{area}6001")
    await hear_the_end(person, card, Head.BUSY)
    assert count_requests(await world.ledger(), method) > asked


async def find_moment(world: World, status: str) -> float:
    """Return when the newest call came to a status, in Unix seconds."""
    statuses = (await world.ledger())["calls"][-1]["statuses"]
    return float(next(each["at"] for each in statuses if each["status"] == status))


def count_requests(ledger: JsonObject, method: str) -> int:
    return int(ledger["voicy_requests"].get(method, 0))


async def test_status_that_the_api_shows_when_it_is_over_is_not_told(
    world: World, alice: Person, subtests: pytest.Subtests
) -> None:
    await world.hurry(WATCHABLE)
    for number, method in (("+15555006543", "call-get"), ("+15555016543", "call-list")):
        with subtests.test(method):
            if method == "call-list":  # one call alone is not looked for in the list
                await ask(alice, "#general", "/call +15559876012")
            card = await ask(alice, "#sales", f"/call {number}")
            await hear(alice, card, Head.INITIATED)
            await world.break_voicy(method, "hang", seconds=4)  # while it rings
            await hear(alice, card, Head.INITIATED, Head.ONGOING)
            rang = await find_moment(world, "ringing")
            seconds = world.sandbox.clock.epoch_seconds() - rang
            await world.break_voicy(method, "stale", seconds=seconds, times=2)
            await hear_the_end(alice, card, Head.ENDED)
            assert heads(alice, card) == [Head.INITIATED, Head.ONGOING, Head.ENDED]


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
