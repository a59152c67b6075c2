"""Approvals in SQLite: a wait for one is a transition to overdue that no other timer ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.approvals import ANSWER_TIME, hash_shown
from bot.domain.calls import Call
from bot.domain.rules import StoredFacts
from bot.domain.statuses import CallStatus
from bot.domain.workspaces import ChannelKey
from bot.store.interface.approvals import Approvals
from bot.store.records import AuditEntry, DeliveryKind, GateDecision
from bot.store.sqlite.attempt_rows import (
    find_latest,
    find_latest_of,
    read_call,
    read_calls,
    update_attempt,
)
from bot.store.sqlite.database import Database
from bot.store.sqlite.messages import (
    add_elsewhere,
    refresh_card,
    refresh_queue_cards,
    stop_asking,
)
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, Row, rows, run
from bot.store.sqlite.rules import SqliteRules
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.transitions import record_transition

_WAITING: Final = """
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    JOIN transitions ON transitions.attempt_id = attempts.id AND transitions.awaits_approval = 1
    WHERE attempts.is_over = 0 AND attempts.status = 'overdue' AND transitions.seq = (
        SELECT max(later.seq) FROM transitions AS later WHERE later.attempt_id = attempts.id
    )
"""
UNTOLD: Final = f"SELECT attempts.id {_WAITING} AND orders.approvers_told = 0 ORDER BY attempts.id"
EXPIRED: Final = f"SELECT attempts.* {_WAITING} AND transitions.at <= :before ORDER BY attempts.id"
NEXT_END: Final = f"SELECT min(transitions.at) AS at {_WAITING}"
SCHEDULED: Final = """
    SELECT id FROM attempts WHERE is_over = 0 AND status = 'scheduled' ORDER BY due_at, id
"""
_EARLIER: Final = """
    attempt_id = :attempt_id AND channel_id = :channel_id AND transition_seq < :transition_seq
"""
# what stands is no longer about the attempt, and says so
_REPLACE_NOTICE: Final = (
    f"""
    UPDATE outbox SET attempt_id = NULL, revision = revision + 1, not_before = 0
    WHERE {_EARLIER} AND state = 'sent'
    """,
    f"DELETE FROM outbox WHERE {_EARLIER} AND state != 'sending'",
)


class SqliteApprovals(StorePart, Approvals):
    """The approvals in SQLite; `rules` reads what the gate judges by."""

    def __init__(self, database: Database, slots: int, rules: SqliteRules) -> None:
        super().__init__(database, slots)
        self._rules = rules

    @reads
    def scheduled(self, db: Connection) -> tuple[tuple[Call, StoredFacts], ...]:
        found = read_calls(db, [row["id"] for row in rows(db, SCHEDULED)], self._slots)
        return tuple((call, self._rules.read_facts(db, call.order, call.due_at)) for call in found)

    @writes
    def ask_for(
        self, db: Connection, attempt_id: int, decision: GateDecision, *, at: datetime
    ) -> None:
        attempt = find_latest(db, attempt_id)
        if attempt is not None and attempt["status"] == CallStatus.SCHEDULED:
            if decision.audit is not None:
                add_audit(db, decision.audit)
            let_wait(db, attempt, decision, at)

    @reads
    def untold(self, db: Connection) -> tuple[Call, ...]:
        return read_calls(db, [row["id"] for row in rows(db, UNTOLD)], self._slots)

    @writes
    def tell(self, db: Connection, call: Call, approvers: Sequence[str], *, at: datetime) -> None:
        about = {"attempt_id": call.attempt_id, "transition_seq": len(call.transitions)}
        for approver in approvers:
            person = ChannelKey(call.order.workspace_id, approver)
            # who was asked about this attempt before is asked anew
            for statement in _REPLACE_NOTICE:
                run(db, statement, {**about, "channel_id": approver})
            add_elsewhere(db, DeliveryKind.NOTICE, person, at, **about)
        sql = "UPDATE orders SET approvers_told = 1 WHERE order_id = :order_id"
        run(db, sql, {"order_id": call.order_id})

    @writes
    def approve(
        self,
        db: Connection,
        order_id: str,
        attempt: int,
        shown: str,
        *,
        at: datetime,
        by: str,
        audit: AuditEntry,
    ) -> bool:
        call = self._find_waiting(db, order_id, attempt, shown, at)
        if call is None:
            return False
        sql = """
            UPDATE orders SET approved_hash = :shown, approved_by = :by WHERE order_id = :order_id
        """
        run(db, sql, {"shown": shown, "by": by, "order_id": order_id})
        is_to_come = call.due_at > at
        update_attempt(
            db,
            call.attempt_id,
            status=CallStatus.SCHEDULED if is_to_come else CallStatus.QUEUED,
            due_at=call.due_at if is_to_come else at,
            busy_since=None,
            reason=None,
        )
        add_audit(db, audit)
        refresh_card(db, order_id)
        refresh_queue_cards(db)
        stop_asking(db, {"id": call.attempt_id, "order_id": order_id})
        return True

    @writes
    def decline(
        self,
        db: Connection,
        order_id: str,
        attempt: int,
        shown: str,
        *,
        at: datetime,
        reason: str,
        audit: AuditEntry,
    ) -> bool:
        call = self._find_waiting(db, order_id, attempt, shown, at)
        row = find_latest_of(db, order_id)
        if call is None or row is None:
            return False
        add_audit(db, audit)
        record_transition(db, row, CallStatus.REFUSED, at, reason)
        return True

    @writes
    def expire(self, db: Connection, *, at: datetime, reason: str) -> int:
        expired = rows(db, EXPIRED, {"before": at - ANSWER_TIME})
        for attempt in expired:
            record_transition(db, attempt, CallStatus.REFUSED, at, reason)
        return len(expired)

    async def next_at(self) -> datetime | None:
        held_at = await self._database.fetch_moment(NEXT_END)
        return None if held_at is None else held_at + ANSWER_TIME

    def _find_waiting(
        self, db: Connection, order_id: str, attempt: int, shown: str, at: datetime
    ) -> Call | None:
        """Find the call that waits for this answer."""
        row = find_latest_of(db, order_id)
        call = None if row is None else read_call(db, row["id"], self._slots)
        if call is None or not call.awaits_approval or call.attempt != attempt:
            return None
        is_late = at - call.transitions[-1].at >= ANSWER_TIME
        return None if is_late or hash_shown(call.order) != shown else call


def let_wait(db: Connection, attempt: Row, decision: GateDecision, at: datetime) -> None:
    """Let a call wait for a second person, inside the caller's transaction."""
    sql = """
        UPDATE orders SET approval_for = :approval_for, approved_hash = '', approved_by = '',
            approvers_told = 0
        WHERE order_id = :order_id
    """
    run(db, sql, {"approval_for": decision.approval_for, "order_id": attempt["order_id"]})
    record_transition(db, attempt, CallStatus.OVERDUE, at, decision.reason, awaits_approval=True)
