"""What befalls the file of a database: backups that are put back, and files that are taken away."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

_ALL_FILES = ("", "-wal", "-shm", ".lock", ".counter")


def back_up(path: Path) -> Path:
    """Copy the database as docs/operations.md says."""
    backup = path.with_name("backup.db")
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(f"VACUUM INTO '{backup}'")
    return backup


def restore_in_place(path: Path, backup: Path) -> None:
    """Write a backup over the file, which keeps its inode."""
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copyfile(backup, path)


def restore_by_moving(path: Path, backup: Path) -> None:
    """Put a backup where the file was."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    backup.rename(path)


def delete(path: Path) -> None:
    """Delete the file and all that is beside it."""
    for ending in _ALL_FILES:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def delete_lock(path: Path) -> None:
    """Delete the lock beside it."""
    path.with_name(f"{path.name}.lock").unlink()


def delete_log(path: Path) -> None:
    """Delete the log of the latest writes."""
    path.with_name(f"{path.name}-wal").unlink()


def delete_index_of_log(path: Path) -> None:
    """Delete what says where in the log something stands."""
    path.with_name(f"{path.name}-shm").unlink()


def replace_log(path: Path) -> None:
    """Put a copy in the place of the log."""
    log = path.with_name(f"{path.name}-wal")
    copy = path.with_name("copy-wal")
    shutil.copyfile(log, copy)
    copy.rename(log)


def replace(path: Path) -> None:
    """Put a copy in the place of the file."""
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    copy.rename(path)
