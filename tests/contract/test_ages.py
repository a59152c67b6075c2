"""How old orders, doubts and waits are, where the wall clock is set: as old as they truly are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.calling.tracker import Tracker
from bot.signals import Signals
from bot.store.interface import Store
from bot.voicy import RequestBudget, VoicyClient
from tests.builders.calls import NOON
from tests.builders.dialer import find_fate, running_dialer
from tests.builders.polling import SetClock
from tests.builders.store import channel
from tests.builders.tracker import lose
from tests.builders.virtual_time import VirtualTime
from tests.contract.scripted_voicy import (
    ACCEPTED,
    ScriptedApi,
    answer,
    by_function,
    listed,
    listing,
    opened_client,
)
from tests.fast_clock import ClockAhead

# on both sides of the doubt and of the smallest step that is noticed, and far beyond
STEPS = [-86_400, -130, -20, 20, 130, 86_400]
NO_SLOT = answer({"error": "Maximum number of concurrent calls reached."}, 429)
ACCEPT = answer(ACCEPTED, 201)
DOUBT = timedelta(minutes=2)


@pytest.fixture
async def client(api: ScriptedApi) -> AsyncIterator[VoicyClient]:
    async with opened_client(api.base_url, budget=RequestBudget(VirtualTime())) as client:
        yield client


@pytest.mark.parametrize("step", STEPS)
async def test_order_of_a_moment_ago_is_dialed_though_the_clock_is_set_before_its_card_stands(
    store: Store, api: ScriptedApi, client: VoicyClient, step: int
) -> None:
    api.script = [ACCEPT]
    clock = SetClock()
    async with running_dialer(store, client, clock=clock, has_cards=False) as bot:
        await bot.dialer.sweep()
        order_id = await bot.order()
        bot.pass_time(10)
        clock.set_by += step
        await bot.dialer.sweep()

        card = await store.outbox.next_post(channel("C1"))
        assert card is not None
        age_at = clock.now_for_age(DOUBT)
        assert await store.outbox.claim(card, at=clock.now(), age_at=age_at)
        await store.outbox.record_sent(card, "1.1")
        bot.dialer.wake()
        await bot.wait_for_answers()

        assert await find_fate(store, order_id) == ("initiated", "c1")
        assert bot.replies == []


@pytest.mark.parametrize("step", [each for each in STEPS if each > 0])
@pytest.mark.parametrize("is_before", [True, False], ids=["asked before", "asked after"])
async def test_order_that_gets_no_card_is_withdrawn_as_soon_as_ever(
    store: Store, client: VoicyClient, step: int, *, is_before: bool
) -> None:
    clock = SetClock()
    async with running_dialer(store, client, clock=clock, has_cards=False) as bot:
        await bot.dialer.sweep()
        order_id = await bot.order() if is_before else ""
        clock.set_by += step
        await bot.dialer.sweep()
        order_id = order_id or await bot.order()
        for _ in range(8):
            bot.pass_time(15)
            await bot.dialer.sweep()
        assert (await find_fate(store, order_id))[0] == "queued"
        bot.pass_time(1)
        await bot.dialer.sweep()

        assert (await find_fate(store, order_id))[0] == "withdrawn"
        assert len(bot.replies) == 1


@pytest.mark.parametrize("step", STEPS)
async def test_api_that_is_busy_is_waited_for_as_long_as_ever(
    store: Store, api: ScriptedApi, client: VoicyClient, step: int
) -> None:
    api.script = [NO_SLOT]
    clock = SetClock()
    async with running_dialer(store, client, clock=clock) as bot:
        await bot.dialer.sweep()
        order_id = await bot.order()
        await bot.wait_for_answers()
        clock.set_by += step
        await bot.dialer.sweep()
        if step < 0:
            await store.upkeep.set_back(-step, at=clock.now())
        for _ in range(2):
            bot.pass_time(600)
            await bot.wait_for_answers()
        assert (await find_fate(store, order_id))[0] == "queued"


@asynccontextmanager
async def tracking(store: Store, api: ScriptedApi, clock: ClockAhead) -> AsyncIterator[Tracker]:
    async with opened_client(api.base_url, budget=RequestBudget(clock)) as voicy:
        longest = timedelta(minutes=30)
        yield Tracker(store, voicy, clock, longest_call=longest, signals=Signals())


@pytest.mark.parametrize("step", STEPS)
async def test_doubt_about_a_dial_lasts_as_long_as_ever(
    store: Store, api: ScriptedApi, step: int
) -> None:
    clock = ClockAhead()
    api.script = [by_function(call_list=listing())]
    async with tracking(store, api, clock) as tracker:
        clock.to_present(NOON)
        order_id = await lose(store, "c1")
        clock.ahead += timedelta(seconds=step)
        await tracker.follow()
        assert await find_fate(store, order_id) == ("unconfirmed", None)

    if step > 0:
        clock.slept += DOUBT
        async with tracking(store, api, clock) as tracker:
            await tracker.follow()
        assert await find_fate(store, order_id) == ("untraced", None)


@pytest.mark.parametrize("step", STEPS)
async def test_call_of_a_lost_dial_is_found_though_the_clock_was_set_since(
    store: Store, api: ScriptedApi, step: int
) -> None:
    clock = ClockAhead()
    api.script = [by_function(call_list=listing(listed("c1", "ringing")))]
    async with tracking(store, api, clock) as tracker:
        clock.to_present(NOON)
        order_id = await lose(store, "1")
        clock.ahead += timedelta(seconds=step)
        await tracker.follow()

    assert await find_fate(store, order_id) == ("ringing", "c1")


class ClockSetAtOnce(SetClock):
    """A clock that is set while a dial is on its way: when its lease is looked at first."""

    step: float = 0.0

    def boottime(self) -> float:
        self.set_by = self.step
        return super().boottime()


@pytest.mark.parametrize("step", STEPS)
async def test_dial_on_whose_way_the_clock_is_set_is_sent_once(
    store: Store, api: ScriptedApi, client: VoicyClient, step: int
) -> None:
    clock = ClockSetAtOnce()
    clock.to_present(NOON)
    api.script = [ACCEPT]
    async with running_dialer(store, client, clock=clock) as bot:
        clock.step = step
        order_id = await bot.order()
        while (await find_fate(store, order_id))[0] != "initiated":
            bot.pass_time(61)
            await bot.wait_for_answers()

    assert len(api.requests) == 1
    assert (await store.calls.get(order_id)).dial_tries == 1
