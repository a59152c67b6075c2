"""The store: the line, its slots, and who is dialed next."""

import asyncio
from datetime import timedelta

import pytest

from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.store import (
    SLOTS,
    add_order,
    channel,
    claim,
    latest_attempt,
    line_up,
    move,
    place,
    post_next,
)


async def claim_ids(store: Store) -> list[str]:
    """Claim slots until there is none, or nobody in line."""
    claimed = []
    while (call := await claim(store)) is not None:
        claimed.append(call.order_id)
    return claimed


async def queue_position(store: Store, order_id: str) -> int | None:
    return (await store.calls.get(order_id)).queue_position


async def test_only_who_has_a_card_is_in_line(store: Store) -> None:
    order_id = await add_order(store)
    assert await claim(store) is None

    await post_next(store)
    call = await claim(store)
    assert call is not None
    assert (call.order_id, call.status, call.dialing_at, call.dial_tries) == (
        order_id,
        "dialing",
        NOON,
        1,
    )


async def test_slots_are_given_in_the_order_of_the_line(store: Store) -> None:
    order_ids = await line_up(store, 5)

    assert await claim_ids(store) == order_ids[:SLOTS]

    await move(store, order_ids[1], "initiated", "busy")
    assert await claim_ids(store) == [order_ids[3]]


async def test_claims_at_once_give_each_call_one_slot(store: Store) -> None:
    order_ids = await line_up(store, 10)

    claimed = await asyncio.gather(*(claim(store) for _ in range(20)))

    assert sorted(call.order_id for call in claimed if call) == sorted(order_ids[:SLOTS])


@pytest.mark.parametrize("status", ["unconfirmed", "initiated", "ongoing", "transferring"])
async def test_call_that_may_be_ringing_holds_its_slot(store: Store, status: str) -> None:
    order_ids = await line_up(store, SLOTS + 1)
    await claim_ids(store)

    await move(store, order_ids[0], status)

    assert await claim(store) is None
    assert await store.calls.count_open() == (SLOTS, 1)


async def test_call_that_was_placed_never_comes_back_into_the_line(store: Store) -> None:
    (order_id,) = await line_up(store, 1)
    await claim(store)

    await store.calls.record_placed(
        await latest_attempt(store, order_id),
        call_id="c1",
        status="queued",
        agent_name=None,
        at=NOON,
    )

    assert await claim(store) is None


async def test_call_put_back_keeps_its_place_and_the_others_wait(store: Store) -> None:
    first, second = await line_up(store, 2)
    await claim(store)
    later = NOON + timedelta(seconds=5)

    await store.queue.put_back(
        await latest_attempt(store, first), not_before=later, reason="the API is restarting"
    )

    assert (await store.calls.get(first)).reason == "the API is restarting"
    assert await store.queue.next_dial_at() == later
    assert await claim(store, 4) is None
    claimed = [await claim(store, 5), await claim(store, 5)]
    assert [(call.order_id, call.dial_tries) for call in claimed if call] == [
        (first, 2),
        (second, 1),
    ]


async def test_only_a_dial_is_put_back(store: Store) -> None:
    order_id = await place(store)

    await store.queue.put_back(await latest_attempt(store, order_id), not_before=NOON, reason="x")

    assert (await store.calls.get(order_id)).status == "initiated"


async def test_nobody_in_line_means_no_next_dial(store: Store) -> None:
    assert await store.queue.next_dial_at() is None

    await place(store)
    assert await store.queue.next_dial_at() is None


async def test_order_without_a_card_does_not_hide_when_the_next_dial_is(store: Store) -> None:
    await add_order(store, "without a card", channel_id="C2")
    in_line = await add_order(store, "in line")
    await post_next(store)
    await claim(store)
    later = NOON + timedelta(seconds=5)

    await store.queue.put_back(await latest_attempt(store, in_line), not_before=later, reason="x")

    assert await store.queue.next_dial_at() == later


async def test_who_is_passed_over_has_no_next_dial(store: Store) -> None:
    (order_id,) = await line_up(store, 1)
    attempt_id = await latest_attempt(store, order_id)

    assert await store.queue.next_dial_at() is not None
    assert await store.queue.next_dial_at(passing_over=[attempt_id]) is None


async def test_place_counts_who_has_to_be_dialed_first(store: Store) -> None:
    order_ids = await line_up(store, SLOTS + 2)
    assert [await queue_position(store, each) for each in order_ids] == [None] * SLOTS + [1, 2]

    await claim_ids(store)
    assert [await queue_position(store, each) for each in order_ids[SLOTS:]] == [1, 2]

    await store.queue.withdraw(order_ids[SLOTS], at=NOON, reason="x")
    assert await queue_position(store, order_ids[SLOTS + 1]) == 1


async def test_order_without_a_card_is_not_dialed_first(store: Store) -> None:
    await line_up(store, SLOTS)
    await claim_ids(store)
    await add_order(store, "without a card", channel_id="C2")
    in_line = await add_order(store, "in line")
    await post_next(store)

    assert await queue_position(store, in_line) == 1


async def test_who_waits_can_be_withdrawn_and_it_is_told(store: Store) -> None:
    order_id = await add_order(store)
    await post_next(store)

    assert await store.queue.withdraw(order_id, at=NOON, reason="taken back")
    call = await store.calls.get(order_id)
    reply = await store.outbox.next_post(channel("C1"))

    assert (call.status, call.reason, call.status_history) == (
        "withdrawn",
        "taken back",
        ("withdrawn",),
    )
    assert reply is not None
    assert reply.transition_seq == 1
    assert not await store.queue.withdraw(order_id, at=NOON, reason="again")


async def test_who_was_dialed_cannot_be_withdrawn(store: Store) -> None:
    (order_id,) = await line_up(store, 1)
    await claim(store)

    assert not await store.queue.withdraw(order_id, at=NOON, reason="too late")
    assert (await store.calls.get(order_id)).status == "dialing"
