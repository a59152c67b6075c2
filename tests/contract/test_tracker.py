"""The tracker at an API that stumbles: no call waits for another, none is taken for another."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.calling.tracker import Tracker
from bot.clock import Clock
from bot.signals import Part
from bot.store.interface import Store
from tests.builders.dialer import find_fate
from tests.builders.signals import listen
from tests.builders.store import latest_attempt
from tests.builders.tracker import dial, following, lose, place
from tests.contract.scripted_voicy import (
    ScriptedApi,
    after,
    answer,
    by_call,
    by_function,
    listed,
    listing,
)
from tests.fast_clock import FastClock

DEADLINE_SECONDS = 5
HASTE = 50
LONGEST_DELAY_SECONDS = 4


async def look_again(tracker: Tracker, clock: Clock) -> float:
    """Look, then wait as long as the tracker wants; returns for how many seconds."""
    delay = await tracker.follow()
    assert delay is not None
    await clock.sleep(delay)
    return delay


async def test_lost_dial_is_found_in_the_list(store: Store, api: ScriptedApi) -> None:
    lost = await lose(store, "c1")
    api.script = [by_function(call_list=listing(listed("c1", "ringing")))]
    async with following(store, api) as tracker:
        await tracker.follow()
    assert await find_fate(store, lost) == ("ringing", "c1")


async def test_call_dialed_while_the_list_was_on_its_way_is_not_taken_for_a_lost_one(
    store: Store, api: ScriptedApi
) -> None:
    lost = await lose(store, "c1")
    begun: list[str] = []

    async def begin() -> None:
        begun.append(await dial(store, "c2"))

    api.script = [by_function(call_list=after(begin, listing(listed("c2", "ringing"))))]
    async with following(store, api) as tracker:
        await tracker.follow()
    assert await find_fate(store, lost) == ("unconfirmed", None)
    assert await find_fate(store, begun[0]) == ("dialing", None)


async def test_dial_answered_while_the_list_was_on_its_way_is_not_adopted_again(
    store: Store, api: ScriptedApi
) -> None:
    lost = await lose(store, "c1")

    async def begin_and_end() -> None:
        await place(store, "c2")

    api.script = [by_function(call_list=after(begin_and_end, listing(listed("c2", "ringing"))))]
    async with following(store, api) as tracker:
        await tracker.follow()
    assert await find_fate(store, lost) == ("unconfirmed", None)


async def test_call_that_is_over_is_not_taken_for_a_lost_one(
    store: Store, api: ScriptedApi
) -> None:
    ended = await place(store, "c1")
    assert await store.calls.add_transition(
        await latest_attempt(store, ended), "user_hangup", at=datetime.now(UTC)
    )
    lost = await lose(store, "c2")
    api.script = [by_function(call_list=listing(listed("c1", "user_hangup")))]
    async with following(store, api) as tracker:
        await tracker.follow()
    assert await find_fate(store, lost) == ("unconfirmed", None)


async def test_lost_dial_that_was_answered_meanwhile_is_not_given_up(
    store: Store, api: ScriptedApi
) -> None:
    await place(store, "c1")
    late = await lose(store, "c2")

    async def find_out() -> None:
        now = datetime.now(UTC)
        await store.calls.record_placed(
            await latest_attempt(store, late),
            call_id="c2",
            status="ringing",
            agent_name=None,
            at=now,
        )

    api.script = [by_function(call_list=after(find_out, answer({}, 403)))]
    async with following(store, api) as tracker:
        await tracker.follow()
    assert await find_fate(store, late) == ("ringing", "c2")


@pytest.mark.parametrize("trouble", ["status", "hang"])
@pytest.mark.parametrize("can_list", [True, False])
async def test_call_that_the_api_stumbles_over_holds_no_other_up(
    store: Store, api: ScriptedApi, trouble: str, can_list: bool
) -> None:
    await place(store, "c1")
    seen = await place(store, "c2")
    shown = listed("c2", "ringing")
    stumble = api.hang() if trouble == "hang" else answer({}, 500)
    gets = by_call(c1=stumble, c2=answer(shown))
    lists = listing(shown) if can_list else answer({}, 403)
    api.script = [by_function(call_list=lists, call_get=gets)]
    changed = asyncio.Event()
    async with following(store, api, signals=listen(Part.OUTBOX, changed.set)) as tracker:
        look = asyncio.create_task(tracker.follow())
        async with asyncio.timeout(DEADLINE_SECONDS):
            await changed.wait()
            assert await find_fate(store, seen) == ("ringing", "c2")
            if can_list:  # else the next look is at the same calls again, and may wait for them
                assert await look is not None
        look.cancel()
        await asyncio.gather(look, return_exceptions=True)


async def test_call_that_the_api_stumbles_over_slows_no_other_down(
    store: Store, api: ScriptedApi
) -> None:
    await place(store, "c1")
    await place(store, "c2")
    lists = listing(listed("c2", "initiated"))
    api.script = [by_function(call_list=lists, call_get=answer({}, 500))]
    clock = FastClock(HASTE)
    async with following(store, api, clock=clock) as tracker:
        delays = [await look_again(tracker, clock) for _ in range(6)]
    functions = [request.path.split("/")[3] for request in api.requests]
    assert max(delays) < LONGEST_DELAY_SECONDS
    # and the requests that bring nothing become fewer
    assert functions.count("call-get") < functions.count("call-list")


async def test_api_that_answers_for_no_call_is_asked_less_and_less(
    store: Store, api: ScriptedApi
) -> None:
    await place(store, "c1")
    await place(store, "c2")
    api.script = [by_function(call_list=answer({}, 403), call_get=answer({}, 500))]
    clock = FastClock(HASTE)
    async with following(store, api, clock=clock) as tracker:
        pauses: list[float] = []
        while len(pauses) < 4:
            delay = await look_again(tracker, clock)
            # a shorter one is the rest of a pause that was not waited for to its end
            pauses += [delay] if delay >= 1 else []
        assert tracker.poll_age_seconds > sum(pauses)
    assert pauses == [1, 2, 4, 8]
