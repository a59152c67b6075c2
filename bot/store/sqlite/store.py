"""The store on one SQLite file."""

import asyncio
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Store
from bot.store.records import Inspection
from bot.store.sqlite.alarms import SqliteAlarms
from bot.store.sqlite.approvals import SqliteApprovals
from bot.store.sqlite.attempts import SqliteAttempts
from bot.store.sqlite.audit import SqliteAudit
from bot.store.sqlite.calls import SqliteCalls
from bot.store.sqlite.database import Database
from bot.store.sqlite.digests import SqliteDigests
from bot.store.sqlite.erasures import SqliteErasures
from bot.store.sqlite.history import SqliteHistory
from bot.store.sqlite.inbox import SqliteDrafts, SqliteForms, SqliteInbox
from bot.store.sqlite.inspection import inspect_file
from bot.store.sqlite.meanings import SqliteMeanings
from bot.store.sqlite.numbers import SqliteNumbers
from bot.store.sqlite.orders import SqliteOrders
from bot.store.sqlite.outbox import SqliteOutbox
from bot.store.sqlite.queue import SqliteQueue
from bot.store.sqlite.results import SqliteResults
from bot.store.sqlite.rows import Connection, one, run
from bot.store.sqlite.rules import SqliteRules
from bot.store.sqlite.suppressions import SqliteSuppressions
from bot.store.sqlite.upkeep import SqliteUpkeep
from bot.store.sqlite.watches import SqliteWatches

_OWNED: Final = """
    orders attempts outbox alarms watches digest_schedules digests forms preferences channels
    permalinks
""".split()


class SqliteStore(Store):
    """The store in a file; `slots` is how many calls of the account may be live at once."""

    def __init__(self, path: Path, *, slots: int, clock: Clock | None = None) -> None:
        self._database = self._build_database(path, clock)
        self.hasher = self._database.hasher
        self.inbox = SqliteInbox(self._database, slots)
        self.drafts = SqliteDrafts(self._database, slots)
        self.audit = SqliteAudit(self._database, slots)
        self.orders = SqliteOrders(self._database, slots)
        self.rules = SqliteRules(self._database, slots)
        self.suppressions = SqliteSuppressions(self._database, slots)
        self.numbers = SqliteNumbers(self._database, slots)
        self.erasures = SqliteErasures(self._database, slots)
        self.queue = SqliteQueue(self._database, slots, self.rules)
        self.approvals = SqliteApprovals(self._database, slots, self.rules)
        self.calls = SqliteCalls(self._database, slots)
        self.attempts = SqliteAttempts(self._database, slots)
        self.results = SqliteResults(self._database, slots)
        self.meanings = SqliteMeanings(self._database, slots)
        self.alarms = SqliteAlarms(self._database, slots)
        self.outbox = SqliteOutbox(self._database, slots)
        self.forms = SqliteForms(self._database, slots)
        self.history = SqliteHistory(self._database, slots)
        self.watches = SqliteWatches(self._database, slots)
        self.digests = SqliteDigests(self._database, slots)
        self.upkeep = SqliteUpkeep(self._database, slots)

    def _build_database(self, path: Path, clock: Clock | None) -> Database:
        return Database(path, clock)

    async def inspect(self) -> Inspection:
        return await asyncio.to_thread(inspect_file, self._database.file)

    async def open(self) -> None:
        await self._database.open()

    async def close(self) -> None:
        await self._database.close()

    async def adopt(self, workspace_id: WorkspaceId) -> None:
        def work(db: Connection) -> None:
            adopted = [table for table in _OWNED if _adopt(db, table, workspace_id)]
            if adopted:
                sql = "UPDATE listings SET list = :workspace_id || list WHERE list LIKE '/%'"
                run(db, sql, {"workspace_id": workspace_id})

        await self._database.write(work)


def _adopt(db: Connection, table: str, workspace_id: WorkspaceId) -> bool:
    # a database from before there were workspaces holds either all of its rows without one or none,
    # and they are its first: so most databases are not read through at each start
    first = one(db, f"SELECT workspace_id FROM {table} LIMIT 1")
    if first is None or first["workspace_id"]:
        return False
    sql = f"UPDATE {table} SET workspace_id = :workspace_id WHERE workspace_id = ''"
    return run(db, sql, {"workspace_id": workspace_id}) > 0
