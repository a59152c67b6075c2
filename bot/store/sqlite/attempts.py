"""Calls whose time has not come, and the further attempts of those nobody answered."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.calls import Call
from bot.domain.meanings import Outcome
from bot.domain.statuses import UNREACHED, WAITING, CallStatus
from bot.domain.workspaces import Sight
from bot.store.interface import Attempts, Reason
from bot.store.records import ListKey
from bot.store.sqlite.attempt_rows import (
    LIVE,
    cap_attempts,
    find_latest,
    find_latest_of,
    read_call,
    read_calls,
    update_attempt,
)
from bot.store.sqlite.inbox import make_old
from bot.store.sqlite.listings import pick_listed
from bot.store.sqlite.messages import (
    refresh_card,
    refresh_last_reply,
    refresh_queue_cards,
    stop_asking,
)
from bot.store.sqlite.rows import Connection, Row, insert, rows, run, to_moment
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.transitions import apply_status, record_transition
from bot.store.sqlite.watches import announce

# whoever asked for a time does not want to be the one who explains a call at quite another
_LATE: Final = timedelta(minutes=15)
NEXT_DUE: Final = (
    "SELECT min(due_at) AS at FROM attempts WHERE is_over = 0 AND status = 'scheduled'"
)
DUE: Final = """
    SELECT * FROM attempts WHERE is_over = 0 AND status = 'scheduled' AND due_at <= :at
    ORDER BY due_at, id
"""
WAITING_ALL: Final = """
    SELECT * FROM attempts WHERE is_over = 0 AND status IN ('scheduled', 'queued') ORDER BY id
"""
# whose end may ask for another attempt
UNDECIDED: Final = f"SELECT * FROM attempts WHERE ({LIVE}) OR result_due_at IS NOT NULL"
_WITH_END: Final = """
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    WHERE attempts.is_over = 0 AND attempts.status IN ('scheduled', 'overdue', 'queued')
"""
_NEXT: Final = f"""
    SELECT min(at) AS at FROM ({NEXT_DUE} UNION ALL SELECT min(orders.until_at) AS at {_WITH_END})
        AS moments
