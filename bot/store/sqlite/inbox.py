"""The inbox and the drafts in SQLite: requests, each taken once, and what waits for an answer."""

from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.domain.workspaces import WorkspaceId
from bot.store.interface import Drafts, Inbox
from bot.store.records import InboxEntry
from bot.store.sqlite.database import StorePart
from bot.store.sqlite.rows import from_row, insert, one, run, to_columns

# Slack repeats a request within minutes
_KEY_LIFE: Final = timedelta(days=1)
_ONCE: Final = "ON CONFLICT DO NOTHING RETURNING request_key"


class SqliteInbox(StorePart, Inbox):
    """The inbox in SQLite."""

    async def add(self, entry: InboxEntry) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            old = {"old": entry.received_at - _KEY_LIFE}
            run(db, "DELETE FROM inbox WHERE received_at < :old AND body IS NULL", old)
            return insert(db, "inbox", to_columns(entry), _ONCE) is not None

        return await self._database.write(work)

    async def close(self, request_key: str) -> None:
        sql = """
            UPDATE inbox SET body = NULL,
                reply = CASE WHEN order_id IS NULL THEN NULL ELSE reply END
            WHERE request_key = :request_key
        """
        await self._database.execute(sql, {"request_key": request_key})

    async def unanswered(self) -> tuple[InboxEntry, ...]:
        sql = "SELECT * FROM inbox WHERE body IS NOT NULL ORDER BY received_at"
        return tuple(from_row(InboxEntry, row) for row in await self._database.fetch(sql))

    async def forget_reply(self, order_id: str) -> None:
        await self._database.write(lambda db: forget_reply(db, order_id))

    async def find_reply(self, order_id: str) -> str | None:
        sql = "SELECT reply FROM inbox WHERE order_id = :order_id"
        row = await self._database.fetch_one(sql, {"order_id": order_id})
        return None if row is None else row["reply"]


class SqliteDrafts(StorePart, Drafts):
    """The drafts in SQLite."""

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
            "expires_at": expires_at,
        }
        await self._database.write(lambda db: insert(db, "drafts", values))

    async def find(self, draft_id: str, *, user_id: str, at: datetime) -> str | None:
        sql = """
            SELECT payload FROM drafts
            WHERE draft_id = :id AND user_id = :user_id AND expires_at >= :at
        """
        params = {"id": draft_id, "user_id": user_id, "at": at}
        row = await self._database.fetch_one(sql, params)
        return None if row is None else str(row["payload"])

    async def take(self, draft_id: str, *, user_id: str, at: datetime) -> str | None:
        sql = "DELETE FROM drafts WHERE draft_id = :id AND user_id = :user_id RETURNING payload"

        def work(db: sqlite_utils.Database) -> str | None:
            run(db, "DELETE FROM drafts WHERE expires_at < :at", {"at": at})
            taken = one(db, sql, {"id": draft_id, "user_id": user_id})
            return None if taken is None else str(taken["payload"])

        return await self._database.write(work)


def link_order(db: sqlite_utils.Database, request_key: str, order_id: str) -> None:
    """Note, inside the caller's transaction, that a request is an order; its payload goes."""
    sql = "UPDATE inbox SET order_id = :order_id, body = NULL WHERE request_key = :request_key"
    run(db, sql, {"order_id": order_id, "request_key": request_key})


def forget_reply(db: sqlite_utils.Database, order_id: str) -> None:
    """Note, inside the caller's transaction, that the card of an order answers its request."""
    run(db, "UPDATE inbox SET reply = NULL WHERE order_id = :id", {"id": order_id})
