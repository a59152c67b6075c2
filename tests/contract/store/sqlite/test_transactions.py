"""What is written together is there together or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from tests.builders.attempts import add, begin, find_awaiting_retry
from tests.builders.store import add_order, move, opened_store, place


def break_outbox(path: Path, event: str) -> None:
    """Let every write of a kind to the outbox fail."""
    with closing(sqlite3.connect(path)) as other:
        other.execute(
            f"CREATE TRIGGER full BEFORE {event} ON outbox "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )


async def test_transition_and_its_message_are_written_together_or_not_at_all(path: Path) -> None:
    async with opened_store(path) as store:
        order_id = await place(store)
        break_outbox(path, "INSERT")

        with pytest.raises(StoreError, match="no room"):
            await move(store, order_id, "ringing")

        call = await store.calls.get(order_id)
        assert (call.status, call.status_history) == ("initiated", ("initiated",))
        with pytest.raises(StoreError):
            await add_order(store, "2")
        assert await store.orders.find_by_key("2") is None


async def test_next_attempt_is_written_whole_or_not_at_all(path: Path) -> None:
    async with opened_store(path) as store:
        order_id = await begin(store, attempts=2)
        await move(store, order_id, "busy")
        break_outbox(path, "UPDATE")

        with pytest.raises(StoreError):
            await add(store, order_id)

        assert (await store.calls.get(order_id)).attempt == 1
        assert await find_awaiting_retry(store) == [order_id]
