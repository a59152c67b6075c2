"""The store: how attempts are planned, put off and stopped."""

from datetime import timedelta

import pytest

from bot.domain.calls import Call
from bot.domain.rules import StoredFacts
from bot.domain.subscriptions import Watch
from bot.store.interface import Store
from bot.store.records import AuditEntry, GateDecision
from tests.builders.attempts import (
    HOUR,
    QUARTER,
    add,
    begin,
    dial,
    find_awaiting_retry,
    post_everything,
)
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.store import (
    SLOTS,
    OpenStore,
    add_order,
    channel,
    claim,
    latest_attempt,
    line_up,
    move,
    place,
)

MORNING = NOON + timedelta(hours=20)


async def test_trying_can_be_stopped_while_the_phone_rings(store: Store) -> None:
    order_id = await begin(store)
    await post_everything(store)

    assert await store.attempts.stop_trying(order_id, at=NOON)
    assert not await store.attempts.stop_trying(order_id, at=NOON)
    assert await store.outbox.next_edit() is not None
    await move(store, order_id, "busy")

    assert await find_awaiting_retry(store) == []
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
    await post_everything(store)

    assert await store.attempts.stop_trying(order_id, at=NOON, reason="never day there")

    call = await store.calls.get(order_id)
    assert (call.will_be_tried_again, call.reason) == (False, "never day there")
    assert await find_awaiting_retry(store) == []
    edited = [await store.outbox.next_edit()]
    assert [each.is_card for each in edited if each] == [True]


@pytest.mark.parametrize("is_in_line", [False, True])
async def test_first_attempt_that_waits_stays_when_trying_is_stopped(
    store: Store, is_in_line: bool
) -> None:
    order_id = await add_order(store, attempts=3, due_at=QUARTER)
    await post_everything(store)
    if is_in_line:
        await store.attempts.take_due(at=QUARTER)

    assert await store.attempts.stop_trying(order_id, at=NOON)
    assert not await store.attempts.stop_trying(order_id, at=NOON)

    call = await store.calls.get(order_id)
    assert (call.status, call.order.attempts) == ("queued" if is_in_line else "scheduled", 1)


async def test_trying_of_what_was_taken_back_is_stopped_once(store: Store) -> None:
    order_id = await begin(store)
    await move(store, order_id, "busy")
    await add(store, order_id)
    await store.queue.withdraw(order_id, at=NOON, reason="taken back")

    assert await store.attempts.stop_trying(order_id, at=NOON)

    assert (await store.calls.get(order_id)).status == "withdrawn"
    assert not await store.attempts.stop_trying(order_id, at=NOON)


AUDIT = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0ALICE", action="delay")


async def plan(store: Store, key: str, *, is_automatic: bool) -> str:
    """Let the second attempt of an order be in line."""
    order_id = await begin(store, key)
    await move(store, order_id, "busy")
    attempt_id = await latest_attempt(store, order_id)
    await store.attempts.add_after(attempt_id, due_at=QUARTER, is_automatic=is_automatic)
    await store.attempts.take_due(at=QUARTER)
    return order_id


def gate(call: Call, stored: StoredFacts) -> GateDecision | None:
    """Let nobody be dialed before the morning at a time that no person chose."""
    return GateDecision(audit=AUDIT, until=MORNING) if call.is_automatic else None


async def test_gate_delays_one_call_and_says_so(store: Store) -> None:
    automatic = await plan(store, "1", is_automatic=True)
    chosen = await plan(store, "2", is_automatic=False)

    decided = [await store.queue.claim_slot(at=HOUR, gate=gate) for _ in range(3)]

    assert [(each.order_id, each.status) for each in decided if each] == [
        (automatic, "scheduled"),
        (chosen, "dialing"),
    ]
    call = await store.calls.get(automatic)
    assert (call.status, call.due_at, call.dial_tries) == ("scheduled", MORNING, 0)
    assert await store.attempts.next_at() == MORNING


async def test_gate_sees_what_the_transaction_reads(store: Store) -> None:
    order_id = await begin(store, attempts=2)
    await move(store, order_id, "busy")
    await store.attempts.add_after(
        await latest_attempt(store, order_id), due_at=QUARTER, is_automatic=True
    )
    await store.attempts.take_due(at=QUARTER)
    seen: list[Call] = []

    claimed = await store.queue.claim_slot(at=HOUR, gate=lambda call, stored: seen.append(call))

    assert [(each.attempt, each.status, each.is_automatic) for each in seen] == [
        (2, "queued", True)
    ]
    assert claimed is not None
    assert claimed.status == "dialing"


async def test_gate_is_not_asked_while_no_slot_is_free(store: Store) -> None:
    for key in range(SLOTS):
        await place(store, f"live {key}")
    await line_up(store, 1)
    seen: list[Call] = []

    claimed = await store.queue.claim_slot(at=HOUR, gate=lambda call, stored: seen.append(call))

    assert claimed is None
    assert seen == []


async def test_time_that_a_person_chose_is_not_automatic(store: Store) -> None:
    now, soon = [await plan(store, key, is_automatic=True) for key in "12"]
    for _ in range(2):
        await store.queue.claim_slot(at=HOUR, gate=gate)

    await store.attempts.dial_now(await latest_attempt(store, now), at=QUARTER)
    await store.attempts.reschedule(
        await latest_attempt(store, soon), due_at=HOUR, requester_time_zone=None
    )
    await store.attempts.take_due(at=HOUR)

    decided = [await store.queue.claim_slot(at=HOUR, gate=gate) for _ in range(2)]
    assert [(each.order_id, each.status) for each in decided if each] == [
        (now, "dialing"),
        (soon, "dialing"),
    ]


async def test_death_between_end_and_plan_loses_and_doubles_nothing(open_store: OpenStore) -> None:
    async with open_store() as store:
        order_id = await begin(store)
        await move(store, order_id, "busy")

    async with open_store() as store:
        (call,) = await store.attempts.awaiting_retry()
        assert call.order_id == order_id
        assert await add(store, order_id)

    async with open_store() as store:
        assert await store.attempts.awaiting_retry() == ()
        assert not await add(store, order_id)
        assert await store.attempts.take_due(at=QUARTER)

    async with open_store() as store:
        assert not await store.attempts.take_due(at=HOUR)
        assert (await store.calls.get(order_id)).status == "queued"


async def test_only_the_end_of_trying_is_announced(store: Store) -> None:
    watch = Watch(workspace_id=WORKSPACE, channel_id="C2", added_by="U0BOB", added_at=NOON)
    await store.watches.add(watch, outcomes=None)
    order_id = await begin(store, attempts=2)
    await move(store, order_id, "busy")
    assert await store.outbox.next_post(channel("C2")) is None
    await add(store, order_id)
    await dial(store, order_id)

    await move(store, order_id, "busy")

    line = await store.outbox.next_post(channel("C2"))
    assert line is not None
    assert line.attempt_id is not None
    assert (await store.calls.get_attempt(line.attempt_id)).attempt == 2
