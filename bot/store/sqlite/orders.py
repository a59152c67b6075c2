"""Orders: what people asked for, each written down once however often the request arrives."""

import sqlite3
import uuid
from datetime import datetime
from typing import Final

import sqlite_utils

from bot.domain.calls import CallOrder, CallStatus
from bot.store.interface import Orders
from bot.store.sqlite.database import StorePart
from bot.store.sqlite.listings import build_agent
from bot.store.sqlite.outbox import add_message
from bot.store.sqlite.rows import find_latest_of, insert, one, run, to_columns

_BY_KEY: Final = "SELECT order_id FROM orders WHERE request_key = :request_key"
_STALE: Final = """
    SELECT attempts.order_id FROM attempts
    JOIN outbox AS card ON card.order_id = attempts.order_id AND card.seq = 0
    WHERE attempts.is_over = 0 AND attempts.status = 'queued'
    AND attempts.due_at < CASE card.state
        WHEN 'sent' THEN CAST(:waiting_before AS DOUBLE PRECISION)
        ELSE CAST(:unopened_before AS DOUBLE PRECISION) END
    ORDER BY attempts.due_at, attempts.id
"""


class SqliteOrders(StorePart, Orders):
    """The orders in SQLite."""

    async def add(self, order: CallOrder, *, at: datetime) -> tuple[str, bool]:
        def work(db: sqlite_utils.Database) -> tuple[str, bool]:
            before = one(db, _BY_KEY, {"request_key": order.request_key})
            if before is not None:
                return str(before["order_id"]), False
            order_id = uuid.uuid4().hex
            _insert(db, order_id, order, at)
            return order_id, True

        return await self._database.write(work)

    async def find_by_key(self, request_key: str) -> str | None:
        row = await self._database.fetch_one(_BY_KEY, {"request_key": request_key})
        return None if row is None else str(row["order_id"])

    async def stale(
        self, *, unopened_before: datetime, waiting_before: datetime
    ) -> tuple[str, ...]:
        params = {"unopened_before": unopened_before, "waiting_before": waiting_before}
        return tuple(row["order_id"] for row in await self._database.fetch(_STALE, params))

    async def check_writable(self) -> None:
        def work(db: sqlite_utils.Database) -> None:
            if db.execute("PRAGMA query_only").fetchone()[0]:
                raise sqlite3.OperationalError("the database is read-only")
            run(db, "UPDATE orders SET order_id = order_id WHERE order_id = ''")

        await self._database.write(work)


def _insert(db: sqlite_utils.Database, order_id: str, order: CallOrder, at: datetime) -> None:
    values = {
        **to_columns(order),
        **build_agent(order.agent_name),
        "order_id": order_id,
        "created_at": at,
    }
    insert(db, "orders", values)
    due_at = max(order.due_at or at, at)
    first = {
        "workspace_id": order.workspace_id,
        "order_id": order_id,
        "status": CallStatus.SCHEDULED if due_at > at else CallStatus.QUEUED,
        "due_at": due_at,
    }
    insert(db, "attempts", first)
    attempt = find_latest_of(db, order_id)
    if attempt is not None:
        add_message(db, attempt, transition_seq=None)
