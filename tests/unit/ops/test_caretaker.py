"""The caretaker: forgets by the clock, a little at a time, and follows a clock that is set back."""

import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ops.caretaker import Caretaker
from bot.store.interface import Store
from tests.builders.calls import NOON
from tests.builders.polling import SetClock
from tests.builders.store import add_order, claim, opened_store, post_next

RETENTION = timedelta(days=30)
MOST_LOG_BYTES = 20 * 2**20


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def store(tmp_path: Path, clock: SetClock) -> AsyncIterator[Store]:
    async with opened_store(tmp_path / "calls.db", clock=clock) as store:
        await store.upkeep.keep()
        yield store


@pytest.mark.parametrize("days", [29, 31])
async def test_call_is_forgotten_when_its_time_is_over(
    store: Store, clock: SetClock, days: int
) -> None:
    order_id = await add_order(store, variables={"name": "John"})
    await store.queue.withdraw(order_id, at=NOON, reason="enough")
    caretaker = Caretaker(store, clock, retention=RETENTION, evidence=5 * RETENTION)

    clock.seconds += days * 86_400
    pause = await caretaker.run()

    is_forgotten = (await store.calls.get(order_id)).order.variables == {}
    assert (is_forgotten, pause is not None) == (days > RETENTION.days, days > RETENTION.days)
    assert await caretaker.run() is None


async def test_clock_that_is_set_years_ahead_takes_nothing_from_the_database(
    store: Store, clock: SetClock
) -> None:
    order_id = await add_order(store, variables={"name": "John"})
    await store.queue.withdraw(order_id, at=NOON, reason="enough")
    caretaker = Caretaker(store, clock, retention=RETENTION, evidence=5 * RETENTION)
    await caretaker.run()

    clock.set_by += 10 * 366 * 86_400
    assert await caretaker.run() is None
    assert (await store.calls.get(order_id)).order.variables == {"name": "John"}

    clock.seconds += (RETENTION.days + 1) * 86_400
    assert await caretaker.run() is not None
    assert (await store.calls.get(order_id)).order.variables == {}


@pytest.mark.parametrize(
    ("set_by", "passed", "earlier"),
    [(-3600, 0, 3600), (-20, 15, 20), (0, 15, 0), (0, 3600, 0), (3600, 15, 0), (-0.5, 15, 0)],
)
async def test_pauses_follow_a_clock_that_is_set_back_and_no_other(
    store: Store, clock: SetClock, set_by: float, passed: float, earlier: float
) -> None:
    caretaker = Caretaker(store, clock, retention=RETENTION, evidence=5 * RETENTION)
    await add_order(store)
    await post_next(store)
    call = await claim(store)
    assert call is not None
    again_at = NOON + timedelta(seconds=60)
    await store.queue.put_back(call.attempt_id, not_before=again_at, reason=None)

    clock.set_by = set_by
    clock.seconds += passed
    for _ in range(2):
        await caretaker.run()

    assert await store.queue.next_dial_at() == again_at - timedelta(seconds=earlier)


@contextmanager
def readers(path: Path) -> Iterator[None]:
    """Read all the time, in turns that overlap, so that there is always somebody who reads."""
    is_over = threading.Event()

    def read() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as conn:
            while not is_over.is_set():
                conn.execute("BEGIN")
                conn.execute("SELECT count(*) FROM orders").fetchone()
                is_over.wait(0.03)
                conn.execute("COMMIT")

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


async def test_log_stays_small_although_somebody_always_reads(
    store: Store, clock: SetClock, tmp_path: Path
) -> None:
    path, log = tmp_path / "calls.db", tmp_path / "calls.db-wal"
    caretaker = Caretaker(store, clock, retention=RETENTION, evidence=5 * RETENTION)
    sizes: list[int] = []
    with readers(path):
        # half as much again as the log may have
        for _ in range(15):
            await add_order(store, str(len(sizes)), variables={"text": os.urandom(10**6).hex()})
            await caretaker.run()
            sizes.append(log.stat().st_size)
    assert max(sizes) < MOST_LOG_BYTES
