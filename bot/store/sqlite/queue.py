"""The queue: calls that wait for one of the account's slots, the first that was due first."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.calls import Call
from bot.domain.statuses import WAITING, CallStatus
from bot.domain.workspaces import ChannelKey
from bot.store.interface import DialGate, Queue
from bot.store.records import DeliveryKind, GateDecision
from bot.store.sqlite.alarms import raise_alarm
from bot.store.sqlite.approvals import let_wait
from bot.store.sqlite.attempt_rows import (
    SLOTS_TAKEN,
    find_first_queued,
    find_latest_of,
    read_call,
    read_transitions,
    update_attempt,
)
from bot.store.sqlite.claims import CLAIM, UNCLAIM
from bot.store.sqlite.database import Database
from bot.store.sqlite.messages import add_elsewhere, refresh_card, refresh_queue_cards
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, rows, run, to_moment
from bot.store.sqlite.rules import SqliteRules
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.transitions import record_transition, withdraw


class SqliteQueue(StorePart, Queue):
    """The queue in SQLite; `rules` reads what the gate judges by."""

    def __init__(self, database: Database, slots: int, rules: SqliteRules) -> None:
        super().__init__(database, slots)
        self._rules = rules

    @writes
    def claim_slot(
        self,
        db: Connection,
        *,
        at: datetime,
        gate: DialGate | None = None,
        attempt_id: int | None = None,
        passing_over: Collection[int] = (),
    ) -> Call | None:
        if rows(db, SLOTS_TAKEN)[0]["n"] >= self._slots:
            return None
        first = find_first_queued(db, passing_over)
        call = first and read_call(db, first["id"], self._slots)
        if not first or not call:
            return None
        if attempt_id not in {None, call.attempt_id}:
            return call  # another one was first when the gate was prepared
        decision = gate(call, self._rules.read_facts_of_claim(db, call.order, at)) if gate else None
        is_kept_back = decision is not None and decision.audit is not None
        if decision is not None and is_kept_back and not decision.is_written:
            return None
        if decision is not None and is_kept_back:
            _keep_back(db, call, decision, at)
        elif first["dial_not_before"] > at.timestamp():
            return None
        else:
            run(
                db,
                f"UPDATE attempts SET status = 'dialing', dialing_at = :at, {CLAIM}, "
                "dial_tries = dial_tries + 1 WHERE id = :id",
                {"id": first["id"], **self._database.build_claim(at)},
            )
            if decision is not None:
                _note_dial(db, call, decision, at)
        refresh_queue_cards(db)
        return read_call(db, first["id"], self._slots)

    @reads
    def first(self, db: Connection, *, passing_over: Collection[int] = ()) -> Call | None:
        first = find_first_queued(db, passing_over)
        return read_call(db, first["id"], self._slots) if first else None

    @reads
    def next_dial_at(
        self, db: Connection, *, passing_over: Collection[int] = ()
    ) -> datetime | None:
        first = find_first_queued(db, passing_over)
        return None if first is None else to_moment(first["dial_not_before"])

    async def renew_lease(self, attempt_id: int, *, at: datetime) -> bool:
        sql = f"""
            UPDATE attempts SET {CLAIM} WHERE id = :id AND status = 'dialing' AND is_over = 0
            AND claimed_by = :claimed_by AND claimed_until > :at
        """
        params = {"id": attempt_id, **self._database.build_claim(at)}
        return await self._database.execute(sql, params) > 0

    @writes
    def put_back(
        self,
        db: Connection,
        attempt_id: int,
        *,
        not_before: datetime,
        reason: str | None,
        is_try: bool = True,
        busy_since: datetime | None = None,
    ) -> None:
        run(
            db,
            "UPDATE attempts SET status = 'queued', dial_not_before = :not_before, "
            "reason = :reason, dial_tries = dial_tries - :uncounted, "
            f"busy_since = coalesce(busy_since, :busy_since), {UNCLAIM} "
            "WHERE id = :id AND status = 'dialing' AND is_over = 0",
            {
                "not_before": not_before,
                "reason": reason,
                "uncounted": int(not is_try),
                "busy_since": busy_since,
                "id": attempt_id,
            },
        )
        refresh_queue_cards(db)

    @writes
    def withdraw(self, db: Connection, order_id: str, *, at: datetime, reason: str) -> bool:
        return withdraw(db, order_id, at=at, reason=reason)

    @writes
    def close_unopened(self, db: Connection, order_id: str, *, reason: str) -> bool:
        attempt = find_latest_of(db, order_id)
        if attempt is None or attempt["attempt"] > 1 or read_transitions(db, attempt["id"]):
            return False
        if attempt["status"] in WAITING:
            update_attempt(
                db, attempt["id"], status=CallStatus.REFUSED, is_over=True, reason=reason
            )
        sql = "UPDATE outbox SET state = 'dropped' WHERE order_id = :id AND state != 'sent'"
        run(db, sql, {"id": order_id})
        return True


def _note_dial(db: Connection, call: Call, decision: GateDecision, at: datetime) -> None:
    """Note what the gate says of a call that is dialed."""
    for alarm in decision.alarms:
        raise_alarm(db, alarm, at)
    if decision.is_masked:
        run(db, "UPDATE orders SET is_masked = 1 WHERE order_id = :id", {"id": call.order_id})


def _keep_back(db: Connection, call: Call, decision: GateDecision, at: datetime) -> None:
    """Do what the gate decided about a call instead of dialing it."""
    if decision.audit is not None:
        add_audit(db, decision.audit)
    if decision.until is not None:
        update_attempt(
            db,
            call.attempt_id,
            status=CallStatus.SCHEDULED,
            due_at=decision.until,
            reason=decision.reason,
        )
        refresh_card(db, call.order_id)
    elif decision.status is not None:
        attempt = find_latest_of(db, call.order_id)
        if attempt is not None and decision.approval_for:
            let_wait(db, attempt, decision, at)
        elif attempt is not None:
            record_transition(db, attempt, decision.status, at, decision.reason)
            if decision.is_hidden:
                person = ChannelKey(call.order.workspace_id, call.order.requested_by)
                add_elsewhere(db, DeliveryKind.NOTICE, person, at, attempt_id=call.attempt_id)
