"""The audit in SQLite: rows are added, never changed."""

import sqlite_utils

from bot.store.interface import Audit
from bot.store.records import AuditEntry
from bot.store.sqlite.database import StorePart
from bot.store.sqlite.rows import insert, to_columns


class SqliteAudit(StorePart, Audit):
    """The audit in SQLite."""

    async def add(self, entry: AuditEntry) -> None:
        await self._database.write(lambda db: add_audit(db, entry))


def add_audit(db: sqlite_utils.Database, entry: AuditEntry) -> None:
    """Write a row of the audit inside the caller's transaction."""
    insert(db, "audit", to_columns(entry))
