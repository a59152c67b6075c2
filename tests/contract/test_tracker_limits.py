"""The tracker at an API that says "not now" or "no such call"."""

from datetime import timedelta

import pytest

from bot.calling.tracker import Tracker
from bot.signals import Signals
from bot.store.interface import Store
from bot.voicy import RequestBudget
from tests.builders.calls import NOON
from tests.builders.dialer import find_fate
from tests.builders.polling import StoppedClock
from tests.builders.tracker import following, place
from tests.contract.scripted_voicy import (
    ScriptedApi,
    answer,
    by_function,
    listed,
    listing,
    opened_client,
)

NOT_FOUND = answer({"error": "Call not found"}, 404)


async def poll_at(tracker: Tracker, clock: StoppedClock, seconds: float) -> float | None:
    """Let the clock be at a time at which a poll is due, and poll."""
    clock.seconds = seconds
    return await tracker.follow()


async def test_list_over_the_request_limit_is_asked_for_again_when_the_api_says(
    store: Store, api: ScriptedApi
) -> None:
    await place(store, "c1")
    await place(store, "c2")
    api.script = [answer({"error": "Slow down."}, 429, headers={"Retry-After": "40"})]
    async with following(store, api) as tracker:
        assert await tracker.follow() == pytest.approx(40, abs=0.5)


async def test_call_over_the_request_limit_is_no_poll_that_was_made(
    store: Store, api: ScriptedApi
) -> None:
    await place(store, "c1")
    await place(store, "c2")
    limit = answer({"error": "Slow down."}, 429, headers={"Retry-After": "40"})
    lists = listing(listed("c2", "initiated"))
    api.script = [by_function(call_list=lists, call_get=limit)]
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        assert await poll_at(tracker, clock, 10) == pytest.approx(40, abs=0.5)
        assert tracker.poll_age_seconds == 10


async def test_call_is_lost_when_the_api_did_not_know_it_for_a_minute(
    store: Store, api: ScriptedApi
) -> None:
    order_id = await place(store, "c1", at=NOON)
    api.script = [NOT_FOUND]
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        for seconds in (100, 130, 159):  # long after its dial
            await poll_at(tracker, clock, seconds)
            assert await find_fate(store, order_id) == ("initiated", "c1")
        await poll_at(tracker, clock, 160)
    assert await find_fate(store, order_id) == ("lost", "c1")
    assert sum("/call-get/" in request.path for request in api.requests) == 4


async def test_call_that_the_api_knows_again_was_never_missing(
    store: Store, api: ScriptedApi
) -> None:
    order_id = await place(store, "c1", at=NOON)
    known = answer(listed("c1", "initiated"))
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        for seconds, found in ((100, NOT_FOUND), (130, known), (165, NOT_FOUND), (220, NOT_FOUND)):
            api.script = [by_function(call_list=listing(), call_get=found)]
            await poll_at(tracker, clock, seconds)
            assert await find_fate(store, order_id) == ("initiated", "c1")
        await poll_at(tracker, clock, 226)
    assert await find_fate(store, order_id) == ("lost", "c1")


async def test_call_that_the_list_shows_again_was_never_missing(
    store: Store, api: ScriptedApi
) -> None:
    order_id = await place(store, "c1", at=NOON)
    await place(store, "c2", at=NOON)
    without, whole = (
        listing(listed("c2", "initiated")),
        listing(listed("c1", "initiated"), listed("c2", "initiated")),
    )
    api.script = [without, NOT_FOUND, whole, without, NOT_FOUND]
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        for seconds in (100, 130, 165):
            await poll_at(tracker, clock, seconds)
    assert await find_fate(store, order_id) == ("initiated", "c1")
    assert len(api.requests) == 5


@pytest.mark.parametrize("names", [["c1"], ["c1", "c2"]], ids=["one call", "a list"])
async def test_polls_are_not_taken_for_requests_of_somebody_else(
    store: Store, api: ScriptedApi, names: list[str]
) -> None:
    for name in names:
        await place(store, name, at=NOON)
    lists = listing(*(listed(name, "initiated") for name in names))
    api.script = [by_function(call_get=answer(listed("c1", "initiated")), call_list=lists)]
    clock = StoppedClock()
    async with opened_client(api.base_url, budget=RequestBudget(clock)) as voicy:
        longest = timedelta(minutes=30)
        tracker = Tracker(store, voicy, clock, longest_call=longest, signals=Signals())
        while clock.seconds < 75:
            delay = await tracker.follow()
            assert delay is not None
            # with requests to spare nobody waits for longer
            assert delay < 1.6
            clock.seconds += max(delay, 0.1)


async def test_api_in_trouble_is_polled_ever_more_seldom(store: Store, api: ScriptedApi) -> None:
    await place(store, "c1")
    api.script = [answer({"error": "Restarting"}, 503)]
    clock, pauses = StoppedClock(), []
    async with following(store, api, clock=clock) as tracker:
        for number in range(6):
            pauses.append(await poll_at(tracker, clock, 60.0 * number))

    assert pauses == [1, 2, 4, 8, 15, 15]


async def test_single_call_that_is_asked_for_in_vain_is_looked_for_in_the_list(
    store: Store, api: ScriptedApi
) -> None:
    order_id, clock = await place(store, "c1", at=NOON), StoppedClock()
    # as an API may know it that says the id with spaces
    api.script = [by_function(call_list=listing(listed(" c1 ", "ringing")), call_get=NOT_FOUND)]
    async with following(store, api, clock=clock) as tracker:
        for second in range(2, 100, 2):
            await poll_at(tracker, clock, second)

    assert await find_fate(store, order_id) == ("ringing", "c1")
