"""The store on a real file: what was asked for, and how calls move on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.calls import Call
from bot.errors import OrderUnknown, StoreError
from bot.store.sqlite import Store
from tests.unit.domain.test_calls import NOON, build_request

SLOTS = 3
LIFE = ("initiated", "ringing", "ongoing", "user_hangup")


@asynccontextmanager
async def opened_store(path: Path, *, slots: int = SLOTS) -> AsyncIterator[Store]:
    store = Store(path, slots=slots)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with opened_store(tmp_path / "calls.db") as store:
        yield store


async def unopened(store: Store) -> tuple[str, ...]:
    """Return the orders that have no card in Slack yet."""
    end_of_time = datetime(9999, 1, 1, tzinfo=UTC)
    return await store.orders.stale(
        unopened_before=end_of_time, waiting_before=datetime(1970, 1, 2, tzinfo=UTC)
    )


async def add_order(store: Store, key: str = "1", **changes: Any) -> str:
    """Write an order down; its card does not stand in Slack yet."""
    order_id, is_new = await store.orders.add(build_request(request_key=key, **changes), at=NOON)
    assert is_new
    return order_id


async def post_next(store: Store, channel_id: str = "C1") -> str:
    """Have the next message of a channel stand in Slack; returns its ts."""
    delivery = await store.deliveries.next_post(channel_id)
    assert delivery is not None
    ts = f"{delivery.order_id[:8]}.{delivery.seq}"
    await store.deliveries.claim(delivery)
    await store.deliveries.note_sent(delivery, ts)
    return ts


async def line_up(store: Store, number: int) -> list[str]:
    """Put so many orders in line, each with its card."""
    order_ids = []
    for key in range(number):
        order_ids.append(await add_order(store, f"line {key}"))
        await post_next(store)
    return order_ids


async def place(store: Store, key: str = "1", **changes: Any) -> str:
    """Dial an order; its call is called like the key."""
    order_id = await add_order(store, key, **changes)
    await post_next(store, changes.get("channel_id", "C1"))
    assert await store.line.claim_slot(at=NOON) is not None
    assert await store.calls.note_placed(
        order_id, call_id=f"c{key}", status="initiated", agent_name=None, at=NOON
    )
    return order_id


async def move(store: Store, order_id: str, *statuses: str) -> list[bool]:
    return [await store.calls.add_transition(order_id, each, at=NOON) for each in statuses]


async def claim(store: Store, seconds: float = 0) -> Call | None:
    return await store.line.claim_slot(at=NOON + timedelta(seconds=seconds))


async def test_order_is_written_with_its_call_and_its_card(store: Store) -> None:
    request = build_request(variables={"name": "ג׳ון", "x": "a'b\n"}, is_unusual_number=True)

    order_id, _ = await store.orders.add(request, at=NOON)
    call = await store.calls.get(order_id)
    card = await store.deliveries.next_post("C1")

    assert (call.request, call.status, call.created_at) == (request, "queued", NOON)
    assert (call.call_id, call.dialing_at, call.anchor_ts, call.told) == (None, None, None, ())
    assert card is not None
    assert (card.order_id, card.is_card, card.is_in_doubt) == (order_id, True, False)


async def test_same_request_again_is_the_same_order(store: Store) -> None:
    order_id = await add_order(store, "click")

    again = await store.orders.add(build_request(request_key="click", channel_id="C2"), at=NOON)

    assert again == (order_id, False)
    assert await store.orders.find_by_key("click") == order_id
    assert await store.orders.find_by_key("other") is None
    assert await store.deliveries.count_due() == 1


async def test_requests_at_once_become_one_order(store: Store) -> None:
    added = await asyncio.gather(
        *(store.orders.add(build_request(request_key="click"), at=NOON) for _ in range(10))
    )

    assert sorted(is_new for _, is_new in added) == [False] * 9 + [True]
    assert len({order_id for order_id, _ in added}) == 1


async def test_order_nobody_knows_is_unknown(store: Store) -> None:
    with pytest.raises(OrderUnknown):
        await store.calls.get("nothing")

    assert await move(store, "nothing", "initiated") == [False]


async def test_orders_without_a_card_are_known_oldest_first(store: Store) -> None:
    first, second = await add_order(store, "1"), await add_order(store, "2")
    assert await unopened(store) == (first, second)

    await post_next(store)
    assert await unopened(store) == (second,)

    await store.line.withdraw(second, at=NOON, reason="too late")
    assert await unopened(store) == ()


async def test_order_whose_card_was_refused_is_over_and_told_nowhere(store: Store) -> None:
    order_id = await add_order(store)

    await store.line.close_unopened(order_id, reason="not_in_channel")
    call = await store.calls.get(order_id)

    assert (call.status, call.reason, call.is_final) == ("refused", "not_in_channel", True)
    assert await store.deliveries.count_due() == 0
    assert await unopened(store) == ()
    assert await claim(store) is None


async def test_call_moves_forward_only_and_its_end_is_final(store: Store) -> None:
    order_id = await place(store)

    moved = await move(store, order_id, "ringing", "initiated", "ringing", "busy", "ongoing")

    assert moved == [True, False, False, True, False]
    assert (await store.calls.get(order_id)).told == ("initiated", "ringing", "busy")


async def test_each_transition_owes_one_message(store: Store) -> None:
    order_id = await place(store)
    await move(store, order_id, *LIFE, *LIFE)

    told = []
    while (delivery := await store.deliveries.next_post("C1")) is not None:
        told.append((delivery.seq, delivery.transition_seq))
        await post_next(store)

    assert told == [(1, 1), (2, 2), (3, 3), (4, 4)]


async def test_transition_and_its_message_are_written_together_or_not_at_all(
    store: Store, tmp_path: Path
) -> None:
    order_id = await place(store)
    with closing(sqlite3.connect(tmp_path / "calls.db")) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON deliveries "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )

    with pytest.raises(StoreError, match="cannot use its database"):
        await move(store, order_id, "ringing")

    call = await store.calls.get(order_id)
    assert (call.status, call.told) == ("initiated", ("initiated",))
    with pytest.raises(StoreError):
        await add_order(store, "2")
    assert await store.orders.find_by_key("command:2") is None
