"""The store, kept in one SQLite file."""

import bot.store.sqlite.sqlite_utils_without_numpy  # noqa: F401 - before others import what it brings
from bot.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
