"""A wall clock that is set, by seconds or an hour or a day, back or ahead: calls live on."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.calling.tracker import Tracker
from bot.signals import Signals
from bot.store.interface import Store
from bot.voicy import RequestBudget
from tests.builders.dialer import find_fate
from tests.builders.tracker import place
from tests.contract.scripted_voicy import (
    ScriptedApi,
    answer,
    by_function,
    listed,
    listing,
    opened_client,
)
from tests.fast_clock import ClockAhead

LONGEST = timedelta(minutes=30)
STEPS = [timedelta(seconds=each) for each in (-86_400, -20, 20, 86_400)]


@pytest.mark.parametrize("step", STEPS, ids=str)
@pytest.mark.parametrize("names", [["c1"], ["c1", "c2"]], ids=["one call", "a list"])
async def test_call_that_goes_on_is_not_lost_when_the_clock_is_set(
    store: Store, api: ScriptedApi, names: list[str], step: timedelta
) -> None:
    orders = [await place(store, name) for name in names]
    api.script = [
        by_function(
            call_get=answer(listed("c1", "ongoing")),
            call_list=listing(*(listed(name, "ongoing") for name in names)),
        )
    ]
    clock = ClockAhead()
    async with opened_client(api.base_url, budget=RequestBudget(clock)) as voicy:
        tracker = Tracker(store, voicy, clock, longest_call=LONGEST, signals=Signals())
        clock.ahead = step
        await tracker.follow()
    assert [await find_fate(store, each) for each in orders] == [
        ("ongoing", name) for name in names
    ]


@pytest.mark.parametrize("names", [["c1"], ["c1", "c2"]], ids=["one call", "a list"])
async def test_call_that_outlived_the_longest_one_by_the_clock_of_the_api_is_lost(
    store: Store, api: ScriptedApi, names: list[str]
) -> None:
    orders = [await place(store, name) for name in names]
    began_at = datetime.now(UTC) - LONGEST - timedelta(minutes=11)
    old = {"start_timestamp": int(began_at.timestamp() * 1000)}
    api.script = [
        by_function(
            call_get=answer(listed("c1", "ongoing") | old),
            call_list=listing(*(listed(name, "ongoing") | old for name in names)),
        )
    ]
    clock = ClockAhead()
    async with opened_client(api.base_url, budget=RequestBudget(clock)) as voicy:
        tracker = Tracker(store, voicy, clock, longest_call=LONGEST, signals=Signals())
        await tracker.follow()
    assert [await find_fate(store, each) for each in orders] == [("lost", name) for name in names]
