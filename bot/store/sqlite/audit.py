"""The audit in SQLite: rows are added, and read a page at a time."""

from typing import Any, Final

from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Audit
from bot.store.records import AuditEntry, AuditFilter, AuditPage, AuditRow, Cursor
from bot.store.sqlite.attempt_rows import OF_NUMBER
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, Row, expand, from_row, rows
from bot.store.sqlite.store_part import StorePart, reads, writes

_ROWS: Final = """
    SELECT audit.*, orders.to_number, orders.channel_id, orders.rules_version, orders.quiet_reason
    FROM audit LEFT JOIN orders ON orders.order_id = audit.order_id
    WHERE audit.workspace_id = :workspace_id
"""


class SqliteAudit(StorePart, Audit):
    """The audit in SQLite."""

    @writes
    def add(self, db: Connection, entry: AuditEntry) -> None:
        add_audit(db, entry)

    @reads
    def page(
        self,
        db: Connection,
        workspace_id: WorkspaceId,
        *,
        matching: AuditFilter,
        cursor: Cursor = Cursor(),
        limit: int,
    ) -> AuditPage:
        conditions, params = self._pick(matching)
        params |= {"workspace_id": workspace_id, "limit": limit + 1}
        params |= {"before": cursor.before, "after": cursor.after}
        order = "ASC" if cursor.after is not None else "DESC"
        if cursor.before is not None:
            conditions.append("audit.id < :before")
        if cursor.after is not None:
            conditions.append("audit.id > :after")
        narrowed = "".join(f" AND {each}" for each in conditions)
        found = rows(db, f"{_ROWS}{narrowed} ORDER BY audit.id {order} LIMIT :limit", params)
        return _build_page(found, cursor, limit)

    def _pick(self, matching: AuditFilter) -> tuple[list[str], dict[str, Any]]:
        conditions, params = list[str](), dict[str, Any]()
        for column in ("user_id", "order_id"):
            if (value := getattr(matching, column)) is not None:
                conditions.append(f"audit.{column} = :{column}")
                params[column] = value
        if matching.actions is not None:
            marks, names = expand("action", sorted(matching.actions))
            conditions.append(f"audit.action IN ({marks})")
            params |= names
        if matching.since is not None:
            conditions.append("audit.at >= :since")
            params["since"] = matching.since
        if matching.number is not None:
            of_order = f"audit.order_id IN ({OF_NUMBER})"
            conditions.append(f"(audit.number_hash = :number_hash OR {of_order})")
            params["number"] = matching.number
            params["number_hash"] = self._database.hasher.hash(matching.number)
        return conditions, params


def _build_page(found: list[Row], cursor: Cursor, limit: int) -> AuditPage:
    shown = tuple(map(_build_row, found[:limit]))
    has_more = len(found) > limit
    if cursor.after is not None:
        shown = shown[::-1]
    has_newer = cursor.before is not None or (cursor.after is not None and has_more)
    has_older = cursor.after is not None or has_more
    return AuditPage(
        rows=shown,
        newer=Cursor(after=shown[0].id) if shown and has_newer else None,
        older=Cursor(before=shown[-1].id) if shown and has_older else None,
    )


def _build_row(row: Row) -> AuditRow:
    return from_row(
        AuditRow, row, entry=from_row(AuditEntry, row), to_number=row["to_number"] or None
    )
