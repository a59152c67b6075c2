"""A look at a database that leaves it, and what is beside it, as they are."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StoreError
from bot.store.records import Inspection
from bot.store.sqlite.database_file import DatabaseFile
from bot.store.sqlite.migrations import check_version, find_version, migrations
from bot.store.sqlite.rows import Connection


def inspect_file(file: DatabaseFile) -> Inspection:
    """Read its schema and its permissions; raises StoreError, StoreInUseError."""
    path = file.path
    try:
        if not path.exists():
            _check_permissions(_find_nearest(path))
            return Inspection(exists=False)
        file.check_free()
        _check_permissions(path, path.parent)
        return _read_schema(path)
    except (sqlite3.Error, OSError) as exc:
        raise StoreError(f"{path}: {exc}") from exc


def _read_schema(path: Path) -> Inspection:
    # without a log the file is all there is, and SQLite need not make one to read it
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as conn:
        db = Connection(conn)
        check_version(db, path)
        pending = len(migrations.pending(db))
        return Inspection(exists=True, version=find_version(db), pending=pending)


def _find_nearest(path: Path) -> Path:
    return next(each for each in path.absolute().parents if each.exists())


def _check_permissions(*paths: Path) -> None:
    for each in paths:
        if not os.access(each, os.W_OK):
            raise StoreError(f"{each} cannot be written by this user")
