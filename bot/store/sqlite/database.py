"""One SQLite file: its lock, its migrations, and two connections with a thread of their own."""

import asyncio
import fcntl
import logging
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar

import sqlite_utils

from bot.errors import StoreError, StoreInUseError
from bot.store.interface import LEASE
from bot.store.sqlite.leases import release_dead_claims
from bot.store.sqlite.migrations import check_version, migrations
from bot.store.sqlite.rows import Row, one, rows, run, to_moment

T = TypeVar("T")
_BUSY_TIMEOUT_SECONDS = 5.0
_log = logging.getLogger(__name__)


class Database:
    """Runs functions over a connection, away from the event loop.

    `write` gives them one immediate transaction on the only connection that writes; `read` a
    connection that never waits for the writer. A lock file beside the database keeps a second
    process away. All errors of SQLite leave as StoreError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # names this process in what it claims
        self.instance = uuid.uuid4().hex
        self._writer_thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._reader_thread = ThreadPoolExecutor(1, thread_name_prefix="store-reader")
        self._writer: sqlite_utils.Database | None = None
        self._reader: sqlite_utils.Database | None = None
        self._lock_file: IO[str] | None = None

    async def open(self) -> None:
        """Lock the file, bring its schema up to date and open both connections."""
        loop = asyncio.get_running_loop()
        try:
            self._lock_file = await loop.run_in_executor(self._writer_thread, self._lock)
            self._writer = await loop.run_in_executor(self._writer_thread, self._open_writer)
            self._reader = await loop.run_in_executor(self._reader_thread, self._connect)
        except (sqlite3.Error, OSError) as exc:
            await self.close()
            raise StoreError(f"{self.path}: {exc}") from exc
        except StoreError:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the connections after the work already handed in, then let the lock go."""
        loop = asyncio.get_running_loop()
        if self._reader is not None:
            await loop.run_in_executor(self._reader_thread, self._reader.close)
        if self._writer is not None:
            await loop.run_in_executor(self._writer_thread, self._writer.close)
        self._reader = self._writer = None
        self._reader_thread.shutdown()
        self._writer_thread.shutdown()
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None

    def build_claim(self, at: datetime) -> dict[str, Any]:
        """Return the parameters of a claim of this process that begins at `at`, with that."""
        return {"claimed_by": self.instance, "claimed_until": at + LEASE, "at": at}

    async def write(self, work: Callable[[sqlite_utils.Database], T]) -> T:
        """Run `work` in one immediate transaction; either all of it is kept or nothing."""
        return await self._run(self._writer_thread, self._in_transaction, self._writer, work)

    async def read(self, work: Callable[[sqlite_utils.Database], T]) -> T:
        """Run `work` over the reading connection."""
        return await self._run(self._reader_thread, _call, self._reader, work)

    async def execute(self, sql: str, params: Mapping[str, Any]) -> int:
        """Run one statement in a transaction of its own; returns how many rows it changed."""
        return await self.write(lambda db: run(db, sql, params))

    async def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """Return all rows of a query."""
        return await self.read(lambda db: rows(db, sql, params))

    async def fetch_one(self, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
        """Return the first row of a query, None where there is none."""
        return await self.read(lambda db: one(db, sql, params))

    async def fetch_moment(self, sql: str) -> datetime | None:
        """Return the one time that a query finds, None where it finds none."""
        row = await self.fetch_one(sql)
        return None if row is None or row["at"] is None else to_moment(row["at"])

    async def _run(
        self,
        thread: ThreadPoolExecutor,
        how: Callable[[sqlite_utils.Database, Callable[[sqlite_utils.Database], T]], T],
        db: sqlite_utils.Database | None,
        work: Callable[[sqlite_utils.Database], T],
    ) -> T:
        if db is None:
            raise StoreError("the database is closed")
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, how, db, work)
        except (sqlite3.Error, OverflowError, UnicodeError) as exc:
            _log.error("database error: %s: %s", type(exc).__name__, exc)
            raise StoreError(str(exc)) from exc

    def _in_transaction(
        self, db: sqlite_utils.Database, work: Callable[[sqlite_utils.Database], T]
    ) -> T:
        # immediate, because a deferred transaction that reads first fails at once under contention
        db.execute("BEGIN IMMEDIATE")
        try:
            result = work(db)
            db.commit()
        except BaseException:
            if db.conn.in_transaction:
                db.rollback()
            raise
        return result

    def _lock(self) -> IO[str]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock_file = self.path.with_name(self.path.name + ".lock").open("w")
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            lock_file.close()
            raise StoreInUseError(str(self.path)) from exc
        return lock_file

    def _open_writer(self) -> sqlite_utils.Database:
        db = self._connect()
        check_version(db, self.path)
        db.enable_wal()
        migrations.apply(db)
        self._in_transaction(db, release_dead_claims)
        return db

    def _connect(self) -> sqlite_utils.Database:
        conn = sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_SECONDS)
        db = sqlite_utils.Database(conn)
        # FULL, because a dial that was written down must survive a power cut
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        return db


class StorePart:
    """A part of the store over its database; `slots` is how many calls may be live at once."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots


def _call(db: sqlite_utils.Database, work: Callable[[sqlite_utils.Database], T]) -> T:
    return work(db)
