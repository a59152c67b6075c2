"""The inbox and the drafts in SQLite: requests, each taken once, and what waits for an answer."""

from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Drafts, Inbox
from bot.store.records import InboxEntry
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import Row, insert, one, rows, to_moment

# Slack repeats a request within minutes
_KEY_LIFE: Final = timedelta(days=1)


class SqliteInbox(Inbox):
    """The inbox in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entry: InboxEntry) -> bool:
        params = {
            "request_key": entry.request_key,
            "workspace_id": entry.workspace_id,
            "kind": entry.kind,
            "body": entry.body,
            "reply": entry.reply,
            "received_at": entry.received_at.timestamp(),
            "old": (entry.received_at - _KEY_LIFE).timestamp(),
        }

        def work(db: sqlite_utils.Database) -> bool:
            db.execute("DELETE FROM inbox WHERE received_at < :old AND body IS NULL", params)
            added = db.execute(
                """
                INSERT INTO inbox (request_key, workspace_id, kind, body, reply, received_at)
                VALUES (:request_key, :workspace_id, :kind, :body, :reply, :received_at)
                ON CONFLICT (request_key) DO UPDATE SET body = excluded.body,
                    reply = excluded.reply, received_at = excluded.received_at, may_reopen = 0
                WHERE inbox.may_reopen = 1
                RETURNING request_key
                """,
                params,
            ).fetchone()
            return added is not None

        return await self._database.write(work)

    async def close(self, request_key: str, *, may_reopen: bool = False) -> None:
        params = {"request_key": request_key, "may_reopen": int(may_reopen)}
        await self._database.write(
            lambda db: db.execute(
                "UPDATE inbox SET body = NULL, may_reopen = :may_reopen, "
                "reply = CASE WHEN order_id IS NULL THEN NULL ELSE reply END "
                "WHERE request_key = :request_key",
                params,
            )
        )

    async def unanswered(self) -> tuple[InboxEntry, ...]:
        sql = "SELECT * FROM inbox WHERE body IS NOT NULL ORDER BY received_at"
        return tuple(map(_to_entry, await self._database.read(lambda db: rows(db, sql))))

    async def forget_reply(self, order_id: str) -> None:
        await self._database.write(lambda db: forget_reply(db, order_id))

    async def find_reply(self, order_id: str) -> str | None:
        sql = "SELECT reply FROM inbox WHERE order_id = :order_id"
        row = await self._database.read(lambda db: one(db, sql, {"order_id": order_id}))
        return None if row is None else row["reply"]


class SqliteDrafts(Drafts):
    """The drafts in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        draft_id: str,
        *,
        workspace_id: WorkspaceId,
        user_id: str,
        payload: str,
        expires_at: datetime,
    ) -> None:
        values = {
            "draft_id": draft_id,
            "workspace_id": workspace_id,
            "user_id": user_id,
            "payload": payload,
            "expires_at": expires_at.timestamp(),
        }
        await self._database.write(lambda db: insert(db, "drafts", values))

    async def take(self, draft_id: str, *, user_id: str, at: datetime) -> str | None:
        params = {"draft_id": draft_id, "user_id": user_id, "at": at.timestamp()}

        def work(db: sqlite_utils.Database) -> str | None:
            db.execute("DELETE FROM drafts WHERE expires_at < :at", params)
            taken = db.execute(
                "DELETE FROM drafts WHERE draft_id = :draft_id AND user_id = :user_id "
                "RETURNING payload",
                params,
            ).fetchone()
            return None if taken is None else str(taken[0])

        return await self._database.write(work)


def _to_entry(row: Row) -> InboxEntry:
    return InboxEntry(
        request_key=row["request_key"],
        workspace_id=WorkspaceId(row["workspace_id"]),
        kind=row["kind"],
        body=row["body"],
        reply=row["reply"],
        received_at=to_moment(row["received_at"]),
    )


def link_order(db: sqlite_utils.Database, request_key: str, order_id: str) -> None:
    """Note, inside the caller's transaction, that a request is an order; its payload goes."""
    db.execute(
        "UPDATE inbox SET order_id = :order_id, body = NULL WHERE request_key = :request_key",
        {"order_id": order_id, "request_key": request_key},
    )


def forget_reply(db: sqlite_utils.Database, order_id: str) -> None:
    """Note, inside the caller's transaction, that the card of an order answers its request."""
    db.execute("UPDATE inbox SET reply = NULL WHERE order_id = :id", {"id": order_id})
