"""The truth about every call, kept in one SQLite file; nothing above knows that it is SQLite."""

from bot.store.store import Store

__all__ = ["Store"]
