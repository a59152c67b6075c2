"""What the tracker says of calls that it could not see: nothing that nobody looked at."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.calling.tracker import Tracker
from bot.store.interface import Store
from bot.ui.reasons import CALLS_NOT_LISTED, TOO_OLD
from tests.builders.calls import NOON
from tests.builders.dialer import find_fate
from tests.builders.polling import StoppedClock
from tests.builders.store import latest_attempt, opened_store
from tests.builders.tracker import following, lose, place
from tests.contract.scripted_voicy import (
    Responder,
    ScriptedApi,
    answer,
    by_function,
    listed,
    listing,
    started_api,
)

NOT_FOUND = answer({"error": "Call not found"}, 404)
BROKEN = answer({}, 500)
NOTHING = listing()
LONGEST_SECONDS = 40 * 60  # with its margin
REFUSALS: dict[str, Responder] = {
    **{str(status): answer({"error": "No."}, status) for status in (400, 404)},
    "no JSON": answer(b"<html>"),
    "no list": answer({"calls": 7}),
}


def show(call_id: str, status: str) -> dict[str, Any]:
    return listed(call_id, status) | {"start_timestamp": int(NOON.timestamp() * 1000)}


async def poll_at(
    tracker: Tracker, clock: StoppedClock, seconds: float, api: ScriptedApi, *script: Responder
) -> None:
    clock.seconds = seconds
    api.script = list(script) or api.script
    await tracker.follow()


def count_lists(api: ScriptedApi) -> int:
    return sum(request.path.endswith("/call-list") for request in api.requests)


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
async def test_list_that_was_refused_once_is_read_again_soon(
    store: Store, api: ScriptedApi, refusal: Responder
) -> None:
    seen, lost = await place(store, "c1", at=NOON), await lose(store, "c2", at=NOON)
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        ringing = answer(show("c1", "ringing"))
        await poll_at(tracker, clock, 2, api, by_function(call_list=refusal, call_get=ringing))
        assert await find_fate(store, seen) == ("ringing", "c1")
        assert await find_fate(store, lost) == ("unconfirmed", None)

        whole = listing(show("c1", "ongoing"), show("c2", "ringing"))
        await poll_at(tracker, clock, 6, api, by_function(call_list=whole))

    assert await find_fate(store, seen) == ("ongoing", "c1")
    assert await find_fate(store, lost) == ("ringing", "c2")


async def test_list_that_stays_refused_is_asked_for_ever_more_seldom(
    store: Store, api: ScriptedApi
) -> None:
    await lose(store, "c1", at=NOON)
    api.script = [answer({}, 403)]
    clock, asked_at = StoppedClock(), []
    async with following(store, api, clock=clock) as tracker:
        # often enough for the first pauses, then as often as it takes for those after them
        for second in (*range(2, 60, 2), *range(60, LONGEST_SECONDS, 20)):
            before = count_lists(api)
            await poll_at(tracker, clock, second, api)
            asked_at += [second] * (count_lists(api) - before)

    gaps = [later - sooner for sooner, later in pairwise(asked_at)]
    assert gaps[0] <= 5
    assert gaps == sorted(gaps)
    assert gaps[-1] == 900


async def test_doubt_is_settled_by_a_list_or_after_the_longest_call(
    store: Store, api: ScriptedApi
) -> None:
    lost = await lose(store, "c1", at=NOON)
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        for second in (10, 60, 600, LONGEST_SECONDS, LONGEST_SECONDS + 5):
            await poll_at(tracker, clock, second, api, answer({}, 404))
            assert await find_fate(store, lost) == ("unconfirmed", None)
        await poll_at(tracker, clock, LONGEST_SECONDS + 15, api)

    call = await store.calls.get(lost)
    assert (call.status, call.reason) == ("untraced", CALLS_NOT_LISTED)


async def test_list_refused_after_a_long_stop_settles_no_doubt(
    store: Store, api: ScriptedApi
) -> None:
    lost = await lose(store, "c1", at=NOON)
    clock = StoppedClock(seconds=9 * 3600)
    async with following(store, api, clock=clock) as tracker:
        await poll_at(tracker, clock, 9 * 3600 + 10, api, answer({}, 404))
        assert await find_fate(store, lost) == ("unconfirmed", None)
        await poll_at(tracker, clock, 9 * 3600 + 20, api, listing(show("c1", "user_hangup")))

    assert await find_fate(store, lost) == ("user_hangup", "c1")


@pytest.mark.parametrize("names", [["c1"], ["c1", "c2"]], ids=["one call", "a list"])
async def test_calls_that_ended_while_the_bot_was_down_are_asked_for_before_they_are_given_up(
    store: Store, api: ScriptedApi, names: list[str]
) -> None:
    order_ids = [await place(store, name, at=NOON) for name in names]
    over = [show(name, "user_hangup") for name in names]
    clock = StoppedClock(seconds=9 * 3600)
    async with following(store, api, clock=clock) as tracker:
        whole = by_function(call_get=answer(over[0]), call_list=listing(*over))
        await poll_at(tracker, clock, 9 * 3600 + 10, api, BROKEN)
        await poll_at(tracker, clock, 9 * 3600 + 30, api, whole)

    assert [(await find_fate(store, each))[0] for each in order_ids] == ["user_hangup"] * len(names)


@pytest.mark.parametrize(
    "trouble", [answer(show("c1", "ongoing")), BROKEN], ids=["still there", "never answered"]
)
async def test_call_older_than_the_longest_one_frees_its_slot(
    store: Store, api: ScriptedApi, trouble: Responder
) -> None:
    order_id = await place(store, "c1", at=NOON)
    clock = StoppedClock(seconds=LONGEST_SECONDS - 100)
    async with following(store, api, clock=clock) as tracker:
        # the API's clock is known to a second, so that the very border is nobody's
        for second in range(LONGEST_SECONDS - 95, LONGEST_SECONDS + 100, 10):
            script = by_function(call_get=trouble, call_list=NOTHING)
            await poll_at(tracker, clock, second, api, script)
            is_old = second > LONGEST_SECONDS
            assert is_old or (await find_fate(store, order_id))[0] != "lost"

    call = await store.calls.get(order_id)
    assert (call.status, call.reason) == ("lost", TOO_OLD)


# which of them are no times is tried with the client; these are some, and such that are long ago
@pytest.mark.parametrize("start", [0, 1, 1_790_000_000, None, 10**15], ids=repr)
async def test_call_of_which_the_api_does_not_know_the_start_is_followed_and_found(
    store: Store, api: ScriptedApi, start: object
) -> None:
    order_id, lost = await place(store, "c1", at=NOON), await lose(store, "c2", at=NOON)
    seen = [listed(name, "ringing") | {"start_timestamp": start} for name in ("c1", "c2")]
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        for second in (2, 4, 6):
            await poll_at(tracker, clock, second, api, listing(*seen))

    assert await find_fate(store, order_id) == ("ringing", "c1")
    assert await find_fate(store, lost) == ("ringing", "c2")


async def test_call_whose_own_answer_makes_no_sense_is_seen_in_the_list(
    store: Store, api: ScriptedApi
) -> None:
    order_id = await place(store, "c1", at=NOON)
    clock = StoppedClock()
    api.script = [by_function(call_get=answer(b"<html>"), call_list=listing(show("c1", "ringing")))]
    async with following(store, api, clock=clock) as tracker:
        await poll_at(tracker, clock, 2, api)
        await poll_at(tracker, clock, 4, api)

    assert await find_fate(store, order_id) == ("ringing", "c1")


async def answer_late(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.Response()


LOOKS = {
    "listed": by_function(call_list=listing(show("c1", "initiated"), show("c2", "initiated"))),
    "known": by_function(
        call_list=listing(show("c2", "initiated")), call_get=answer(show("c1", "initiated"))
    ),
    "missing": by_function(call_list=listing(show("c2", "initiated")), call_get=NOT_FOUND),
    "broken": by_function(call_list=listing(show("c2", "initiated")), call_get=BROKEN),
    "slow": by_function(call_list=listing(show("c2", "initiated")), call_get=answer_late),
    "of another call": by_function(
        call_list=listing(show("c2", "initiated")), call_get=answer(show("c2", "user_hangup"))
    ),
    "down": BROKEN,
}


def is_lost_after(looks: Sequence[tuple[str, int]]) -> bool:
    """Say whether somewhere nothing but “no such call” was said for a minute."""
    second, since = 60, None
    for look, pause in looks:
        second += pause
        if look == "missing":
            since = second if since is None else since
            if second - since >= 60:
                return True
        else:
            since = None
    return False


# every second look finds it missing: without that, hardly any call would be lost
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.just("missing") | st.sampled_from(sorted(LOOKS)), st.integers(35, 90)),
        max_size=9,
    )
)
async def test_call_is_lost_only_where_it_was_missing_all_the_time(
    tmp_path_factory: pytest.TempPathFactory, looks: list[tuple[str, int]]
) -> None:
    path: Path = tmp_path_factory.mktemp("sight") / "calls.db"
    async with opened_store(path) as store, started_api() as api:
        order_id = await place(store, "c1", at=NOON)
        await place(store, "c2", at=NOON)
        clock = StoppedClock(seconds=60)
        async with following(store, api, clock=clock) as tracker:
            for look, pause in looks:
                await poll_at(tracker, clock, clock.seconds + pause, api, LOOKS[look])

        is_lost = await find_fate(store, order_id) == ("lost", "c1")
    assert is_lost == is_lost_after(looks)


@pytest.mark.parametrize(
    ("gaps", "is_unseen"),
    [((2, 2, 2), False), ((2, 8, 9), False), ((2, 2, 11), True), ((1800,), True)],
)
async def test_change_is_dated_only_where_it_was_watched(
    store: Store, api: ScriptedApi, gaps: tuple[int, ...], is_unseen: bool
) -> None:
    order_id = await place(store, "c1", at=NOON)
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        for gap in gaps[:-1]:
            waiting = answer(show("c1", "initiated"))
            await poll_at(tracker, clock, clock.seconds + gap, api, waiting)
        picked_up = answer(show("c1", "ongoing"))
        await poll_at(tracker, clock, clock.seconds + gaps[-1], api, picked_up)

    newest = (await store.calls.get_attempt(await latest_attempt(store, order_id))).transitions[-1]
    assert (newest.status, newest.is_unseen) == ("ongoing", is_unseen)
    assert newest.at == NOON + timedelta(seconds=sum(gaps))


async def test_call_that_was_found_again_has_no_time_at_which_it_was_picked_up(
    store: Store, api: ScriptedApi
) -> None:
    order_id = await lose(store, "c1", at=NOON)
    clock = StoppedClock()
    async with following(store, api, clock=clock) as tracker:
        await poll_at(tracker, clock, 3, api, listing(show("c1", "ongoing")))

    newest = (await store.calls.get(order_id)).transitions[-1]
    assert (newest.status, newest.is_unseen) == ("ongoing", True)
