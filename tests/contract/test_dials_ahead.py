"""Calls that were dialed while the clock was ahead: they count for a day, and last as they did."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.calls import Call
from bot.ops.caretaker import Caretaker
from bot.store.interface import Store
from tests.builders.calls import build_order
from tests.builders.polling import SetClock
from tests.builders.store import latest_attempt, opened_store, post_next

RETENTION = timedelta(days=365)
AHEAD = [20, 86_400, 366 * 86_400]
RINGS, TALKS, DAY = 30, 90, 86_400


async def dial(store: Store, clock: SetClock, key: str) -> str:
    order_id, _ = await store.orders.add(build_order(request_key=key), at=clock.now())
    await post_next(store)
    assert await store.queue.claim_slot(at=clock.now()) is not None
    return order_id


async def end(store: Store, clock: SetClock, order_id: str) -> Call:
    for status, seconds in (("ringing", RINGS), ("ongoing", TALKS), ("ended", 0)):
        attempt_id = await latest_attempt(store, order_id)
        assert await store.calls.add_transition(attempt_id, status, at=clock.now())
        clock.seconds += seconds
    return await store.calls.get(order_id)


async def count(store: Store, clock: SetClock) -> dict[str, int]:
    order = build_order(request_key="another")
    stored = await store.rules.find_facts(order, at=clock.now())
    return {name: each.dials for name, each in stored.dials.items()}


def counted(dials: int) -> dict[str, int]:
    return dict.fromkeys(("number", "person", "workspace"), dials)


@pytest.mark.parametrize("is_over", [True, False], ids=["over", "live"])
@pytest.mark.parametrize("passed", [15, 7200])
@pytest.mark.parametrize("ahead", AHEAD)
async def test_dial_counts_for_a_day_after_the_clock_was_set_back(
    store: Store, ahead: int, passed: int, is_over: bool
) -> None:
    clock = SetClock()
    caretaker = Caretaker(store, clock, retention=RETENTION, evidence=5 * RETENTION)
    clock.set_by = ahead
    await caretaker.run()
    order_id = await dial(store, clock, "1")
    if is_over:
        await end(store, clock, order_id)
    clock.seconds += passed
    clock.set_by = 0
    await caretaker.run()

    assert await count(store, clock) == counted(1)
    call = await (store.calls.get(order_id) if is_over else end(store, clock, order_id))
    assert [each.at - call.transitions[-3].at for each in call.transitions[-3:]] == [
        timedelta(seconds=seconds) for seconds in (0, RINGS, RINGS + TALKS)
    ]
    assert call.dialing_at is not None
    assert call.dialing_at <= call.transitions[-3].at <= clock.now()

    clock.seconds += DAY
    assert await count(store, clock) == counted(0)


@pytest.mark.parametrize("stopped", [0, 600, 7200])
@pytest.mark.parametrize("ahead", AHEAD)
async def test_dial_counts_for_a_day_after_a_start_with_a_clock_that_is_right_again(
    tmp_path: Path, ahead: int, stopped: int
) -> None:
    path, clock = tmp_path / "calls.db", SetClock(set_by=ahead)
    async with opened_store(path, clock=clock) as store:
        await store.upkeep.keep()
        await end(store, clock, await dial(store, clock, "1"))
    clock.seconds += stopped
    clock.set_by = 0
    async with opened_store(path, clock=clock) as store:
        await Caretaker(store, clock, retention=RETENTION, evidence=5 * RETENTION).run()
        assert await count(store, clock) == counted(1)
        # a stop during which it was set back hides how long the dial was ago
        clock.seconds += DAY
        assert await count(store, clock) == counted(0)


async def test_what_was_dialed_before_the_clock_went_ahead_keeps_its_time(store: Store) -> None:
    clock = SetClock()
    caretaker = Caretaker(store, clock, retention=RETENTION, evidence=5 * RETENTION)
    before = await end(store, clock, await dial(store, clock, "1"))
    for set_by in (3600, 0):
        clock.set_by = set_by
        await caretaker.run()

    after = await store.calls.get(before.order_id)
    assert (after.dialing_at, after.transitions) == (before.dialing_at, before.transitions)
