"""A tracker, and the calls that it finds written down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.calling.tracker import Tracker
from bot.clock import Clock
from bot.domain.statuses import CallStatus
from bot.signals import Signals
from bot.store.interface import Store
from tests.builders.calls import build_order
from tests.builders.store import latest_attempt, post_next
from tests.contract.scripted_voicy import ScriptedApi, opened_client


@asynccontextmanager
async def following(
    store: Store, api: ScriptedApi, *, signals: Signals | None = None, clock: Clock | None = None
) -> AsyncIterator[Tracker]:
    """Build a tracker that follows the calls of a store."""
    clock, signals = clock or Clock(), signals or Signals()
    async with opened_client(api.base_url) as voicy:
        longest = timedelta(minutes=30)
        yield Tracker(store, voicy, clock, longest_call=longest, signals=signals)


async def dial(store: Store, key: str, *, at: datetime | None = None) -> str:
    """Write down that an order is being dialed, now if no other time is given."""
    now = at or datetime.now(UTC)
    order_id, _ = await store.orders.add(build_order(request_key=key), at=now)
    await post_next(store)
    assert await store.queue.claim_slot(at=now) is not None
    return order_id


async def place(store: Store, key: str, *, at: datetime | None = None) -> str:
    """Write down that an order was dialed; its call is called like the key."""
    order_id = await dial(store, key, at=at)
    now = at or datetime.now(UTC)
    assert await store.calls.record_placed(
        await latest_attempt(store, order_id),
        call_id=key,
        status="initiated",
        agent_name=None,
        at=now,
    )
    return order_id


async def lose(store: Store, key: str, *, at: datetime | None = None) -> str:
    """Write down that the answer to a dial was lost."""
    order_id = await dial(store, key, at=at)
    now = at or datetime.now(UTC)
    assert await store.calls.add_transition(
        await latest_attempt(store, order_id), CallStatus.UNCONFIRMED, at=now
    )
    return order_id
