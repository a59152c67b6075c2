"""Connections to SQLite: how they are opened, write, read and keep the log small."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from bot.store.sqlite.rows import Connection

LARGEST_LOG_BYTES: Final = 16 * 2**20
_BUSY_TIMEOUT_SECONDS: Final = 5.0
# more than the bot has: compiling one takes longer than running it
_CACHED_STATEMENTS: Final = 512
# the log is emptied where nobody reads at that moment; no write is to wait for it
_TIDY_TIMEOUT_SECONDS: Final = 0.1
# the log cannot be emptied while a statement reads; history is read page by page
_LONGEST_READ_SECONDS: Final = 5.0
_STEPS_BETWEEN_LOOKS: Final = 100_000
T = TypeVar("T")


def connect(path: Path) -> Connection:
    """Open a connection of its own."""
    conn = sqlite3.connect(
        path, timeout=_BUSY_TIMEOUT_SECONDS, cached_statements=_CACHED_STATEMENTS
    )
    db = Connection(conn)
    # FULL, because a dial that was written down must survive a power cut
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    # what is forgotten leaves the file, and a log that grew while somebody read shrinks again
    db.execute("PRAGMA secure_delete = ON").fetchall()
    db.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG_BYTES}").fetchall()
    return db


def in_transaction(work: Callable[[Connection], T], db: Connection) -> T:
    """Keep all of the work or nothing."""
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


def read_in_time(work: Callable[[Connection], T], db: Connection) -> T:
    """Run what only reads, for as long as the log may grow meanwhile."""
    until = time.monotonic() + _LONGEST_READ_SECONDS
    db.conn.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)
    return work(db)


def empty_log(db: Connection) -> None:
    """Empty the log where nobody reads at this moment."""
    _set_patience(db, _TIDY_TIMEOUT_SECONDS)
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        _set_patience(db, _BUSY_TIMEOUT_SECONDS)


def _set_patience(db: Connection, seconds: float) -> None:
    db.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}").fetchall()
