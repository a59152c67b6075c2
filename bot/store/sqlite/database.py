"""One SQLite file: its lock, its migrations, and two connections with a thread of their own."""

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.errors import StoreError, StoreGoneError
from bot.store.interface import LEASE
from bot.store.sqlite.claims import release_dead_claims
from bot.store.sqlite.connections import (
    LARGEST_LOG_BYTES,
    T,
    connect,
    empty_log,
    in_transaction,
    read_in_time,
)
from bot.store.sqlite.database_file import DatabaseFile
from bot.store.sqlite.migrations import (
    SCHEMA_VERSION,
    check_version,
    find_version,
    migrations,
)
from bot.store.sqlite.number_key import check_key, note_key
from bot.store.sqlite.priority_executor import PriorityExecutor
from bot.store.sqlite.rows import Connection, Row, from_row, one, rows, run, to_moment
from bot.store.sqlite.rows import T as Value

_NOTICED_LOG_BYTES: Final = 4 * LARGEST_LOG_BYTES
# a clock that was set while the bot was down is known by the time of the last write
_COUNTED_EVERY: Final = timedelta(seconds=10)
_log = logging.getLogger(__name__)


class Database:
    """Runs functions over a connection, away from the event loop.

    `write` gives them one immediate transaction on the only connection that writes; `read` a
    connection that never waits for the writer. A lock file beside the database keeps a second
    process away. All errors of SQLite leave as StoreError. The key of `hasher` is beside the file.
    """

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.path = path
        self._clock = clock or Clock()
        self.hasher = NumberHasher(path.with_name(f"{path.name}.key"))
        self.file = DatabaseFile(path)
        # whether it is another file than the one that the bot worked on last
        self.is_copy = False
        # set by whoever finds that the file was taken away
        self.was_gone = asyncio.Event()
        self._is_kept = False
        # of a write that stands, while it does not stand beside the file yet
        self._owed_counter: int | None = None
        self._noticed_log_bytes = _NOTICED_LOG_BYTES
        self._counted_at = datetime.min.replace(tzinfo=UTC)
        # names this process in what it claims
        self.instance = uuid.uuid4().hex
        self._writes = PriorityExecutor("store-writer")
        self._reads = PriorityExecutor("store-reader")
        self._writer: Connection | None = None
        self._reader: Connection | None = None

    async def open(self) -> None:
        """Lock the file, bring its schema up to date and open both connections."""
        try:
            await self._writes.run(self.file.lock)
            self._writer = await self._writes.run(self._open_writer)
            self._reader = await self._reads.run(self._connect)
        except sqlite3.Error as exc:
            await self.close()
            raise StoreError(f"{self.path}: {exc}") from exc
        except OSError as exc:
            await self.close()
            where = exc.filename or self.path
            raise StoreError(f"{where} cannot be written: {exc.strerror}") from exc
        except StoreError:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the connections after the work already handed in, then let the lock go."""
        if self._reader is not None:
            await self._reads.run(self._reader.close)
        if self._writer is not None:
            await self._writes.run(partial(self._close_writer, self._writer))
        self._reader = self._writer = None
        self._reads.shutdown()
        self._writes.shutdown()
        self.file.unlock()

    def build_claim(self, at: datetime) -> dict[str, Any]:
        """Return the parameters of a claim of this process that begins at `at`, with that."""
        return {"claimed_by": self.instance, "claimed_until": at + LEASE, "at": at}

    def name_number(self, workspace_id: str, number: str) -> dict[str, str]:
        """Return the parameters that name a number, as it is and as its keyed hash."""
        number_hash = self.hasher.hash(number)
        return {"workspace_id": workspace_id, "number": number, "number_hash": number_hash}

    async def write(self, work: Callable[[Connection], T], *, is_urgent: bool = False) -> T:
        """Run `work` in one immediate transaction; either all of it is kept or nothing.

        Whoever goes on afterwards may rely on it that a copy from before it is known as one.

        What is urgent goes before all that waits: Slack takes an acknowledgement for three seconds.
        """
        write = partial(self._write, work)
        return await self._run(self._writes, self._writer, write, is_urgent=is_urgent)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` over the reading connection, for as long as the log may grow meanwhile."""
        return await self._run(self._reads, self._reader, partial(read_in_time, work))

    async def keep(self) -> None:
        """Note that this file is the one the bot works on, in it and beside it, until it closes."""
        self._is_kept = True
        await self.write(self._write_notes)
        await self.tidy()

    async def tidy(self) -> None:
        """Empty the log."""
        await self._run(self._writes, self._writer, self._tidy)

    async def execute(self, sql: str, params: Mapping[str, Any]) -> int:
        """Run one statement in a transaction of its own; returns how many rows it changed."""
        return await self.write(lambda db: run(db, sql, params))

    async def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """Return all rows of a query."""
        return await self.read(lambda db: rows(db, sql, params))

    async def find_all(
        self, kind: type[Value], sql: str, params: Mapping[str, Any] | None = None
    ) -> tuple[Value, ...]:
        """Return all rows of a query as values."""
        return tuple(from_row(kind, row) for row in await self.fetch(sql, params))

    async def find(
        self, kind: type[Value], sql: str, params: Mapping[str, Any] | None = None
    ) -> Value | None:
        """Return the first row of a query as a value, None where there is none."""
        row = await self.fetch_one(sql, params)
        return None if row is None else from_row(kind, row)

    async def fetch_one(self, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
        """Return the first row of a query, None where there is none."""
        return await self.read(lambda db: one(db, sql, params))

    async def fetch_moment(
        self, sql: str, params: Mapping[str, Any] | None = None
    ) -> datetime | None:
        """Return the one time that a query finds, None where it finds none."""
        row = await self.fetch_one(sql, params)
        return None if row is None or row["at"] is None else to_moment(row["at"])

    async def _run(
        self,
        executor: PriorityExecutor,
        db: Connection | None,
        work: Callable[[Connection], T],
        *,
        is_urgent: bool = False,
    ) -> T:
        if db is None:
            raise StoreError("the database is closed")
        try:
            return await executor.run(partial(self._work, work, db), is_urgent=is_urgent)
        except (sqlite3.Error, OSError, OverflowError, UnicodeError) as exc:
            _log.error("database error: %s: %s", type(exc).__name__, exc)
            raise StoreError(str(exc)) from exc
        except StoreGoneError:
            self.was_gone.set()
            raise

    def _work(self, work: Callable[[Connection], T], db: Connection) -> T:
        self.file.check()
        return work(db)

    def _write(self, work: Callable[[Connection], T], db: Connection) -> T:
        if not self._is_kept:
            return in_transaction(work, db)
        self._write_owed_counter()
        result, self._owed_counter = in_transaction(partial(self._count, work), db)
        # after a crash in between it is the lower one, and nobody went on from what was written
        try:
            self._write_owed_counter()
        except OSError as exc:  # what is written is written; the next write waits for the counter
            _log.error("%s: its counter cannot be written: %s", self.path, exc.strerror)
        return result

    def _count(self, work: Callable[[Connection], T], db: Connection) -> tuple[T, int | None]:
        """Do the work and count it; what changed nothing waits for no disk, unless it is time."""
        at, before = self._clock.now(), db.conn.total_changes
        result = work(db)
        if db.conn.total_changes == before and abs(at - self._counted_at) < _COUNTED_EVERY:
            return result, None
        self._counted_at = at
        return result, self.file.count(db, at)

    def _write_owed_counter(self) -> None:
        if self._owed_counter is not None:
            self.file.write_counter(self._owed_counter)
            self._owed_counter = None

    def _open_writer(self) -> Connection:
        db = self._connect()
        check_version(db, self.path)
        db.enable_wal()
        if find_version(db) < SCHEMA_VERSION:
            migrations.apply(db)
        check_key(db, self.hasher)
        in_transaction(release_dead_claims, db)
        self._rewrite_forgotten(db)
        self.file.note_opened()
        self.is_copy = self.file.is_copy(db)
        return db

    def _write_notes(self, db: Connection) -> None:
        self.file.write_notes(db, copied_at=self._clock.now() if self.is_copy else None)
        note_key(db, self.hasher)

    def _rewrite_forgotten(self, db: Connection) -> None:
        """Write the file anew where pages may hold copies of what was forgotten."""
        if one(db, "SELECT 1 AS found FROM file_notes WHERE needs_vacuum = 1") is None:
            return
        try:
            db.vacuum()
            run(db, "UPDATE file_notes SET needs_vacuum = 0")
            db.commit()
        except sqlite3.OperationalError as exc:
            _log.warning("%s is not rewritten without what was forgotten: %s", self.path, exc)

    def _tidy(self, db: Connection) -> None:
        self.file.sync_counter()
        empty_log(db)
        self._watch_log(self.file.measure_log())

    def _watch_log(self, size: int) -> None:
        """Say that the log is large, and again where it has twice that size."""
        if size > self._noticed_log_bytes:
            _log.warning("%s-wal has %d MB: a program reads it for long", self.path, size >> 20)
            self._noticed_log_bytes = 2 * size
        elif size <= LARGEST_LOG_BYTES:
            self._noticed_log_bytes = _NOTICED_LOG_BYTES

    def _close_writer(self, db: Connection) -> None:
        if self._is_kept:
            with suppress(sqlite3.Error, OSError, StoreError):
                self._work(self._tidy, db)
        db.close()

    def _connect(self) -> Connection:
        return connect(self.path)
