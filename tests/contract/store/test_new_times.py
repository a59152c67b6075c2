"""The store: another time for a call, or now, or never."""

from datetime import datetime, timedelta

import pytest

from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.lists import ALICE, EVERYWHERE
from tests.builders.scheduled_calls import (
    EVENING,
    MINUTE,
    miss,
    read_status,
    schedule,
    show_edits,
)
from tests.builders.store import (
    claim,
    latest_attempt,
    move,
)

DUE = NOON + timedelta(hours=3)


async def reschedule(store: Store, order_id: str, due_at: datetime = EVENING) -> bool:
    return await store.attempts.reschedule(
        await latest_attempt(store, order_id), due_at=due_at, requester_time_zone="Asia/Tokyo"
    )


async def dial_now(store: Store, order_id: str, at: datetime = NOON) -> bool:
    return await store.attempts.dial_now(await latest_attempt(store, order_id), at=at)


@pytest.mark.parametrize("is_missed", [False, True])
async def test_call_for_later_can_be_dialed_now(store: Store, is_missed: bool) -> None:
    order_id = await schedule(store)
    if is_missed:
        await miss(store, order_id)
    await show_edits(store)
    clicked_at = EVENING + MINUTE

    assert await dial_now(store, order_id, clicked_at)
    assert not await dial_now(store, order_id, clicked_at)

    call = await store.calls.get(order_id)
    assert (call.status, call.due_at) == ("queued", clicked_at)
    assert await show_edits(store) == ([0, 1] if is_missed else [0])
    assert await claim(store, 9 * 3_600) is not None


@pytest.mark.parametrize("is_missed", [False, True])
async def test_call_for_later_can_be_given_another_time(store: Store, is_missed: bool) -> None:
    order_id = await schedule(store)
    if is_missed:
        await miss(store, order_id)
    await show_edits(store)

    assert await reschedule(store, order_id)

    call = await store.calls.get(order_id)
    assert (call.status, call.due_at) == ("scheduled", EVENING)
    assert (call.order.due_at, call.order.requester_time_zone) == (EVENING, "Asia/Tokyo")
    assert await show_edits(store) == ([0, 1] if is_missed else [0])
    assert await store.attempts.next_at() == EVENING


async def test_call_can_be_missed_again_and_that_is_told_too(store: Store) -> None:
    order_id = await schedule(store)
    await miss(store, order_id)
    await reschedule(store, order_id)

    await miss(store, order_id)

    assert (await store.calls.get(order_id)).status_history == ("overdue", "overdue")
    assert await dial_now(store, order_id)
    assert await claim(store) is not None
    assert await move(store, order_id, "initiated", "overdue", "busy") == [True, False, True]


@pytest.mark.parametrize("is_missed", [False, True])
async def test_call_for_later_can_be_taken_back(store: Store, is_missed: bool) -> None:
    order_id = await schedule(store)
    if is_missed:
        await miss(store, order_id)
    await show_edits(store)

    assert await store.queue.withdraw(order_id, at=NOON, reason="taken back")
    assert not await store.queue.withdraw(order_id, at=NOON, reason="again")

    assert await show_edits(store) == ([0, 1] if is_missed else [0])
    assert await read_status(store, order_id) == "withdrawn"
    assert not (await store.calls.get(order_id)).transitions[-1].is_unseen
    assert not await dial_now(store, order_id)
    assert not await reschedule(store, order_id)
    assert not await store.attempts.take_due(at=DUE)
    assert await store.attempts.upcoming((ALICE,), sight=EVERYWHERE, limit=9) == ((), 0)


async def test_call_that_is_in_line_or_dialed_keeps_its_time(store: Store) -> None:
    order_id = await schedule(store)
    await store.attempts.take_due(at=DUE)

    changed = [await dial_now(store, order_id), await reschedule(store, order_id)]
    await claim(store, 4 * 3_600)
    changed += [await dial_now(store, order_id), await reschedule(store, order_id)]

    assert changed == [False] * 4
    assert (await store.calls.get(order_id)).due_at == DUE


async def test_order_nobody_knows_is_not_changed(store: Store) -> None:
    assert not await store.attempts.dial_now(999, at=NOON)
    assert not await store.attempts.reschedule(999, due_at=EVENING, requester_time_zone=None)
    assert not await store.attempts.stop_trying("nothing", at=NOON)
