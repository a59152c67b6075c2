"""What people asked for, each order written down once, and the audit of what they did."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.callees import build_callee_key
from bot.domain.calls import Call
from bot.domain.consents import Consent
from bot.domain.countries import find_country
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import LATELY, OrderGate, Orders
from bot.store.records import AuditEntry
from bot.store.sqlite.attempt_rows import find_latest_of, read_calls
from bot.store.sqlite.inbox import link_order
from bot.store.sqlite.listings import build_agent
from bot.store.sqlite.messages import add_message, refresh_card
from bot.store.sqlite.rows import Connection, insert, one, rows, run, to_columns
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.unopened_cards import CARDS_QUEUED, IS_UNOPENED, since_opening

_BY_KEY: Final = "SELECT order_id FROM orders WHERE request_key = :request_key"
# a number that is called all day long is read of no more than this
LATELY_TO: Final = """
    SELECT attempts.id FROM orders JOIN attempts ON attempts.order_id = orders.order_id
    WHERE orders.workspace_id = :workspace_id AND orders.to_number = :number
        AND (attempts.is_over = 0 OR attempts.over_at >= :since)
    ORDER BY attempts.is_over, attempts.id DESC LIMIT 20
"""
STALE: Final = f"""
    SELECT attempts.order_id {CARDS_QUEUED} AND (
        (card.state = 'sent' AND attempts.due_at < :waiting_before) OR ({IS_UNOPENED})
    )
    ORDER BY attempts.due_at, attempts.id
"""


class SqliteOrders(StorePart, Orders):
    """The orders in SQLite."""

    @writes
    def add(
        self,
        db: Connection,
        order: CallOrder,
        *,
        at: datetime,
        rules_version: int = 0,
        received_key: str = "",
        gate: OrderGate | None = None,
        audit: Sequence[AuditEntry] = (),
    ) -> tuple[str, bool]:
        before = one(db, _BY_KEY, {"request_key": order.request_key})
        if before is not None:
            return str(before["order_id"]), False
        if gate and not gate(self._read_lately(db, order.workspace_id, order.to_number, at)):
            return "", False
        order_id = uuid.uuid4().hex
        self._insert(db, order_id, order, at, rules_version)
        link_order(db, received_key or order.request_key, order_id)
        for entry in audit:
            add_audit(db, replace(entry, order_id=order_id))
        return order_id, True

    @writes
    def allow_quiet(
        self,
        db: Connection,
        order_id: str,
        *,
        until: datetime,
        by: str,
        reason: str,
        audit: AuditEntry,
    ) -> None:
        sql = """
            UPDATE orders SET quiet_allowed_until = :until, quiet_allowed_by = :by,
                quiet_reason = :reason
            WHERE order_id = :order_id
        """
        run(db, sql, {"until": until, "by": by, "reason": reason, "order_id": order_id})
        add_audit(db, audit)
        refresh_card(db, order_id)

    @writes
    def note_consent(
        self, db: Connection, order_id: str, consent: Consent, *, audit: AuditEntry
    ) -> None:
        sql = """
            UPDATE orders SET consent_basis = :basis, consent_source = :source,
                consent_by = :given_by, consent_at = :given_at
            WHERE order_id = :order_id AND coalesce(consent_basis, '') = '' AND to_number != ''
        """
        if run(db, sql, {**to_columns(consent), "order_id": order_id}):
            add_audit(db, audit)
            refresh_card(db, order_id)

    @writes
    def note_zone(self, db: Connection, order_id: str, zone: str) -> None:
        sql = "UPDATE orders SET callee_time_zone = :zone WHERE order_id = :order_id"
        run(db, sql, {"zone": zone, "order_id": order_id})
        refresh_card(db, order_id)

    @reads
    def lately_to(
        self, db: Connection, workspace_id: WorkspaceId, number: E164, *, at: datetime
    ) -> tuple[Call, ...]:
        return self._read_lately(db, workspace_id, number, at)

    async def find_by_key(self, request_key: str) -> str | None:
        row = await self._database.fetch_one(_BY_KEY, {"request_key": request_key})
        return None if row is None else str(row["order_id"])

    async def stale(self, *, at: datetime, waiting_before: datetime) -> tuple[str, ...]:
        params = {"waiting_before": waiting_before, **since_opening(at)}
        return tuple(row["order_id"] for row in await self._database.fetch(STALE, params))

    @writes
    def check_writable(self, db: Connection) -> None:
        run(db, "UPDATE orders SET order_id = order_id WHERE order_id = ''")

    def _read_lately(
        self, db: Connection, workspace_id: WorkspaceId, number: E164, at: datetime
    ) -> tuple[Call, ...]:
        params = {"workspace_id": workspace_id, "number": number, "since": at - LATELY}
        return read_calls(db, [row["id"] for row in rows(db, LATELY_TO, params)], self._slots)

    def _insert(
        self, db: Connection, order_id: str, order: CallOrder, at: datetime, rules_version: int
    ) -> None:
        values = {
            **to_columns(order),
            **build_agent(order.agent_name),
            "number_hash": self._database.hasher.hash(order.to_number),
            "callee_key": build_callee_key(order.to_number, order.callee_name),
            "country": find_country(order.to_number),
            "order_id": order_id,
            "created_at": at,
            "allowed_at": at,
            "rules_version": rules_version,
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


def add_audit(db: Connection, entry: AuditEntry) -> None:
    """Write a row of the audit inside the caller's transaction."""
    insert(db, "audit", to_columns(entry))