"""
ENDED: Final = f"SELECT attempts.* {_WITH_END} AND orders.until_at <= :at ORDER BY attempts.id"
AWAITING_RETRY: Final = "SELECT id FROM attempts WHERE retry_pending = 1 ORDER BY id"
UPCOMING: Final = "SELECT id FROM attempts WHERE is_over = 0 AND status IN ('scheduled', 'overdue')"


class SqliteAttempts(StorePart, Attempts):
    """The attempts in SQLite."""

    @writes
    def take_due(self, db: Connection, *, at: datetime) -> bool:
        due = rows(db, DUE, {"at": at})
        for attempt in due:
            if at - to_moment(attempt["due_at"]) > _LATE:
                _mark_overdue(db, attempt, at)
            else:
                _enqueue(db, attempt)
        return bool(due)

    @writes
    def refuse_ended(self, db: Connection, *, at: datetime, reason: Reason) -> bool:
        ended = rows(db, ENDED, {"at": at})
        for attempt in ended:
            call = read_call(db, attempt["id"], self._slots)
            if call is not None:
                record_transition(db, attempt, CallStatus.REFUSED, at, reason(call.order))
        return bool(ended)

    async def next_at(self) -> datetime | None:
        return await self._database.fetch_moment(_NEXT)

    @writes
    def reschedule(
        self, db: Connection, attempt_id: int, *, due_at: datetime, requester_time_zone: str | None
    ) -> bool:
        attempt = _find_upcoming(db, attempt_id)
        if attempt is None:
            return False
        update_attempt(
            db,
            attempt_id,
            status=CallStatus.SCHEDULED,
            due_at=due_at,
            is_automatic=False,
            reason=None,
        )
        run(
            db,
            "UPDATE orders SET due_at = :due_at, requester_time_zone = :zone "
            "WHERE order_id = :order_id",
            {"due_at": due_at, "zone": requester_time_zone, "order_id": attempt["order_id"]},
        )
        refresh_card(db, attempt["order_id"])
        stop_asking(db, attempt)
        return True

    @writes
    def dial_now(self, db: Connection, attempt_id: int, *, at: datetime) -> bool:
        attempt = _find_upcoming(db, attempt_id)
        if attempt is None:
            return False
        update_attempt(db, attempt_id, due_at=at, is_automatic=False, reason=None)
        _enqueue(db, attempt)
        refresh_card(db, attempt["order_id"])
        stop_asking(db, attempt)
        return True

    @writes
    def add_after(
        self,
        db: Connection,
        attempt_id: int,
        *,
        due_at: datetime,
        is_automatic: bool = False,
        by: str | None = None,
    ) -> bool:
        before = find_latest(db, attempt_id)
        if before is None or before["is_forgotten"] or not _is_unreached(before):
            return False
        # what is over for good is not asked about any more
        update_attempt(db, attempt_id, retry_pending=False, result_due_at=None)
        after = {
            "workspace_id": before["workspace_id"],
            "order_id": before["order_id"],
            "attempt": before["attempt"] + 1,
            "status": CallStatus.SCHEDULED,
            "due_at": due_at,
            "is_automatic": is_automatic,
            "asked_by": by,
        }
        insert(db, "attempts", after)
        sql = """
            UPDATE orders SET attempts = :attempt
            WHERE order_id = :order_id AND attempts < :attempt
        """
        run(db, sql, after)
        _refresh(db, before)
        return True

    @reads
    def awaiting_retry(self, db: Connection) -> tuple[Call, ...]:
        return read_calls(db, [row["id"] for row in rows(db, AWAITING_RETRY)], self._slots)

    @writes
    def stop_trying(
        self, db: Connection, order_id: str, *, at: datetime, reason: str | None = None
    ) -> bool:
        return stop_trying(db, order_id, at=at, reason=reason)

    @writes
    def hold_all(self, db: Connection, *, at: datetime, reason: str) -> int:
        waiting = rows(db, WAITING_ALL)
        for attempt in waiting:
            record_transition(db, attempt, CallStatus.OVERDUE, at, reason)
        for attempt in rows(db, UNDECIDED):
            cap_attempts(db, attempt)
        make_old(db)
        return len(waiting)

    @reads
    def upcoming(
        self, db: Connection, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        is_listed, params = pick_listed(lists, sight)
        sql = f"{UPCOMING} AND {is_listed} ORDER BY due_at, id"
        found = [row["id"] for row in rows(db, sql, params)]
        return read_calls(db, found[:limit], self._slots), len(found)


def stop_trying(db: Connection, order_id: str, *, at: datetime, reason: str | None = None) -> bool:
    """Let no attempt follow, inside the caller's transaction; False where none would."""
    attempt = find_latest_of(db, order_id)
    if attempt is None:
        return False
    is_capped = cap_attempts(db, attempt)
    if attempt["attempt"] > 1 and attempt["status"] in WAITING:
        _refresh(db, attempt)
        return apply_status(db, attempt["id"], CallStatus.WITHDRAWN, at, reason)
    if is_capped:
        _refresh(db, attempt)
    if attempt["retry_pending"]:
        why = attempt["reason"] if reason is None else reason
        update_attempt(db, attempt["id"], retry_pending=False, reason=why)
        announce(db, attempt["id"])
    return is_capped


def _is_unreached(attempt: Row) -> bool:
    return attempt["status"] in UNREACHED or Outcome.VOICEMAIL in json.loads(attempt["outcomes"])


def _find_upcoming(db: Connection, attempt_id: int) -> Row | None:
    attempt = find_latest(db, attempt_id)
    is_upcoming = attempt is not None and attempt["status"] in WAITING - {CallStatus.QUEUED}
    return attempt if is_upcoming else None


def _mark_overdue(db: Connection, attempt: Row, at: datetime) -> None:
    # of all statuses this one alone may come again: a call given another time may miss that too
    record_transition(db, attempt, CallStatus.OVERDUE, at)


def _enqueue(db: Connection, attempt: Row) -> None:
    update_attempt(db, attempt["id"], status=CallStatus.QUEUED, busy_since=None, reason=None)
    refresh_queue_cards(db)


def _refresh(db: Connection, attempt: Row) -> None:
    """Have card and last reply show what became of a call; the reply may have buttons for it."""
    refresh_card(db, attempt["order_id"])
    refresh_last_reply(db, attempt["order_id"])
