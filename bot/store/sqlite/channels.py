"""Channels: which of those that have calls are public, as far as Slack said so."""

from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.domain.workspaces import ChannelKey
from bot.store.interface import Channels
from bot.store.records import ListKey
from bot.store.sqlite.database import StorePart
from bot.store.sqlite.listings import LIST_CHANNEL, UNLIST_CHANNEL
from bot.store.sqlite.rows import OF_CHANNEL, one, run, upsert

# a channel can be made private at any time
_FRESH: Final = timedelta(hours=1)
_IS_PUBLIC: Final = f"SELECT is_public FROM channels WHERE {OF_CHANNEL}"


class SqliteChannels(StorePart, Channels):
    """The channels in SQLite."""

    async def stale(self, *, at: datetime, limit: int) -> tuple[ChannelKey, ...]:
        sql = """
            SELECT workspace_id, channel_id FROM channels WHERE learned_at < :since
            ORDER BY learned_at LIMIT :limit
        """
        found = await self._database.fetch(sql, {"since": at - _FRESH, "limit": limit})
        return tuple(ChannelKey(**row) for row in found)

    async def record(self, channel: ChannelKey, *, is_public: bool, at: datetime) -> bool:
        values = {**channel._asdict(), "is_public": is_public, "learned_at": at}
        lists = {
            "everyone": ListKey.everyone(channel.workspace_id).text,
            "channel": ListKey.of_channel(*channel).text,
        }

        def work(db: sqlite_utils.Database) -> bool:
            before = one(db, _IS_PUBLIC, channel._asdict())
            upsert(db, "channels", ChannelKey._fields, values)
            if bool(before and before["is_public"]) is is_public:
                return False
            run(db, LIST_CHANNEL if is_public else UNLIST_CHANNEL, lists)
            return True

        return await self._database.write(work)
