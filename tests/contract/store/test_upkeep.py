"""Upkeep: what people said is forgotten in time, what is counted stays, nothing else is touched."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.calls import Result
from bot.domain.workspaces import MessageKey, Sight
from bot.reporting.counting import count_calls
from bot.store.interface import Store
from bot.store.records import Form, InboxEntry, ListKey
from tests.builders.attempts import begin
from tests.builders.calls import NOON, WORKSPACE, build_order
from tests.builders.store import (
    add_order,
    channel,
    claim,
    latest_attempt,
    move,
    place,
    post_next,
)

YEAR = timedelta(days=365)
LATER = NOON + timedelta(days=400)
PRIVATE = {"name": "Rumpelstiltskin", "reason": "wants the gold"}
SAID = Result(
    duration_ms=93_000,
    summary="Rumpelstiltskin wants the gold",
    extracted={"wish": "the gold"},
    collected={"email": "rumpel@example.com"},
    has_transcript=True,
    has_recording=True,
)


async def forget(store: Store, *, before: Any = NOON + timedelta(days=1)) -> int:
    """Forget all there is to forget; returns in how many steps."""
    steps = 0
    while await store.upkeep.forget(
        before=before, evidence_before=NOON - YEAR, at=LATER, reason="nobody decided"
    ):
        steps += 1
    return steps


async def end(store: Store, key: str = "1", **changes: Any) -> str:
    """Have a call be over, with a result."""
    order_id = await place(store, key, variables=PRIVATE, **changes)
    await move(store, order_id, "ringing", "ongoing", "user_hangup")
    attempt_id = await latest_attempt(store, order_id)
    await store.results.record(attempt_id, SAID, agent_name="Booker", ask_again_at=None)
    return order_id


async def refuse(store: Store) -> str:
    """Have an order be over that Slack took no card of: it has no transition."""
    order_id = await add_order(store, variables=PRIVATE)
    assert await store.queue.close_unopened(order_id, reason="not in the channel")
    return order_id


async def withdraw(store: Store) -> str:
    order_id = await add_order(store, variables=PRIVATE)
    await store.queue.withdraw(order_id, at=NOON, reason="by @rumpelstiltskin")
    return order_id


@pytest.mark.parametrize("way", [end, refuse, withdraw])
async def test_nothing_of_what_people_said_is_left_and_all_that_is_counted_is(
    store: Store, way: Callable[[Store], Awaitable[str]]
) -> None:
    order_id = await way(store)
    before = await store.calls.get(order_id)

    assert await forget(store) == 1

    after = await store.calls.get(order_id)
    order = after.order
    assert (order.to_number, order.requested_by_name, order.variables) == ("", "", {})
    assert (before.order.callee_name, order.callee_name) == (PRIVATE["name"], "")
    assert (after.call_id, after.reason, after.last_action) == (None, None, None)
    assert after.result == Result(duration_ms=before.result.duration_ms)
    assert (after.status, after.transitions) == (before.status, before.transitions)
    assert (after.created_at, after.dialing_at) == (before.created_at, before.dialing_at)
    assert (after.agent_name, order.requested_by) == (before.agent_name, before.order.requested_by)
    assert order.from_number == before.order.from_number


async def test_statistics_are_what_they_were(store: Store) -> None:
    for key, number in enumerate(("+15559876543", "+442071838750", "+97231234567", "+18005551234")):
        await end(store, str(key), to_number=number)
        for _ in range(6):
            if await store.outbox.next_post(channel("C1")):
                await post_next(store)

    async def count() -> Any:
        return await count_calls(
            store,
            (ListKey.everyone(WORKSPACE),),
            sight=Sight(workspace_id=WORKSPACE, user_id=None, channel_ids=frozenset({"C1"})),
            since=NOON - timedelta(days=1),
            until=NOON + timedelta(days=1),
            zone="UTC",
        )

    before = await count()
    assert before.calls == 4

    await forget(store)

    assert await count() == before


async def test_calls_that_are_not_old_or_not_over_are_left_as_they_are(store: Store) -> None:
    await end(store, "1")
    live = await place(store, "2", variables=PRIVATE)
    before = await store.calls.get(live)

    assert await forget(store, before=NOON) == 0
    await forget(store)

    assert await store.calls.get(live) == before


async def test_order_is_forgotten_with_its_last_attempt_and_not_before(store: Store) -> None:
    order_id = await place(store, attempts=2, variables=PRIVATE)
    await move(store, order_id, "busy")
    await store.attempts.add_after(await latest_attempt(store, order_id), due_at=LATER)

    assert await forget(store) == 0
    assert (await store.calls.get(order_id)).order.variables == PRIVATE

    await store.queue.withdraw(order_id, at=LATER, reason="enough")
    assert await forget(store, before=LATER + timedelta(days=1)) == 1
    assert (await store.calls.get(order_id)).order.variables == {}


async def test_forgotten_call_is_not_tried_again(store: Store) -> None:
    order_id = await begin(store, attempts=1)
    await move(store, order_id, "busy")
    await forget(store)

    attempt_id = await latest_attempt(store, order_id)
    assert not await store.attempts.add_after(attempt_id, due_at=LATER)


async def test_missed_call_that_nobody_decided_about_is_withdrawn_then_forgotten(
    store: Store,
) -> None:
    order_id = await add_order(store, due_at=NOON + timedelta(minutes=1), variables=PRIVATE)
    await post_next(store)
    await store.attempts.take_due(at=NOON + timedelta(hours=1))

    await forget(store)
    call = await store.calls.get(order_id)
    assert (call.status, call.reason, call.order.variables) == (
        "withdrawn",
        "nobody decided",
        PRIVATE,
    )

    await forget(store, before=LATER + YEAR)
    assert (await store.calls.get(order_id)).order.variables == {}


async def test_requests_drafts_forms_and_preferences_of_long_ago_are_gone(store: Store) -> None:
    entry = InboxEntry(
        request_key="k",
        workspace_id=WORKSPACE,
        kind="command",
        body=json.dumps(PRIVATE),
        reply="{}",
        received_at=NOON,
    )
    await store.inbox.add(entry)
    await store.drafts.add(
        "d1", workspace_id=WORKSPACE, user_id="U1", payload="+1555", expires_at=NOON
    )
    form = Form(
        form_id="V1",
        workspace_id=WORKSPACE,
        user_id="U1",
        origin_channel_id="C1",
        thread_ts=None,
        typed=PRIVATE,
    )
    await store.forms.add(form, at=NOON)
    await store.forms.record_used(build_order(variables=PRIVATE, requested_by="U1"), at=NOON)

    await forget(store)

    assert await store.inbox.unanswered() == ()
    assert await store.drafts.find("d1", user_id="U1", at=NOON) is None
    assert await store.forms.find("V1") is None
    assert await store.forms.last_used(channel("C1"), "U1") is None


async def test_link_to_a_card_of_long_ago_is_gone(store: Store) -> None:
    order_id = await end(store)
    ts = (await store.calls.get(order_id)).anchor_ts
    card = MessageKey(WORKSPACE, "C1", str(ts))
    await store.history.record_links({card: "https://example.com"})

    await forget(store)

    assert await store.history.links([card]) == {}


async def test_many_calls_are_forgotten_in_short_steps(store: Store) -> None:
    for key in range(50):
        order_id = await add_order(store, str(key))
        await store.queue.withdraw(order_id, at=NOON, reason="enough")

    assert await forget(store) == 3


@pytest.mark.parametrize("seconds", [20.0, 3600.0])
async def test_pauses_are_shorter_by_as_much_as_the_clock_was_set_back(
    store: Store, seconds: float
) -> None:
    ended = await place(store)
    await move(store, ended, "ringing", "ongoing", "user_hangup")
    await add_order(store, "2", channel_id="C2")
    await post_next(store, "C2")
    call = await claim(store)
    assert call is not None
    again_at = NOON + timedelta(seconds=5)
    await store.queue.put_back(call.attempt_id, not_before=again_at, reason=None)
    result_at = await store.results.next_at()
    assert result_at is not None

    reply = await store.outbox.next_post(channel("C1"))
    assert reply is not None
    await store.outbox.postpone(reply, until=again_at)

    await store.upkeep.set_back(seconds, at=NOON)

    step = timedelta(seconds=seconds)
    before = NOON - timedelta(days=1)
    assert await store.outbox.next_due_at(channel("C1"), at=before) == again_at - step
    assert await store.queue.next_dial_at() == again_at - step
    assert await store.results.next_at() == result_at - step
