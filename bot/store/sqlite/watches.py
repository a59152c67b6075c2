"""Watches: which channels want to hear of finished calls, and the lines they are owed."""

import json
from datetime import datetime
from typing import Any, Final

from bot.domain.subscriptions import Watch
from bot.domain.watch_rules import WatchRule
from bot.domain.workspaces import ChannelKey, is_direct
from bot.store.interface import Watches
from bot.store.records import DeliveryKind
from bot.store.sqlite.messages import add_elsewhere, drop_unsent
from bot.store.sqlite.rows import (
    OF_CHANNEL,
    Connection,
    delete_of,
    insert,
    one,
    rows,
    run,
    to_columns,
    to_moment,
)
from bot.store.sqlite.store_part import StorePart, writes

_LAST_DIALED: Final = """
    SELECT attempts.id, attempts.workspace_id, attempts.status, attempts.outcomes,
        orders.channel_id,
        coalesce(attempts.agent_name, orders.agent_name) AS agent_name,
        (SELECT max(at) FROM transitions WHERE attempt_id = attempts.id) AS ended_at
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    WHERE attempts.order_id = (SELECT order_id FROM attempts WHERE id = :id)
        AND attempts.id <= :id
    ORDER BY CASE WHEN attempts.status IN ('refused', 'withdrawn') THEN 1 ELSE 0 END,
        attempts.id DESC LIMIT 1
"""


class SqliteWatches(StorePart, Watches):
    """The watches in SQLite."""

    @writes
    def add(self, db: Connection, watch: Watch, *, outcomes: frozenset[str] | None) -> bool:
        values = {**to_columns(watch), **_name_rule(watch, outcomes)}
        ending = "ON CONFLICT DO NOTHING RETURNING id"
        return insert(db, "watches", values, ending) is not None

    async def take_back(self, watch: Watch, *, outcomes: frozenset[str] | None) -> None:
        sql = f"DELETE FROM watches WHERE {OF_CHANNEL} AND rule = :rule"
        await self._database.execute(sql, _name_rule(watch, outcomes))

    async def of(self, channel: ChannelKey) -> tuple[Watch, ...]:
        sql = f"SELECT * FROM watches WHERE {OF_CHANNEL} ORDER BY id"
        return await self._database.find_all(Watch, sql, channel._asdict())

    @writes
    def remove(self, db: Connection, channel: ChannelKey) -> bool:
        drop_unsent(db, channel, (DeliveryKind.WATCH_LINE,))
        return delete_of(db, "watches", channel)

    @writes
    def leave(self, db: Connection, channel: ChannelKey, *, at: datetime) -> bool:
        sql = f"""
            SELECT added_by FROM watches WHERE {OF_CHANNEL}
            UNION SELECT added_by FROM digest_schedules WHERE {OF_CHANNEL}
        """
        watchers = [row["added_by"] for row in rows(db, sql, channel._asdict())]
        for table in ("watches", "digest_schedules"):
            delete_of(db, table, channel)
        drop_unsent(db, channel, (DeliveryKind.WATCH_LINE, DeliveryKind.DIGEST))
        for user_id in () if is_direct(channel.channel_id) else watchers:
            person = ChannelKey(channel.workspace_id, user_id)
            add_elsewhere(db, DeliveryKind.WATCH_ENDED, person, at, about=channel.channel_id)
        return bool(watchers)


def announce(db: Connection, attempt_id: int) -> None:
    """Owe a line about a call to each channel that watches it.

    The attempt is the last of its order. Where it was never dialed, the line is about an earlier
    one that was. Doing it again changes nothing.
    """
    ended = one(db, _LAST_DIALED, {"id": attempt_id})
    # what one person alone sees is nobody else's business
    if ended is None or ended["ended_at"] is None or is_direct(ended["channel_id"]):
        return
    sql = """
        SELECT workspace_id, channel_id, rule FROM watches
        WHERE workspace_id = :workspace_id AND channel_id != :channel_id ORDER BY id
    """
    ended_at = to_moment(ended["ended_at"])
    how = ended["status"], json.loads(ended["outcomes"]), ended["agent_name"]
    for watch in rows(db, sql, ended):
        if WatchRule.decode(watch["rule"]).is_about(*how):
            channel = ChannelKey(watch["workspace_id"], watch["channel_id"])
            add_elsewhere(db, DeliveryKind.WATCH_LINE, channel, ended_at, attempt_id=ended["id"])


def refresh_watch_lines(db: Connection, attempt_id: int) -> None:
    """Record that the lines about a call show too little."""
    run(
        db,
        "UPDATE outbox SET revision = revision + 1 WHERE kind = 'watch_line' AND attempt_id = :id",
        {"id": attempt_id},
    )


def _name_rule(watch: Watch, outcomes: frozenset[str] | None) -> dict[str, Any]:
    """Return what a rule is known by, however it was typed."""
    return {**watch.channel._asdict(), "rule": WatchRule.of(outcomes, watch.agent).encode()}
