"""Calls whose time has not come, and the further attempts of those nobody answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.domain.calls import UNREACHED, WAITING, Call, CallStatus
from bot.domain.sight import Sight
from bot.store.interface import Attempts
from bot.store.records import ListKey
from bot.store.sqlite.database import Database
from bot.store.sqlite.listings import pick_listed
from bot.store.sqlite.outbox import refresh_card, refresh_last_reply, refresh_queue_cards
from bot.store.sqlite.rows import (
    Row,
    find_latest,
    find_latest_of,
    insert,
    one,
    read_calls,
    rows,
    to_known_moment,
    to_moment,
)
from bot.store.sqlite.transitions import apply_status, read_status_history, record_transition
from bot.store.sqlite.watches import announce

# whoever asked for a time does not want to be the one who explains a call at quite another
_LATE: Final = timedelta(minutes=15)
NEXT_DUE: Final = (
    "SELECT min(due_at) AS due_at FROM attempts WHERE is_over = 0 AND status = 'scheduled'"
)
DUE: Final = """
    SELECT * FROM attempts WHERE is_over = 0 AND status = 'scheduled' AND due_at <= :at
    ORDER BY due_at, id
"""
AWAITING_RETRY: Final = "SELECT id FROM attempts WHERE retry_pending = 1 ORDER BY id"
UPCOMING: Final = "SELECT id FROM attempts WHERE is_over = 0 AND status IN ('scheduled', 'overdue')"


class SqliteAttempts(Attempts):
    """The attempts in SQLite; `slots` is how many calls may be live at once."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def take_due(self, *, at: datetime) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            due = rows(db, DUE, {"at": at.timestamp()})
            for attempt in due:
                if at - to_moment(attempt["due_at"]) > _LATE:
                    _mark_overdue(db, attempt, at)
                else:
                    _enqueue(db, attempt)
            return bool(due)

        return await self._database.write(work)

    async def next_at(self) -> datetime | None:
        found = await self._database.read(lambda db: rows(db, NEXT_DUE))
        return to_known_moment(found[0]["due_at"])

    async def reschedule(
        self, attempt_id: int, *, due_at: datetime, requester_time_zone: str | None
    ) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            attempt = _find_upcoming(db, attempt_id)
            if attempt is None:
                return False
            params = {
                "due_at": due_at.timestamp(),
                "requester_time_zone": requester_time_zone,
                "id": attempt_id,
                "order_id": attempt["order_id"],
            }
            db.execute(
                "UPDATE attempts SET status = 'scheduled', due_at = :due_at, is_automatic = 0 "
                "WHERE id = :id",
                params,
            )
            db.execute(
                "UPDATE orders SET due_at = :due_at, requester_time_zone = :requester_time_zone "
                "WHERE order_id = :order_id",
                params,
            )
            _refresh(db, attempt)
            return True

        return await self._database.write(work)

    async def dial_now(self, attempt_id: int, *, at: datetime) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            attempt = _find_upcoming(db, attempt_id)
            if attempt is None:
                return False
            db.execute(
                "UPDATE attempts SET due_at = :at, is_automatic = 0 WHERE id = :id",
                {"at": at.timestamp(), "id": attempt_id},
            )
            _enqueue(db, attempt)
            _refresh(db, attempt)
            return True

        return await self._database.write(work)

    async def add_after(
        self, attempt_id: int, *, due_at: datetime, is_automatic: bool = False
    ) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            before = find_latest(db, attempt_id)
            if before is None or not before["is_over"] or before["status"] not in UNREACHED:
                return False
            # what is over for good is not asked about any more
            db.execute(
                "UPDATE attempts SET retry_pending = 0, result_due_at = NULL WHERE id = :id",
                {"id": attempt_id},
            )
            insert(
                db,
                "attempts",
                {
                    "workspace_id": before["workspace_id"],
                    "order_id": before["order_id"],
                    "attempt": before["attempt"] + 1,
                    "status": CallStatus.SCHEDULED,
                    "due_at": due_at.timestamp(),
                    "is_automatic": int(is_automatic),
                },
            )
            db.execute(
                "UPDATE orders SET attempts = :attempt "
                "WHERE order_id = :order_id AND attempts < :attempt",
                {"attempt": before["attempt"] + 1, "order_id": before["order_id"]},
            )
            _refresh(db, before)
            return True

        return await self._database.write(work)

    async def awaiting_retry(self) -> tuple[Call, ...]:
        def work(db: sqlite_utils.Database) -> tuple[Call, ...]:
            return read_calls(db, [row["id"] for row in rows(db, AWAITING_RETRY)], self._slots)

        return await self._database.read(work)

    async def stop_trying(self, order_id: str, *, at: datetime, reason: str | None = None) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            attempt = find_latest_of(db, order_id)
            if attempt is None:
                return False
            is_capped = _cap_attempts(db, attempt)
            if attempt["attempt"] > 1 and attempt["status"] in WAITING:
                _refresh(db, attempt)
                return apply_status(db, attempt["id"], CallStatus.WITHDRAWN, at, reason)
            if is_capped:
                _refresh(db, attempt)
            if attempt["retry_pending"]:
                db.execute(
                    "UPDATE attempts SET retry_pending = 0, reason = coalesce(:reason, reason) "
                    "WHERE id = :id",
                    {"reason": reason, "id": attempt["id"]},
                )
                announce(db, attempt["id"])
            return is_capped

        return await self._database.write(work)

    async def upcoming(
        self, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        is_listed, params = pick_listed(lists, sight)
        sql = f"{UPCOMING} AND {is_listed} ORDER BY due_at, id"

        def work(db: sqlite_utils.Database) -> tuple[tuple[Call, ...], int]:
            found = [row["id"] for row in rows(db, sql, params)]
            return read_calls(db, found[:limit], self._slots), len(found)

        return await self._database.read(work)


def _find_upcoming(db: sqlite_utils.Database, attempt_id: int) -> Row | None:
    attempt = find_latest(db, attempt_id)
    is_upcoming = attempt is not None and attempt["status"] in WAITING - {CallStatus.QUEUED}
    return attempt if is_upcoming else None


def _mark_overdue(db: sqlite_utils.Database, attempt: Row, at: datetime) -> None:
    # of all statuses this one alone may come again: a call given another time may miss that too
    history = read_status_history(db, attempt["id"])
    record_transition(db, attempt, CallStatus.OVERDUE, at, status_history=history)


def _enqueue(db: sqlite_utils.Database, attempt: Row) -> None:
    db.execute("UPDATE attempts SET status = 'queued' WHERE id = :id", {"id": attempt["id"]})
    refresh_queue_cards(db)


def _refresh(db: sqlite_utils.Database, attempt: Row) -> None:
    """Have card and last reply show what became of a call; the reply may have buttons for it."""
    refresh_card(db, attempt["order_id"])
    refresh_last_reply(db, attempt["order_id"])


def _cap_attempts(db: sqlite_utils.Database, attempt: Row) -> bool:
    params = {"order_id": attempt["order_id"], "attempt": attempt["attempt"]}
    sql = "SELECT 1 FROM orders WHERE order_id = :order_id AND attempts > :attempt"
    if one(db, sql, params) is None:
        return False
    db.execute("UPDATE orders SET attempts = :attempt WHERE order_id = :order_id", params)
    return True
