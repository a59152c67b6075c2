"""What is kept of a number as a whole, in SQLite, and holds on it."""

from typing import Final

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Numbers
from bot.store.records import AuditEntry, Hold, NumberFacts
from bot.store.sqlite.attempt_rows import LIVE, OF_NUMBER, read_calls
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, from_row, insert, one, rows, run, to_columns
from bot.store.sqlite.store_part import StorePart, reads, writes

_HOLD: Final = """
    SELECT * FROM holds WHERE workspace_id = :workspace_id AND number_hash = :number_hash
"""
# a result that is not here yet may say that the callee opted out
_FACTS: Final = f"""
    SELECT count(*) AS calls,
        count(CASE WHEN ({LIVE}) OR result_due_at IS NOT NULL THEN 1 END) AS live,
        count(CASE WHEN is_over = 0 AND NOT ({LIVE}) OR retry_pending = 1 THEN 1 END) AS waiting,
        (SELECT count(*) FROM suppressions WHERE suppressions.workspace_id = :workspace_id
            AND suppressions.number IN (:number, :number_hash)) AS suppressions
    FROM attempts WHERE order_id IN ({OF_NUMBER})
"""
# a call from before hashes were kept gets one, by which it is known to be held
_NOTE_HASH: Final = """
    UPDATE orders SET number_hash = :number_hash
    WHERE workspace_id = :workspace_id AND to_number = :number
"""
_ATTEMPTS: Final = f"SELECT id FROM attempts WHERE order_id IN ({OF_NUMBER}) ORDER BY id"
# as many at once as an `IN (…)` takes
_AT_ONCE: Final = 500


class SqliteNumbers(StorePart, Numbers):
    """Numbers in SQLite."""

    @reads
    def find_facts(self, db: Connection, workspace_id: WorkspaceId, number: E164) -> NumberFacts:
        return find_facts(db, self._database.name_number(workspace_id, number))

    @reads
    def calls(self, db: Connection, workspace_id: WorkspaceId, number: E164) -> tuple[Call, ...]:
        named = self._database.name_number(workspace_id, number)
        ids = [row["id"] for row in rows(db, _ATTEMPTS, named)]
        parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
        return tuple(call for part in parts for call in read_calls(db, part, self._slots))

    @writes
    def hold(self, db: Connection, hold: Hold, number: E164, *, audit: AuditEntry) -> bool:
        run(db, _NOTE_HASH, self._database.name_number(hold.workspace_id, number))
        ending = "ON CONFLICT DO NOTHING RETURNING held_by"
        is_new = insert(db, "holds", to_columns(hold), ending) is not None
        if is_new:
            add_audit(db, audit)
        return is_new

    @writes
    def release(
        self, db: Connection, workspace_id: WorkspaceId, number: E164, *, audit: AuditEntry
    ) -> bool:
        sql = "DELETE FROM holds WHERE workspace_id = :workspace_id AND number_hash = :number_hash"
        is_released = run(db, sql, self._database.name_number(workspace_id, number)) > 0
        if is_released:
            add_audit(db, audit)
        return is_released


def find_facts(db: Connection, named: dict[str, str]) -> NumberFacts:
    """Return what is known of a number, inside the caller's transaction."""
    (found,) = rows(db, _FACTS, named)
    held = one(db, _HOLD, named)
    return NumberFacts(
        calls=found["calls"],
        waiting=found["waiting"],
        is_live=found["live"] > 0,
        is_suppressed=found["suppressions"] > 0,
        hold=None if held is None else from_row(Hold, held),
    )
