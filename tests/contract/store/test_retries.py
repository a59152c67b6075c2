"""The store on a real file: how attempts are planned, put off and stopped."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.subscriptions import Watch
from bot.store.sqlite import Store
from tests.builders.attempts import (
    HOUR,
    QUARTER,
    add,
    begin,
    dial,
    find_unplanned,
    tell_everything,
)
from tests.builders.calls import NOON
from tests.builders.store import claim, move, opened_store

MORNING = NOON + timedelta(hours=20)


async def test_trying_can_be_stopped_while_the_phone_rings(store: Store) -> None:
    order_id = await begin(store)
    await tell_everything(store)

    assert await store.attempts.stop_trying(order_id, at=NOON)
    assert not await store.attempts.stop_trying(order_id, at=NOON)
    assert await store.outbox.next_edit("C1") is not None
    await move(store, order_id, "busy")

    assert await find_unplanned(store) == []
    assert not (await store.calls.get(order_id)).will_be_tried_again


@pytest.mark.parametrize("is_in_line", [False, True])
async def test_attempt_that_waits_is_withdrawn_when_trying_is_stopped(
    store: Store, is_in_line: bool
) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    await add(store, order_id)
    if is_in_line:
        await store.attempts.take_due(at=QUARTER)

    assert await store.attempts.stop_trying(order_id, at=NOON)
    assert not await store.attempts.stop_trying(order_id, at=NOON)

    call = await store.calls.get(order_id)
    assert (call.attempt, call.order.attempts, call.status_history) == (2, 2, ("withdrawn",))
    assert await claim(store, 3_600) is None


async def test_trying_can_be_stopped_before_the_next_attempt_is_planned(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    await tell_everything(store)

    assert await store.attempts.stop_trying(order_id, at=NOON, reason="never day there")

    call = await store.calls.get(order_id)
    assert (call.will_be_tried_again, call.reason) == (False, "never day there")
    assert await find_unplanned(store) == []
    edited = [await store.outbox.next_edit("C1")]
    assert [each.is_card for each in edited if each] == [True]


async def test_first_attempt_that_waits_stays_when_trying_is_stopped(store: Store) -> None:
    order_id, _ = await store.orders.add((await store.calls.get(await begin(store))).order, at=NOON)
    await move(store, order_id, "busy")
    await add(store, order_id)
    await store.queue.withdraw(order_id, at=NOON, reason="taken back")

    assert await store.attempts.stop_trying(order_id, at=NOON)

    assert (await store.calls.get(order_id)).status == "withdrawn"
    assert not await store.attempts.stop_trying(order_id, at=NOON)


async def plan(store: Store, key: str, *, is_planned: bool) -> str:
    """Let the second attempt of an order be in line."""
    order_id = await begin(store, key)
    await move(store, order_id, "busy")
    await store.attempts.add_attempt(order_id, attempt=2, due_at=QUARTER, is_planned=is_planned)
    await store.attempts.take_due(at=QUARTER)
    return order_id


async def claim_unless_put_off(store: Store) -> str | None:
    claimed = await store.queue.claim_slot(at=HOUR, put_off=lambda call: MORNING)
    return None if claimed is None else claimed.order_id


async def test_attempt_nobody_chose_the_time_of_is_put_off(store: Store) -> None:
    planned = await plan(store, "1", is_planned=True)
    chosen = await plan(store, "2", is_planned=False)

    assert await claim_unless_put_off(store) == chosen

    call = await store.calls.get(planned)
    assert (call.status, call.due_at, call.dial_tries) == ("scheduled", MORNING, 0)
    assert await store.attempts.next_at() == MORNING


async def test_attempt_somebody_chose_the_time_of_is_not_put_off(store: Store) -> None:
    now, soon = [await plan(store, key, is_planned=True) for key in "12"]
    assert await claim_unless_put_off(store) is None

    await store.attempts.dial_now(now, attempt=2, at=QUARTER)
    await store.attempts.reschedule(soon, attempt=2, due_at=HOUR, zone=None)
    await store.attempts.take_due(at=HOUR)

    assert [await claim_unless_put_off(store) for _ in range(2)] == [now, soon]


async def test_death_between_end_and_plan_loses_and_doubles_nothing(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    async with opened_store(path) as store:
        order_id = await begin(store)
        await move(store, order_id, "busy")

    async with opened_store(path) as store:
        (call,) = await store.attempts.awaiting_retry()
        assert call.order_id == order_id
        assert await add(store, order_id)

    async with opened_store(path) as store:
        assert await store.attempts.awaiting_retry() == ()
        assert not await add(store, order_id)
        assert await store.attempts.take_due(at=QUARTER)

    async with opened_store(path) as store:
        assert not await store.attempts.take_due(at=HOUR)
        assert (await store.calls.get(order_id)).status == "queued"


async def test_plan_is_written_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    order_id = await begin(store, attempts=2)
    await move(store, order_id, "busy")
    with closing(sqlite3.connect(tmp_path / "calls.db")) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON deliveries "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )

    with pytest.raises(Exception, match="no room"):
        await add(store, order_id)

    assert (await store.calls.get(order_id)).attempt == 1
    assert await find_unplanned(store) == [order_id]


async def test_only_the_end_of_trying_is_announced(store: Store) -> None:
    watch = Watch(channel_id="C2", outcome=None, agent=None, added_by="U0BOB", added_at=NOON)
    await store.watches.add(watch, statuses=None)
    order_id = await begin(store, attempts=2)
    await move(store, order_id, "busy")
    assert await store.outbox.next_post("C2") is None
    await add(store, order_id)
    await dial(store, order_id)

    await move(store, order_id, "busy")

    line = await store.outbox.next_post("C2")
    assert line is not None
    assert line.call is not None
    assert (await store.calls.get_attempt(line.call)).attempt == 2
