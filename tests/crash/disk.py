"""The disk under a bot: what a kill leaves on it, and a time when it is full or held."""

import random
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.store.sqlite import SqliteStore
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import Connection

# what the last, unfinished transaction wanted; whoever reads it back has read too much
_UNFINISHED: Final = "UPDATE attempts SET status = 'ended', is_over = 1, reason = 'never committed'"
# whoever waits for a lock would wait in real seconds, for somebody who waits for them
_NO_PATIENCE: Final = "PRAGMA busy_timeout = 0"
_BOUNDLESS_PAGES: Final = 2**30


class Disk:
    """The disk of a machine: whether it is full, and whether somebody holds the database on it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections: list[Connection] = []
        self._is_full = False
        self._holder: sqlite3.Connection | None = None
        self._backup: dict[Path, bytes] = {}

    def take_in(self, connection: Connection) -> None:
        """Let a new connection meet the disk as it is."""
        self._connections.append(connection)
        connection.conn.execute(_NO_PATIENCE).fetchall()
        if self._is_full:
            _bound(connection, is_full=True)

    def close(self, connections: Iterable[Connection]) -> None:
        """Close connections as the end of their process does."""
        for connection in connections:
            connection.conn.close()
            self._connections.remove(connection)

    def fill(self, *, is_full: bool) -> None:
        """Let there be no room for one more page, or room again."""
        self._is_full = is_full
        for connection in self._connections:
            with suppress(sqlite3.ProgrammingError):  # closed by the bot itself
                _bound(connection, is_full=is_full)

    def hold(self, *, is_held: bool) -> None:
        """Hold the write lock, as a backup does, or let it go."""
        if self._holder is not None:
            self._holder.close()
            self._holder = None
        if is_held:
            self._holder = sqlite3.connect(self._path, isolation_level=None, timeout=0)
            self._holder.execute("BEGIN IMMEDIATE")

    def back_up(self) -> None:
        """Copy the database; no process is at work on it."""
        self._backup = {file: _read(file) for file in (self._path, _find_log(self._path))}

    def restore(self) -> bool:
        """Write the copy over the database; False where there is none."""
        _write(self._backup)
        return bool(self._backup)

    def recover(self) -> None:
        """Let there be room, and nobody who holds anything."""
        self.hold(is_held=False)
        self.fill(is_full=False)


class LooseDatabase(Database):
    """A database whose connections can all be closed, those of a start that was killed as well."""

    def __init__(self, path: Path, disk: Disk, clock: Clock | None) -> None:
        super().__init__(path, clock)
        self._disk = disk
        self._connections: list[Connection] = []

    def let_go(self) -> None:
        """Close what the end of a process closes; another one may be at work on the file."""
        self._disk.close(self._connections)
        self._connections.clear()
        self.file.unlock()

    def read_claim(self) -> float | None:
        """Return until when a dial is claimed; None where none is, or its answer is there."""
        sql = "SELECT claimed_until FROM attempts WHERE status = 'dialing' AND is_over = 0"
        with suppress(sqlite3.ProgrammingError):  # closed by the bot itself
            if self._reader is not None and (found := self._reader.conn.execute(sql).fetchone()):
                return float(found[0])
        return None

    def _connect(self) -> Connection:
        connection = super()._connect()
        self._connections.append(connection)
        self._disk.take_in(connection)
        return connection

    def _tidy(self, db: Connection) -> None:
        super()._tidy(db)
        db.execute(_NO_PATIENCE).fetchall()


class LooseStore(SqliteStore):
    """A store that can be torn from its file."""

    def __init__(self, path: Path, disk: Disk, *, slots: int) -> None:
        self._path = path
        self._disk = disk
        super().__init__(path, slots=slots)

    def _build_database(self, path: Path, clock: Clock | None) -> Database:
        self.loose = LooseDatabase(path, self._disk, clock)
        return self.loose

    def pull_plug(self, *, is_torn: bool) -> bool:
        """Let go of the file as a killed process does, and leave every byte of it as it was.

        With `is_torn` it was killed in the middle of a commit, which left half of a transaction in
        the log. Returns whether there was a log to leave it in.
        """
        log_path = _find_log(self._path)
        image = {file: _read(file) for file in (self._path, log_path)}
        self.loose.let_go()
        self._disk.recover()
        self._path.with_name(f"{self._path.name}-shm").unlink(missing_ok=True)
        _write(image)
        return is_torn and bool(image[log_path]) and _tear(self._path, log_path)


def _bound(connection: Connection, *, is_full: bool) -> None:
    (pages,) = connection.conn.execute("PRAGMA page_count").fetchone()
    most = pages if is_full else _BOUNDLESS_PAGES
    connection.conn.execute(f"PRAGMA max_page_count = {most}").fetchall()


def _find_log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _write(image: Mapping[Path, bytes]) -> None:
    """Write files as they were; the same ones, because others would be taken for copies."""
    for file, data in image.items():
        if not data:
            file.unlink(missing_ok=True)
            continue
        with file.open("r+b" if file.exists() else "wb") as written:
            written.truncate()
            written.write(data)


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _tear(path: Path, log_path: Path) -> bool:
    """Add the first half of a transaction to a log; False where the disk has none of it."""
    left = log_path.read_bytes()
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / path.name
        copy_log = copy.with_name(log_path.name)
        copy.write_bytes(path.read_bytes())
        copy_log.write_bytes(left)
        with closing(sqlite3.connect(copy, isolation_level=None)) as other:
            other.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
            other.execute(_UNFINISHED)
            whole = copy_log.read_bytes()
    if whole == left:
        return False
    # from the end: as a rule a transaction makes the log longer
    last = len(whole) - 1
    while last < len(left) and whole[last] == left[last]:
        last -= 1
    # cut within the last frame, which alone says that all before it was committed
    cut = last - random.Random(last).randrange(4000)
    log_path.write_bytes(whole[:cut] + left[cut:])
    return True
