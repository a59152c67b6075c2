"""The file of the database on the disk: locked, private, and whether it is still the same."""

import fcntl
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from socket import gethostname
from typing import IO, Final

from bot.errors import StoreGoneError, StoreInUseError
from bot.store.sqlite.rows import Connection, one, rows, upsert

_NOTES: Final = "SELECT place, counter FROM file_notes"
_COUNT: Final = """
    UPDATE file_notes SET counter = counter + 1,
        seen_at = CASE WHEN seen_at > :at THEN seen_at ELSE :at END
    RETURNING counter
"""
_OWNER_ALONE: Final = 0o600


class DatabaseFile:
    """A file, a lock beside it that keeps a second process away, and a counter beside it.

    The counter is one that the database holds, too, and rises with each change. It is higher here
    than in there where the file is a copy of an earlier one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock_path = path.with_name(f"{path.name}.lock")
        self._counter_path = path.with_name(f"{path.name}.counter")
        # as text: they are looked up at every read and write
        self._watched = (str(path), str(self._lock_path), f"{path}-wal", f"{path}-shm")
        self._lock_file: IO[str] | None = None
        self._counter: int | None = None
        self._opened: tuple[str | None, ...] = ()

    def lock(self) -> None:
        """Keep other processes away; raises StoreInUseError or OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock_file = self._lock_path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            with lock_file:
                raise StoreInUseError(str(self.path), _read_holder(lock_file)) from exc
        lock_file.truncate(0)
        lock_file.write(f"{os.getpid()} {gethostname()}")
        lock_file.flush()
        self._lock_file = lock_file

    def unlock(self) -> None:
        """Let other processes have it."""
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None
        if self._counter is not None:
            os.close(self._counter)
            self._counter = None

    def check_free(self) -> None:
        """Raise StoreInUseError where a process works on it, without keeping anybody away."""
        with suppress(FileNotFoundError), self._lock_path.open(encoding="utf-8") as lock_file:
            try:
                fcntl.flock(lock_file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                raise StoreInUseError(str(self.path), _read_holder(lock_file)) from exc

    def note_opened(self) -> None:
        """Remember which file was opened, and let its owner alone read it and what is beside it."""
        self._opened = self._find_places()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            with suppress(PermissionError):  # somebody else's, who lets us write
                if file.is_file():
                    file.chmod(_OWNER_ALONE)

    def check(self) -> None:
        """Raise StoreGoneError where the path leads to another file by now, or to none.

        So it does where that holds for what is beside it: the log has the latest writes.
        """
        if self._find_places() != self._opened:
            raise StoreGoneError(str(self.path))

    def is_copy(self, db: Connection) -> bool:
        """Say whether this is another file than the one that the bot worked on last."""
        noted, counter = one(db, _NOTES), self._read_counter()
        if noted is None:  # a new file, or a copy from before anything was noted
            return counter is not None
        is_older = counter is None or noted["counter"] < counter
        # some file systems have another device number after each restart of the machine
        return is_older or _inode_of(noted["place"]) != _inode_of(_find_place(self.path))

    def write_notes(self, db: Connection, *, copied_at: datetime | None) -> None:
        """Note in the database, inside the caller's transaction, that this is its file.

        `copied_at` is when it was found to be a copy, None where it is none.
        """
        noted = one(db, _NOTES)
        counter = max(self._read_counter() or 0, noted["counter"] if noted else 0)
        values = {"id": 1, "place": _find_place(self.path), "counter": counter}
        if copied_at is not None:
            values["copied_at"] = copied_at
        upsert(db, "file_notes", ("id",), values)

    def count(self, db: Connection, at: datetime) -> int:
        """Raise the counter in the database, inside the caller's transaction, and return it.

        The time is noted, too; a clock that was set back does not make it an earlier one.
        """
        (counted,) = rows(db, _COUNT, {"at": at})
        return int(counted["counter"])

    def write_counter(self, counter: int) -> None:
        """Write the counter beside the file; raises OSError.

        The first time it is created whole or not at all, then written over in place.
        """
        digits = f"{counter:020}".encode("ascii")
        if self._counter is None:
            new = self._counter_path.with_suffix(".new")
            new.write_bytes(digits)
            new.replace(self._counter_path)
            self._counter = os.open(self._counter_path, os.O_WRONLY)
            self.sync_counter()
        os.pwrite(self._counter, digits, 0)

    def measure_log(self) -> int:
        """Return how many bytes the log has."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return log.stat().st_size if log.exists() else 0

    def sync_counter(self) -> None:
        """Have the counter survive a power cut, too."""
        if self._counter is not None:
            os.fsync(self._counter)

    def _read_counter(self) -> int | None:
        try:
            return int(self._counter_path.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def _find_places(self) -> tuple[str | None, ...]:
        return tuple(map(_find_place, self._watched))


def _read_holder(lock_file: IO[str]) -> str:
    """Name the process that has the lock, with what helps to stop it."""
    lock_file.seek(0)
    pid, _, host = lock_file.read(300).partition(" ")
    if not pid.isdecimal():  # of a bot that did not write it down yet
        return "see: ps -ef"
    if host != gethostname():
        return f"process {pid} on {host}"
    return f"process {pid}; look at it with: ps -fp {pid}, stop it with: kill {pid}"


def _find_place(path: str | Path) -> str | None:
    """Name the device and the inode that a path leads to; None where there is nothing."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return f"{found.st_dev}:{found.st_ino}"


def _inode_of(place: str | None) -> str:
    return (place or "").rpartition(":")[2]
