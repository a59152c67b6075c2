"""Scheduled calls in a store, and the times they wait for."""

from datetime import datetime, timedelta

from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.store import (
    add_order,
    post_next,
)

DUE = NOON + timedelta(hours=3)
EVENING = NOON + timedelta(hours=8)
MINUTE = timedelta(minutes=1)


async def schedule(store: Store, key: str = "1", *, due_at: datetime = DUE) -> str:
    """Write an order for later down; its card stands in Slack."""
    order_id = await add_order(store, key, due_at=due_at, requester_time_zone="Europe/Berlin")
    await post_next(store)
    return order_id


async def miss(store: Store, order_id: str) -> None:
    """Let the time of a call pass while nobody looked, and have it told."""
    due_at = (await store.calls.get(order_id)).due_at
    assert await store.attempts.take_due(at=due_at + timedelta(hours=1))
    await post_next(store)


async def read_status(store: Store, order_id: str) -> str:
    return (await store.calls.get(order_id)).status


async def show_edits(store: Store) -> list[int]:
    """Show every message its newest; returns which of the order were edited, by seq."""
    edited = []
    while (delivery := await store.outbox.next_edit()) is not None:
        edited.append(delivery.seq)
        await store.outbox.record_shown(delivery)
    return edited
