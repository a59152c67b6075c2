"""The do-not-call list in SQLite."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.domain.calls import Call
from bot.domain.meanings import REFUSING
from bot.domain.number_hash import NumberHasher
from bot.domain.phone_numbers import E164
from bot.domain.statuses import WAITING
from bot.domain.suppressions import Suppression, SuppressionScope
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Suppressions
from bot.store.records import AuditEntry
from bot.store.sqlite.attempts import stop_trying
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, Row, encode, from_row, rows, run, to_columns
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.transitions import withdraw

# one that was forgotten is known by its hash
_OF_NUMBER: Final = "workspace_id = :workspace_id AND number IN (:number, :number_hash)"
_FIND: Final = f"SELECT * FROM suppressions WHERE {_OF_NUMBER} ORDER BY scope"
_STANDS: Final = "workspace_id = :workspace_id AND (expires_at IS NULL OR expires_at > :at)"
_PAGE: Final = f"""
    SELECT * FROM suppressions
    WHERE {_STANDS} AND (number, scope) > (:number, :scope) AND number LIKE '+%'
    ORDER BY number, scope LIMIT :limit
"""
_TO_BE_DIALED: Final = """
    SELECT attempts.* FROM orders JOIN attempts ON attempts.order_id = orders.order_id
    WHERE orders.to_number = :number AND orders.workspace_id = :workspace_id
        AND (attempts.is_over = 0 OR attempts.retry_pending = 1)
"""

_WAITING_NUMBERS: Final = """
    SELECT DISTINCT orders.to_number FROM orders JOIN attempts
        ON attempts.order_id = orders.order_id
    WHERE orders.workspace_id = :workspace_id AND attempts.id IN (
        SELECT id FROM attempts WHERE is_over = 0
        UNION SELECT id FROM attempts WHERE retry_pending = 1
    )
"""
# what never expires is what a person said
_ADD: Final = """
    INSERT INTO suppressions (workspace_id, number, scope, reason, added_at, added_by,
        added_by_name, expires_at)
    VALUES (:workspace_id, :number, :scope, :reason, :added_at, :added_by, :added_by_name,
        :expires_at)
    ON CONFLICT (workspace_id, number, scope) DO UPDATE SET reason = excluded.reason,
        added_at = excluded.added_at, added_by = excluded.added_by,
        added_by_name = excluded.added_by_name, expires_at = excluded.expires_at
    WHERE suppressions.expires_at IS NOT NULL
"""


class SqliteSuppressions(StorePart, Suppressions):
    """The list in SQLite."""

    @writes
    def add(
        self,
        db: Connection,
        suppression: Suppression,
        *,
        at: datetime,
        reason: str,
        audit: AuditEntry,
    ) -> int | None:
        named = self._database.name_number(suppression.workspace_id, suppression.number)
        return _add(db, suppression, named, at, reason, audit)

    @writes
    def bring_in(
        self,
        db: Connection,
        suppressions: Sequence[Suppression],
        *,
        at: datetime,
        reason: str,
        audit: AuditEntry,
    ) -> int:
        db.conn.executemany(_ADD, [_encode_row(each) for each in suppressions])
        of_all = {each.number for each in suppressions if each.scope == SuppressionScope.ALL}
        waiting = rows(db, _WAITING_NUMBERS, {"workspace_id": audit.workspace_id}) if of_all else ()
        count = 0
        for number in {row["to_number"] for row in waiting} & of_all:
            named = self._database.name_number(audit.workspace_id, number)
            entry = replace(audit, number_hash=named["number_hash"])
            count += len(take_back(db, named, at, reason, entry))
        return count

    @writes
    def remove(
        self, db: Connection, workspace_id: WorkspaceId, number: E164, *, audit: AuditEntry
    ) -> bool:
        named = self._database.name_number(workspace_id, number)
        is_removed = run(db, f"DELETE FROM suppressions WHERE {_OF_NUMBER}", named) > 0
        if is_removed:
            add_audit(db, audit)
        return is_removed

    @reads
    def find(
        self, db: Connection, workspace_id: WorkspaceId, number: E164
    ) -> tuple[Suppression, ...]:
        return find_suppressions(db, self._database.name_number(workspace_id, number))

    async def count(self, workspace_id: WorkspaceId, *, at: datetime) -> int:
        sql = f"SELECT count(*) AS n FROM suppressions WHERE {_STANDS}"
        row = await self._database.fetch_one(sql, {"workspace_id": workspace_id, "at": at})
        return int(row["n"]) if row else 0

    async def page(
        self, workspace_id: WorkspaceId, *, at: datetime, after: tuple[str, str], limit: int
    ) -> tuple[Suppression, ...]:
        params: dict[str, Any] = {"workspace_id": workspace_id, "at": at, "limit": limit}
        params["number"], params["scope"] = after
        return await self._database.find_all(Suppression, _PAGE, params)


def suppress_refused(db: Connection, call: Call, hasher: NumberHasher) -> None:
    """Put a number on the list whose owner said so in a call, inside the caller's transaction."""
    order, at = call.order, call.transitions[-1].at
    said = next((each for each in call.outcomes if each in REFUSING), None)
    if said is None or not order.to_number:
        return
    suppression = Suppression(
        workspace_id=order.workspace_id,
        number=order.to_number,
        scope=SuppressionScope.ALL,
        reason=str(said).replace("_", " "),
        added_at=at,
        added_by="",
        added_by_name="",
    )
    audit = AuditEntry(
        at=at,
        workspace_id=order.workspace_id,
        user_id="",
        action="dnc_add",
        order_id=call.order_id,
        value=said,
        number_hash=hasher.hash(order.to_number),
    )
    named = {
        "workspace_id": order.workspace_id,
        "number": order.to_number,
        "number_hash": audit.number_hash,
    }
    _add(db, suppression, named, at, "its number may not be called any more", audit)


def find_suppressions(db: Connection, named: Row) -> tuple[Suppression, ...]:
    """Return what stands on the list about a number, inside the caller's transaction."""
    number = named["number"]
    return tuple(from_row(Suppression, row, number=number) for row in rows(db, _FIND, named))


def _add(
    db: Connection,
    suppression: Suppression,
    named: Row,
    at: datetime,
    reason: str,
    audit: AuditEntry,
) -> int | None:
    # what an import said of it ends some day, and may have ended
    lasting = {each.scope for each in find_suppressions(db, named) if each.expires_at is None}
    if suppression.scope in lasting:
        return None
    run(db, _ADD, to_columns(suppression))
    add_audit(db, audit)
    if suppression.scope == SuppressionScope.MARKETING:
        return 0
    return len(take_back(db, named, at, reason, audit))


def _encode_row(suppression: Suppression) -> dict[str, Any]:
    return {name: encode(value) for name, value in to_columns(suppression).items()}


def take_back(
    db: Connection, named: Row, at: datetime, reason: str, audit: AuditEntry
) -> tuple[str, ...]:
    """Take back what waits to be dialed to a number, also what is to be tried again.

    Returns the orders; the rows of the audit are like the one of what they are taken back for.
    """
    taken_back = tuple(
        attempt["order_id"]
        for attempt in rows(db, _TO_BE_DIALED, named)
        if _is_taken_back(db, attempt["order_id"], attempt["status"], at, reason)
    )
    for order_id in taken_back:
        add_audit(db, replace(audit, action="cancel", order_id=order_id))
    return taken_back


def _is_taken_back(db: Connection, order_id: str, status: str, at: datetime, reason: str) -> bool:
    if status in WAITING:
        return withdraw(db, order_id, at=at, reason=reason)
    return stop_trying(db, order_id, at=at, reason=reason)
