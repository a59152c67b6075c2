"""Orders: what people asked for, each written down once however often the request arrives."""

import json
import sqlite3
import uuid
from datetime import datetime

import sqlite_utils

from bot.domain.calls import CallOrder, CallStatus
from bot.store.sqlite.database import Database
from bot.store.sqlite.outbox import add_delivery
from bot.store.sqlite.rows import Row, one, rows


class Orders:
    """The dialer's view of what was asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, request: CallOrder, *, at: datetime) -> tuple[str, bool]:
        """Write an order, its waiting call and its card down in one transaction.

        It is scheduled where its time has not come, else in line. Returns its id, and False where
        the same request was written down before.
        """

        def work(db: sqlite_utils.Database) -> tuple[str, bool]:
            before = _find_by_key(db, request.request_key)
            if before is not None:
                return str(before["order_id"]), False
            order_id = uuid.uuid4().hex
            _insert(db, order_id, request, at)
            return order_id, True

        return await self._database.write(work)

    async def find_by_key(self, request_key: str) -> str | None:
        """Return the order a request became, None where it became none."""
        row = await self._database.read(lambda db: _find_by_key(db, request_key))
        return None if row is None else str(row["order_id"])

    async def stale(
        self, *, unopened_before: datetime, waiting_before: datetime
    ) -> tuple[str, ...]:
        """Return the orders nobody counts on any more, oldest first.

        They were due before `unopened_before` and have no card in Slack, or wait in line since
        before `waiting_before`. One whose time has not come yet is not among them.
        """
        found = await self._database.read(
            lambda db: rows(
                db,
                """
                SELECT calls.order_id FROM calls
                JOIN deliveries ON deliveries.order_id = calls.order_id AND deliveries.seq = 0
                WHERE calls.is_over = 0 AND calls.status = 'queued'
                AND calls.due_at < CASE deliveries.state
                    WHEN 'sent' THEN :waiting_before ELSE :unopened_before END
                ORDER BY calls.due_at, calls.id
                """,
                {
                    "unopened_before": unopened_before.timestamp(),
                    "waiting_before": waiting_before.timestamp(),
                },
            )
        )
        return tuple(row["order_id"] for row in found)

    async def check_writable(self) -> None:
        """Raise StoreError where a write would fail, before anything depends on it."""

        def work(db: sqlite_utils.Database) -> None:
            if db.execute("PRAGMA query_only").fetchone()[0]:
                raise sqlite3.OperationalError("the database is read-only")
            db.execute("UPDATE orders SET order_id = order_id WHERE order_id = ''")

        await self._database.write(work)


def _find_by_key(db: sqlite_utils.Database, request_key: str) -> Row | None:
    return one(db, "SELECT order_id FROM orders WHERE request_key = :key", {"key": request_key})


def _insert(db: sqlite_utils.Database, order_id: str, request: CallOrder, at: datetime) -> None:
    db.execute(
        """
        INSERT INTO orders (order_id, request_key, team_id, origin_channel_id, channel_id,
            thread_ts, requested_by, requested_by_name, to_number, from_number, agent_id,
            agent_name, variables, is_unusual_number, created_at, due_at, zone, callee_zone,
            attempts)
        VALUES (:order_id, :request_key, :team_id, :origin_channel_id, :channel_id, :thread_ts,
            :requested_by, :requested_by_name, :to_number, :from_number, :agent_id, :agent_name,
            :variables, :is_unusual_number, :created_at, :due_at, :zone, :callee_zone,
            :attempts)
        """,
        {
            "order_id": order_id,
            "request_key": request.request_key,
            "team_id": request.team_id,
            "origin_channel_id": request.origin_channel_id,
            "channel_id": request.channel_id,
            "thread_ts": request.thread_ts,
            "requested_by": request.requested_by,
            "requested_by_name": request.requested_by_name,
            "to_number": request.to_number,
            "from_number": request.from_number,
            "agent_id": request.agent_id,
            "agent_name": request.agent_name,
            "variables": json.dumps(dict(request.variables)),
            "is_unusual_number": int(request.is_unusual_number),
            "created_at": at.timestamp(),
            "due_at": None if request.due_at is None else request.due_at.timestamp(),
            "zone": request.zone,
            "callee_zone": request.callee_zone,
            "attempts": request.attempts,
        },
    )
    due_at = max(request.due_at or at, at)
    status = CallStatus.SCHEDULED if due_at > at else CallStatus.QUEUED
    call = db.execute(
        "INSERT INTO calls (order_id, status, due_at) VALUES (?, ?, ?) RETURNING id",
        [order_id, status, due_at.timestamp()],
    ).fetchone()[0]
    add_delivery(db, order_id=order_id, call=call, transition_seq=None)
