"""The store: calls that wait for a second person, and the one answer that counts."""

import asyncio
from datetime import timedelta

from bot.domain.approvals import ANSWER_TIME, hash_shown
from bot.domain.calls import Call
from bot.domain.rules import StoredFacts
from bot.domain.statuses import CallStatus
from bot.store.interface import Store
from bot.store.records import AuditEntry, GateDecision
from tests.builders.calls import NOON, WORKSPACE
from tests.builders.store import add_order, line_up

AUDIT = AuditEntry(at=NOON, workspace_id=WORKSPACE, user_id="U0DANA", action="approve")
WAIT = GateDecision(
    audit=AUDIT, status=CallStatus.OVERDUE, reason="waits", approval_for="country:US"
)
LATER = NOON + timedelta(hours=2)


def ask_about_all(call: Call, stored: StoredFacts) -> GateDecision:
    return WAIT


async def let_wait(store: Store) -> Call:
    """Let a call wait that was about to be dialed."""
    (order_id,) = await line_up(store, 1)
    held = await store.queue.claim_slot(at=NOON, gate=ask_about_all)
    assert held is not None
    assert (held.order_id, held.awaits_approval, held.reason) == (order_id, True, "waits")
    return held


async def approve(store: Store, call: Call, *, attempt: int = 1, shown: str = "") -> bool:
    shown = shown or hash_shown(call.order)
    return await store.approvals.approve(
        call.order_id, attempt, shown, at=NOON, by="dana", audit=AUDIT
    )


async def test_call_that_waits_for_a_second_person_is_not_in_the_queue(store: Store) -> None:
    await let_wait(store)
    assert await store.queue.first() is None
    assert await store.attempts.next_at() is None


async def test_first_answer_counts_and_the_call_is_in_the_queue(store: Store) -> None:
    call = await let_wait(store)
    answers = await asyncio.gather(*(approve(store, call) for _ in range(4)))
    assert sorted(answers) == [False, False, False, True]
    first = await store.queue.first()
    assert first is not None
    assert (first.order_id, first.order.approved_by) == (call.order_id, "dana")
    assert first.order.approved_hash == hash_shown(first.order)


async def test_answer_to_something_else_does_nothing(store: Store) -> None:
    call = await let_wait(store)
    assert not await approve(store, call, attempt=2)
    assert not await approve(store, call, shown="0" * 16)
    await store.orders.note_zone(call.order_id, "Asia/Tokyo")
    assert not await approve(store, call)
    assert (await store.calls.get(call.order_id)).awaits_approval


async def test_decline_ends_it(store: Store) -> None:
    call = await let_wait(store)
    shown = hash_shown(call.order)
    declined = await store.approvals.decline(
        call.order_id, 1, shown, at=NOON, reason="declined by @dana", audit=AUDIT
    )
    over = await store.calls.get(call.order_id)
    assert (declined, over.status, over.reason) == (True, "refused", "declined by @dana")
    assert not await approve(store, call)


async def test_unanswered_for_a_day_it_is_over(store: Store) -> None:
    call = await let_wait(store)
    assert await store.approvals.next_at() == NOON + ANSWER_TIME
    late = NOON + ANSWER_TIME
    assert await store.approvals.expire(at=late - timedelta(seconds=1), reason="nobody") == 0
    assert await store.approvals.expire(at=late, reason="nobody") == 1
    assert (await store.calls.get(call.order_id)).status == "refused"
    assert await store.approvals.next_at() is None


async def test_call_for_later_is_held_before_its_time_and_goes_on_at_it(store: Store) -> None:
    order_id = await add_order(store, due_at=LATER)
    ((call, _),) = await store.approvals.scheduled()
    await store.approvals.ask_for(call.attempt_id, WAIT, at=NOON)
    held = await store.calls.get(order_id)
    assert held.awaits_approval
    assert await approve(store, held)
    scheduled = await store.calls.get(order_id)
    assert (scheduled.status, scheduled.due_at) == ("scheduled", LATER)


async def test_approvers_are_told_once(store: Store) -> None:
    call = await let_wait(store)
    assert [each.order_id for each in await store.approvals.untold()] == [call.order_id]
    for _ in range(2):
        await store.approvals.tell(call, ["U0DANA", "U0BOB"], at=NOON)
    assert await store.approvals.untold() == ()
    channels = (await store.outbox.find_due())[0]
    assert {each.channel_id for each in channels} >= {"U0DANA", "U0BOB"}
