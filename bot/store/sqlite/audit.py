"""The audit in SQLite: rows are added, never changed."""

from dataclasses import asdict

import sqlite_utils

from bot.store.interface import Audit
from bot.store.records import AuditEntry
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import insert


class SqliteAudit(Audit):
    """The audit in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entry: AuditEntry) -> None:
        await self._database.write(lambda db: add_audit(db, entry))


def add_audit(db: sqlite_utils.Database, entry: AuditEntry) -> None:
    """Write a row of the audit inside the caller's transaction."""
    insert(db, "audit", {**asdict(entry), "at": entry.at.timestamp()})
