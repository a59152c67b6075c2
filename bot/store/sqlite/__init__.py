"""The truth about every call, kept in one SQLite file; nothing above knows that it is SQLite."""

import bot.store.sqlite.sqlite_utils_without_numpy  # noqa: F401 - before the shelves import what it brings
from bot.store.sqlite.listings import PUBLIC, name_lists_here
from bot.store.sqlite.store import Store

__all__ = ["PUBLIC", "Store", "name_lists_here"]
