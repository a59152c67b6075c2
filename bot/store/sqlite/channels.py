"""Channels: which of those that calls are told in are public, as far as Slack said so."""

from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.store.sqlite.database import Database
from bot.store.sqlite.listings import LIST_CHANNEL, UNLIST_CHANNEL
from bot.store.sqlite.rows import one, rows

# a channel can be made private at any time
_FRESH: Final = timedelta(hours=1)


class Channels:
    """The view of the store of whoever asks Slack about channels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stale(self, *, at: datetime, limit: int) -> tuple[str, ...]:
        """Return channels that nothing is known of, or that were asked about too long ago."""
        params = {"old": (at - _FRESH).timestamp(), "limit": limit}
        found = await self._database.read(
            lambda db: rows(
                db,
                "SELECT channel_id FROM channels WHERE learned_at < :old "
                "ORDER BY learned_at LIMIT :limit",
                params,
            )
        )
        return tuple(row["channel_id"] for row in found)

    async def is_public(self, channel_id: str, *, at: datetime) -> bool | None:
        """Say whether a channel is public, None where that was not asked of Slack lately."""
        params = {"channel_id": channel_id, "old": (at - _FRESH).timestamp()}
        sql = "SELECT is_public FROM channels WHERE channel_id = :channel_id AND learned_at >= :old"
        row = await self._database.read(lambda db: one(db, sql, params))
        return None if row is None else bool(row["is_public"])

    async def note(self, channel_id: str, *, is_public: bool, at: datetime) -> bool:
        """Write down whether a channel is public; True where the list of all changed by it."""

        def work(db: sqlite_utils.Database) -> bool:
            params = {"channel_id": channel_id}
            before = one(
                db, "SELECT is_public FROM channels WHERE channel_id = :channel_id", params
            )
            db.execute(
                "INSERT OR REPLACE INTO channels (channel_id, is_public, learned_at) "
                "VALUES (?, ?, ?)",
                [channel_id, int(is_public), at.timestamp()],
            )
            if bool(before and before["is_public"]) is is_public:
                return False
            db.execute(LIST_CHANNEL if is_public else UNLIST_CHANNEL, params)
            return True

        return await self._database.write(work)
