"""The disk under a bot: what a kill leaves on it, and a time when it is full or held."""

import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.store.sqlite import SqliteStore
from bot.store.sqlite.rows import Connection

# what the last, unfinished transaction wanted; whoever reads it back has read too much
_UNFINISHED: Final = "UPDATE attempts SET status = 'ended', is_over = 1, reason = 'never committed'"
_PATIENCE: Final = "PRAGMA busy_timeout = {}"


class LooseStore(SqliteStore):
    """A store that can be torn from its file."""

    def __init__(self, path: Path, *, slots: int) -> None:
        super().__init__(path, slots=slots)
        self._path = path
        self._holder: sqlite3.Connection | None = None

    def pull_plug(self, *, is_torn: bool) -> bool:
        """Let go of the file as a killed process does, and leave every byte of it as it was.

        With `is_torn` it was killed in the middle of a commit, which left half of a transaction in
        the log. Returns whether there was a log to leave it in.
        """
        log_path = self._path.with_name(f"{self._path.name}-wal")
        image = [(file, _read(file)) for file in (self._path, log_path)]
        self.let_go()
        self._path.with_name(f"{self._path.name}-shm").unlink(missing_ok=True)
        for file, data in image:
            if data:
                # the same file, because another one would be taken for a copy
                with file.open("r+b" if file.exists() else "wb") as written:
                    written.truncate()
                    written.write(data)
        return is_torn and bool(image[1][1]) and _tear(self._path, log_path)

    def let_go(self) -> None:
        """Close what the end of a process closes; another one may be at work on the file."""
        for connection in self._connections():
            connection.conn.close()
        self.hold(is_held=False)
        self.unlock()

    def unlock(self) -> None:
        """Let another process have the file, as where somebody took its lock for a leftover."""
        self._database.file.unlock()

    def read_claim(self) -> float | None:
        """Return until when a dial is claimed; None where none is, or its answer is there."""
        reader = self._database._reader
        sql = "SELECT claimed_until FROM attempts WHERE status = 'dialing' AND is_over = 0"
        found = reader.conn.execute(sql).fetchone() if reader is not None else None
        return None if found is None else float(found[0])

    def fill(self, *, is_full: bool) -> None:
        """Let there be no room for one more page, or room again."""
        for connection in self._connections():
            (pages,) = connection.conn.execute("PRAGMA page_count").fetchone()
            most = pages if is_full else 2**30
            connection.conn.execute(f"PRAGMA max_page_count = {most}").fetchall()

    def hold(self, *, is_held: bool) -> None:
        """Hold the write lock, as a backup does; nobody is to wait for it in real seconds."""
        for connection in self._connections() if is_held else ():
            connection.conn.execute(_PATIENCE.format(0)).fetchall()
        if is_held and self._holder is None:
            self._holder = sqlite3.connect(self._path, isolation_level=None, timeout=0)
            try:
                self._holder.execute("BEGIN IMMEDIATE")
            except sqlite3.Error:
                is_held = False
        if not is_held and self._holder is not None:
            self._holder.close()
            self._holder = None

    def _connections(self) -> list[Connection]:
        both = (self._database._writer, self._database._reader)
        return [each for each in both if each is not None]


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _tear(path: Path, log_path: Path) -> bool:
    """Add the first half of a transaction to a log; False where the disk has none of it."""
    left = log_path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
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
