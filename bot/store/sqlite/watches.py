"""Watches: which channels want to hear of finished calls, and the lines they are owed."""

import json
import uuid
from datetime import datetime
from typing import Final

import sqlite_utils

from bot.domain.agents import is_called
from bot.domain.calls import CallStatus
from bot.domain.subscriptions import Watch
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import Row, one, rows, to_moment

# whoever watches all calls wants those for which somebody's phone may have rung
_NEVER_DIALED: Final = (CallStatus.REFUSED, CallStatus.WITHDRAWN)


class Watches:
    """The view of the store of whoever says what a channel wants to hear."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, watch: Watch, *, statuses: frozenset[str] | None) -> bool:
        """Write a rule down; False where the channel has it. `statuses` are what `outcome` means.

        Without them it is about every call that was dialed.
        """
        rule = _write_rule(watch, statuses)

        def work(db: sqlite_utils.Database) -> bool:
            added = db.execute(
                "INSERT OR IGNORE INTO watches "
                "(channel_id, rule, outcome, agent, added_by, added_at) "
                "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                [
                    watch.channel_id,
                    rule,
                    watch.outcome,
                    watch.agent,
                    watch.added_by,
                    watch.added_at.timestamp(),
                ],
            ).fetchone()
            return added is not None

        return await self._database.write(work)

    async def take_back(self, watch: Watch, *, statuses: frozenset[str] | None) -> None:
        """Forget one rule of a channel, however it was typed."""
        params = {"channel_id": watch.channel_id, "rule": _write_rule(watch, statuses)}
        sql = "DELETE FROM watches WHERE channel_id = :channel_id AND rule = :rule"
        await self._database.write(lambda db: db.execute(sql, params))

    async def of(self, channel_id: str) -> tuple[Watch, ...]:
        """Return the rules of a channel, oldest first."""
        sql = "SELECT * FROM watches WHERE channel_id = :channel_id ORDER BY id"
        found = await self._database.read(lambda db: rows(db, sql, {"channel_id": channel_id}))
        return tuple(map(_to_watch, found))

    async def remove(self, channel_id: str) -> bool:
        """Take all rules of a channel back, and the lines that are not said yet."""

        def work(db: sqlite_utils.Database) -> bool:
            params = [channel_id]
            removed = db.execute("DELETE FROM watches WHERE channel_id = ?", params).rowcount
            db.execute(
                "UPDATE deliveries SET state = 'dropped' "
                "WHERE channel_id = ? AND kind = 'watch' AND state IN ('pending', 'sending')",
                params,
            )
            return removed > 0

        return await self._database.write(work)

    async def leave(self, channel_id: str, *, at: datetime) -> bool:
        """Forget a channel that can no longer be written to; False where nothing was owed there.

        What was still to be said there is dropped, and each who had it watch is owed one farewell.
        """

        def work(db: sqlite_utils.Database) -> bool:
            params = {"channel_id": channel_id}
            watchers = rows(
                db,
                "SELECT added_by FROM watches WHERE channel_id = :channel_id "
                "UNION SELECT added_by FROM digest_times WHERE channel_id = :channel_id",
                params,
            )
            for table in ("watches", "digest_times"):
                db.execute(f"DELETE FROM {table} WHERE channel_id = :channel_id", params)  # noqa: S608
            db.execute(
                "UPDATE deliveries SET state = 'dropped' "
                "WHERE channel_id = :channel_id AND state IN ('pending', 'sending')",
                params,
            )
            for row in watchers if _is_shared(channel_id) else ():
                _add_farewell(db, row["added_by"], channel_id, at)
            return bool(watchers)

        return await self._database.write(work)


def announce(db: sqlite_utils.Database, call: int) -> None:
    """Owe, inside the caller's transaction, a line about a call to each channel that watches it.

    `call` is the row of the last attempt of an order. Where that one was never dialed, an earlier
    one that was is told of. Doing it again changes nothing.
    """
    told = one(
        db,
        """
        SELECT calls.id, calls.status, coalesce(calls.agent_name, orders.agent_name) AS agent_name,
            orders.channel_id, (SELECT max(at) FROM transitions WHERE call = calls.id) AS ended_at
        FROM calls JOIN orders USING (order_id)
        WHERE order_id = (SELECT order_id FROM calls WHERE id = :call) AND calls.id <= :call
        ORDER BY calls.status IN (:refused, :withdrawn), calls.id DESC LIMIT 1
        """,
        {"call": call, "refused": CallStatus.REFUSED, "withdrawn": CallStatus.WITHDRAWN},
    )
    # what is told to one person alone is nobody else's business
    if told is None or told["ended_at"] is None or not _is_shared(told["channel_id"]):
        return
    for watch in rows(db, "SELECT channel_id, rule FROM watches ORDER BY id"):
        if watch["channel_id"] != told["channel_id"] and _matches(watch["rule"], told):
            db.execute(
                "INSERT OR IGNORE INTO deliveries "
                "(delivery_id, kind, call, channel_id, written_at) VALUES (?, 'watch', ?, ?, ?)",
                [uuid.uuid4().hex, told["id"], watch["channel_id"], told["ended_at"]],
            )


def refresh_watch_lines(db: sqlite_utils.Database, call: int) -> None:
    """Note, inside the caller's transaction, that the lines about a call show too little."""
    db.execute(
        "UPDATE deliveries SET revision = revision + 1 WHERE kind = 'watch' AND call = ?", [call]
    )


def _write_rule(watch: Watch, statuses: frozenset[str] | None) -> str:
    return json.dumps([sorted(statuses) if statuses else None, (watch.agent or "").casefold()])


def _is_shared(channel_id: str) -> bool:
    return not channel_id.startswith("D")


def _matches(rule: str, told: Row) -> bool:
    statuses, agent = json.loads(rule)
    is_wanted = told["status"] in statuses if statuses else told["status"] not in _NEVER_DIALED
    return is_wanted and is_called(told["agent_name"], agent)


def _add_farewell(db: sqlite_utils.Database, user_id: str, channel_id: str, at: datetime) -> None:
    db.execute(
        "INSERT INTO deliveries (delivery_id, kind, channel_id, about, written_at) "
        "VALUES (?, 'farewell', ?, ?, ?)",
        [uuid.uuid4().hex, user_id, channel_id, at.timestamp()],
    )


def _to_watch(row: Row) -> Watch:
    return Watch(
        channel_id=row["channel_id"],
        outcome=row["outcome"],
        agent=row["agent"],
        added_by=row["added_by"],
        added_at=to_moment(row["added_at"]),
    )
