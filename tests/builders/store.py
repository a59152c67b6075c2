"""A store on a real file, and the steps that tests take in it."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Store
from bot.store.sqlite import SqliteStore
from bot.store.sqlite.migrations import migrations
from bot.store.sqlite.rows import Connection
from tests.builders.calls import NOON, WORKSPACE, build_order

SLOTS = 3
LIFE = ("initiated", "ringing", "ongoing", "user_hangup")


class OpenStore(Protocol):
    """Opens the same database again and again, closed in between."""

    def __call__(self, *, slots: int = SLOTS) -> AbstractAsyncContextManager[Store]: ...


def _build_empty_database() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        with closing(sqlite3.connect(path)) as conn:
            db = Connection(conn)
            db.enable_wal()
            migrations.apply(db)
        return path.read_bytes()


# now and not in some world, whose chance it would take part in
_EMPTY_DATABASE = _build_empty_database()


def lay_database(path: Path) -> None:
    """Put an empty database of today's schema there, in a tenth of the time that its steps take."""
    if path.parent.is_dir() and not path.exists():
        path.write_bytes(_EMPTY_DATABASE)


@asynccontextmanager
async def opened_store(
    path: Path, *, slots: int = SLOTS, clock: Clock | None = None
) -> AsyncIterator[Store]:
    lay_database(path)
    store = SqliteStore(path, slots=slots, clock=clock)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


# every kind of store that there is; the contract suite runs each
STORE_KINDS: dict[str, Callable[..., AbstractAsyncContextManager[Store]]] = {
    "sqlite": opened_store,
}


def give_claims_away(path: Path) -> None:
    """Have everything that is being dialed or posted be what another live process does."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE attempts SET claimed_by = 'another' WHERE claimed_by IS NOT NULL")
        conn.execute("UPDATE outbox SET claimed_by = 'another' WHERE claimed_by IS NOT NULL")
        conn.commit()


# how each kind makes another process's what is this one's
GIVE_CLAIMS_AWAY: dict[str, Callable[[Path], None]] = {"sqlite": give_claims_away}


def channel(channel_id: str) -> ChannelKey:
    """Return a channel of the workspace that tests are in."""
    return ChannelKey(WORKSPACE, channel_id)


async def latest_attempt(store: Store, order_id: str) -> int:
    """Return the key of the latest attempt of an order."""
    return (await store.calls.get(order_id)).attempt_id


async def unopened(store: Store) -> tuple[str, ...]:
    """Return the orders that have no card in Slack yet."""
    end_of_time = datetime(9999, 1, 1, tzinfo=UTC)
    return await store.orders.stale(at=end_of_time, waiting_before=datetime(1970, 1, 2, tzinfo=UTC))


async def add_order(store: Store, key: str = "1", **changes: Any) -> str:
    """Write an order down; its card does not stand in Slack yet."""
    order_id, is_new = await store.orders.add(build_order(request_key=key, **changes), at=NOON)
    assert is_new
    return order_id


async def post_next(store: Store, channel_id: str = "C1") -> str:
    """Have the next message of a channel stand in Slack; returns its ts."""
    delivery = await store.outbox.next_post(channel(channel_id))
    assert delivery is not None
    ts = f"{delivery.order_id[:8]}.{delivery.seq}"
    await store.outbox.claim(delivery, at=NOON)
    await store.outbox.record_sent(delivery, ts)
    return ts


async def line_up(store: Store, number: int) -> list[str]:
    """Queue so many orders, each with its card."""
    order_ids = []
    for key in range(number):
        order_ids.append(await add_order(store, f"line {key}"))
        await post_next(store)
    return order_ids


async def place(store: Store, key: str = "1", **changes: Any) -> str:
    """Dial an order; its call is called like the key."""
    order_id = await add_order(store, key, **changes)
    await post_next(store, changes.get("channel_id", "C1"))
    dialed = await store.queue.claim_slot(at=NOON)
    assert dialed is not None
    assert await store.calls.record_placed(
        dialed.attempt_id, call_id=f"c{key}", status="initiated", agent_name=None, at=NOON
    )
    return order_id


async def move(store: Store, order_id: str, *statuses: str) -> list[bool]:
    """Have the latest attempt of an order go through statuses; returns which of them were news."""
    attempt_id = await latest_attempt(store, order_id)
    return [await store.calls.add_transition(attempt_id, each, at=NOON) for each in statuses]


async def claim(store: Store, seconds: float = 0) -> Call | None:
    return await store.queue.claim_slot(at=NOON + timedelta(seconds=seconds))
