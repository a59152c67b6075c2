"""Later: calls whose time has not come, and the further attempts of those nobody answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.domain.calls import UNREACHED, WAITING, Call, CallStatus
from bot.store.sqlite.database import Database
from bot.store.sqlite.listings import pick_listed
from bot.store.sqlite.outbox import refresh_card, refresh_last_reply, refresh_queue_cards
from bot.store.sqlite.rows import (
    Row,
    find_latest,
    one,
    read_calls,
    read_transitions,
    rows,
    to_moment,
)
from bot.store.sqlite.transitions import apply_status, record_transition
from bot.store.sqlite.watches import announce

# whoever asked for a time does not want to be the one who explains a call at quite another
_LATE: Final = timedelta(minutes=15)


class Attempts:
    """The view of the store of whoever waits for moments; `slots` is how many calls may be live.

    What is asked for an attempt happens only while it is the latest one of its order.
    """

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def take_due(self, *, at: datetime) -> bool:
        """Put every call whose time has come in line; True where there was one.

        One whose time passed more than 15 minutes ago is overdue instead, which is told.
        """

        def work(db: sqlite_utils.Database) -> bool:
            due = rows(
                db,
                "SELECT * FROM calls WHERE is_over = 0 AND status = 'scheduled' "
                "AND due_at <= :at ORDER BY due_at, id",
                {"at": at.timestamp()},
            )
            for call in due:
                if at - to_moment(call["due_at"]) > _LATE:
                    _miss(db, call, at)
                else:
                    _put_in_line(db, call)
            return bool(due)

        return await self._database.write(work)

    async def next_at(self) -> datetime | None:
        """Return the next moment at which a call is due, None where none is scheduled."""
        sql = "SELECT min(due_at) AS at FROM calls WHERE is_over = 0 AND status = 'scheduled'"
        found = await self._database.read(lambda db: rows(db, sql))
        return None if found[0]["at"] is None else to_moment(found[0]["at"])

    async def reschedule(
        self, order_id: str, *, attempt: int, due_at: datetime, zone: str | None
    ) -> bool:
        """Give a scheduled or overdue call another time; False where it is too late for that."""

        def work(db: sqlite_utils.Database) -> bool:
            call = _find_upcoming(db, order_id, attempt)
            if call is None:
                return False
            db.execute(
                "UPDATE calls SET status = 'scheduled', due_at = ?, is_planned = 0 WHERE id = ?",
                [due_at.timestamp(), call["id"]],
            )
            db.execute(
                "UPDATE orders SET due_at = ?, zone = ? WHERE order_id = ?",
                [due_at.timestamp(), zone, order_id],
            )
            _refresh(db, call)
            return True

        return await self._database.write(work)

    async def dial_now(self, order_id: str, *, attempt: int, at: datetime) -> bool:
        """Put a scheduled or overdue call in line at once; False where it is too late for that."""

        def work(db: sqlite_utils.Database) -> bool:
            call = _find_upcoming(db, order_id, attempt)
            if call is None:
                return False
            db.execute(
                "UPDATE calls SET due_at = ?, is_planned = 0 WHERE id = ?",
                [at.timestamp(), call["id"]],
            )
            _put_in_line(db, call)
            _refresh(db, call)
            return True

        return await self._database.write(work)

    async def add_attempt(
        self, order_id: str, *, attempt: int, due_at: datetime, is_planned: bool = False
    ) -> bool:
        """Schedule the attempt after one that nobody answered, in the same order and thread.

        False where that is not the one that is over with busy or no answer, or has its next one
        already. `is_planned` says that no person chose the time, so that it may be put off.
        """

        def work(db: sqlite_utils.Database) -> bool:
            before = find_latest(db, order_id, attempt - 1)
            if before is None or not before["is_over"] or before["status"] not in UNREACHED:
                return False
            # what is over for good is not asked about any more
            db.execute(
                "UPDATE calls SET wants_another = 0, result_due_at = NULL WHERE id = ?",
                [before["id"]],
            )
            db.execute(
                "INSERT INTO calls (order_id, attempt, status, due_at, is_planned) "
                "VALUES (?, ?, ?, ?, ?)",
                [order_id, attempt, CallStatus.SCHEDULED, due_at.timestamp(), int(is_planned)],
            )
            db.execute(
                "UPDATE orders SET attempts = max(attempts, ?) WHERE order_id = ?",
                [attempt, order_id],
            )
            _refresh(db, before)
            return True

        return await self._database.write(work)

    async def awaiting_retry(self) -> tuple[Call, ...]:
        """Return the calls that will be tried again and have no next attempt yet."""

        def work(db: sqlite_utils.Database) -> tuple[Call, ...]:
            found = rows(db, "SELECT id FROM calls WHERE wants_another = 1 ORDER BY id")
            return read_calls(db, [row["id"] for row in found], self._slots)

        return await self._database.read(work)

    async def stop_trying(self, order_id: str, *, at: datetime, reason: str | None = None) -> bool:
        """Let no attempt follow the latest one, nor that one where it is a further one and waits.

        False where there was nothing to stop. `reason` says in words why, where no person did it.
        """

        def work(db: sqlite_utils.Database) -> bool:
            call = find_latest(db, order_id)
            if call is None:
                return False
            is_less = _let_be_the_last(db, call)
            if call["attempt"] > 1 and call["status"] in WAITING:
                _refresh(db, call)
                return apply_status(db, order_id, CallStatus.WITHDRAWN, at, reason)
            if is_less:
                _refresh(db, call)
            if call["wants_another"]:
                db.execute(
                    "UPDATE calls SET wants_another = 0, reason = coalesce(?, reason) WHERE id = ?",
                    [reason, call["id"]],
                )
                announce(db, call["id"])
            return is_less

        return await self._database.write(work)

    async def upcoming(self, lists: Sequence[str], *, limit: int) -> tuple[tuple[Call, ...], int]:
        """Return the calls of lists still to come, the next first, and how many there are."""
        condition, params = pick_listed(lists)
        sql = f"""
            SELECT id FROM calls WHERE is_over = 0 AND status IN ('scheduled', 'overdue')
            AND {condition} ORDER BY due_at, id
        """  # noqa: S608 - only marks are put in

        def work(db: sqlite_utils.Database) -> tuple[tuple[Call, ...], int]:
            found = [row["id"] for row in rows(db, sql, params)]
            return read_calls(db, found[:limit], self._slots), len(found)

        return await self._database.read(work)


def _find_upcoming(db: sqlite_utils.Database, order_id: str, attempt: int) -> Row | None:
    call = find_latest(db, order_id, attempt)
    is_upcoming = call is not None and call["status"] in WAITING - {CallStatus.QUEUED}
    return call if is_upcoming else None


def _miss(db: sqlite_utils.Database, call: Row, at: datetime) -> None:
    told = tuple(transition.status for transition in read_transitions(db, call["id"]))
    record_transition(db, call, CallStatus.OVERDUE, at, told=told)


def _put_in_line(db: sqlite_utils.Database, call: Row) -> None:
    db.execute("UPDATE calls SET status = 'queued' WHERE id = ?", [call["id"]])
    refresh_queue_cards(db)


def _refresh(db: sqlite_utils.Database, call: Row) -> None:
    """Have card and last reply show what became of a call; the reply may have buttons for it."""
    refresh_card(db, call["order_id"])
    refresh_last_reply(db, call["order_id"])


def _let_be_the_last(db: sqlite_utils.Database, call: Row) -> bool:
    params = {"order_id": call["order_id"], "attempt": call["attempt"]}
    sql = "SELECT 1 FROM orders WHERE order_id = :order_id AND attempts > :attempt"
    if one(db, sql, params) is None:
        return False
    db.execute("UPDATE orders SET attempts = :attempt WHERE order_id = :order_id", params)
    return True
