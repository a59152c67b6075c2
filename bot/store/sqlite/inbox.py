"""Inbox, drafts and forms in SQLite: what people asked for and what is not an order yet."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.do_not_call_lists import drop_number
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import ChannelKey, WorkspaceId
from bot.store.interface import Drafts, Forms, Inbox
from bot.store.records import Form, InboxEntry, LastUsed
from bot.store.sqlite.rows import OF_CHANNEL, Connection, insert, rows, run, to_columns, upsert
from bot.store.sqlite.store_part import StorePart, writes

# Slack repeats a request within minutes
_KEY_LIFE: Final = timedelta(days=1)
_FORM_LIFE: Final = timedelta(days=1)
_OLD: Final = {"life": _KEY_LIFE.total_seconds()}
_ONCE: Final = "ON CONFLICT DO NOTHING RETURNING request_key"


class SqliteInbox(StorePart, Inbox):
    """The inbox in SQLite."""

    async def add(self, entry: InboxEntry) -> bool:
        def work(db: Connection) -> bool:
            _delete_keys(db, entry.received_at)
            return insert(db, "inbox", to_columns(entry), _ONCE) is not None

        return await self._database.write(work, is_urgent=True)

    async def close(self, request_key: str) -> None:
        sql = """
            UPDATE inbox SET body = NULL,
                reply = CASE WHEN order_id IS NULL THEN NULL ELSE reply END
            WHERE request_key = :request_key
        """
        await self._database.execute(sql, {"request_key": request_key})

    @writes
    def refuse(self, db: Connection, request_key: str, *, kind: str, body: str) -> bool:
        sql = """
            UPDATE inbox SET kind = :kind, body = :body
            WHERE request_key = :request_key AND order_id IS NULL
        """
        return run(db, sql, {"request_key": request_key, "kind": kind, "body": body}) > 0

    async def unanswered(self) -> tuple[InboxEntry, ...]:
        sql = "SELECT * FROM inbox WHERE body IS NOT NULL ORDER BY received_at"
        return await self._database.find_all(InboxEntry, sql)

    async def untold(self) -> tuple[str, ...]:
        sql = """
            SELECT inbox.order_id FROM inbox
            JOIN outbox AS card ON card.order_id = inbox.order_id AND card.seq = 0
            WHERE inbox.reply IS NOT NULL AND card.state = 'dropped'
        """
        return tuple(row["order_id"] for row in await self._database.fetch(sql))

    @writes
    def forget_reply(self, db: Connection, order_id: str) -> None:
        forget_reply(db, order_id)

    async def find_reply(self, order_id: str) -> str | None:
        sql = "SELECT reply FROM inbox WHERE order_id = :order_id"
        row = await self._database.fetch_one(sql, {"order_id": order_id})
        return None if row is None else row["reply"]


class SqliteDrafts(StorePart, Drafts):
    """The drafts in SQLite."""

    @writes
    def add(
        self,
        db: Connection,
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
        upsert(db, "drafts", ("draft_id",), values)

    async def find(self, draft_id: str, *, user_id: str, at: datetime) -> str | None:
        sql = """
            SELECT payload FROM drafts
            WHERE draft_id = :id AND user_id = :user_id AND expires_at >= :at
        """
        params = {"id": draft_id, "user_id": user_id, "at": at}
        row = await self._database.fetch_one(sql, params)
        return None if row is None else str(row["payload"])

    @writes
    def close(self, db: Connection, draft_id: str, *, at: datetime) -> None:
        run(db, "DELETE FROM drafts WHERE draft_id = :id", {"id": draft_id})
        _delete_drafts(db, at)


class SqliteForms(StorePart, Forms):
    """The forms in SQLite."""

    @writes
    def add(self, db: Connection, form: Form, *, at: datetime) -> None:
        _delete_forms(db, at)
        insert(db, "forms", {**to_columns(form), "opened_at": at})

    async def find(self, form_id: str) -> Form | None:
        sql = "SELECT * FROM forms WHERE form_id = :id"
        return await self._database.find(Form, sql, {"id": form_id})

    async def keep_typed(self, form_id: str, typed: Mapping[str, str]) -> None:
        sql = "UPDATE forms SET typed = :typed WHERE form_id = :id"
        await self._database.execute(sql, {"typed": typed, "id": form_id})

    @writes
    def record_used(self, db: Connection, order: CallOrder, *, at: datetime) -> None:
        values: dict[str, Any] = {
            "workspace_id": order.workspace_id,
            "user_id": order.requested_by,
            "channel_id": order.origin_channel_id,
            "from_number": order.from_number,
            "agent_id": order.agent_id,
            "agent_name": order.agent_name,
            # what an earlier program fills forms in with
            "variables": {},
            "used_at": at,
        }
        upsert(db, "preferences", ("workspace_id", "user_id", "channel_id"), values)

    async def last_used(self, channel: ChannelKey, user_id: str) -> LastUsed | None:
        sql = f"SELECT * FROM preferences WHERE {OF_CHANNEL} AND user_id = :user_id"
        return await self._database.find(LastUsed, sql, {**channel._asdict(), "user_id": user_id})


def link_order(db: Connection, request_key: str, order_id: str) -> None:
    """Note, inside the caller's transaction, that a request is an order; its payload goes."""
    sql = "UPDATE inbox SET order_id = :order_id, body = NULL WHERE request_key = :request_key"
    run(db, sql, {"order_id": order_id, "request_key": request_key})


def forget_reply(db: Connection, order_id: str) -> None:
    """Note, inside the caller's transaction, that the card of an order answers its request."""
    run(db, "UPDATE inbox SET reply = NULL WHERE order_id = :id", {"id": order_id})


def make_old(db: Connection) -> None:
    """Have requests that are no orders yet be older than a copy, whatever its clock says.

    It runs inside the caller's transaction.
    """
    run(db, "UPDATE inbox SET received_at = received_at - :life WHERE body IS NOT NULL", _OLD)


def delete_old(db: Connection, at: datetime, *, before: datetime) -> None:
    """Delete, inside the caller's transaction, what is of no use now and what is from `before`."""
    _delete_keys(db, at)
    _delete_drafts(db, at)
    _delete_forms(db, at)
    run(db, "DELETE FROM inbox WHERE received_at < :before", {"before": before})
    run(db, "DELETE FROM preferences WHERE used_at < :before", {"before": before})


def delete_mentions(db: Connection, number: E164, names: Sequence[str]) -> None:
    """Delete, inside the caller's transaction, drafts and forms that name somebody.

    A list of numbers that waits for its answer goes on waiting without theirs.
    """
    for row in rows(db, "SELECT draft_id, payload FROM drafts"):
        payload = drop_number(row["payload"], number)
        if payload != row["payload"]:
            sql = "UPDATE drafts SET payload = :payload WHERE draft_id = :draft_id"
            run(db, sql, {"payload": payload, "draft_id": row["draft_id"]})
    named = (number, *names)
    quoted = [f'"{each}"' for each in named] + [json.dumps(each) for each in named]
    for table, key, column in (("drafts", "draft_id", "payload"), ("forms", "form_id", "typed")):
        for row in rows(db, f"SELECT {key} AS id, {column} AS said FROM {table}"):
            if any(each in row["said"] for each in quoted):
                run(db, f"DELETE FROM {table} WHERE {key} = :id", {"id": row["id"]})


def _delete_keys(db: Connection, at: datetime) -> None:
    sql = "DELETE FROM inbox WHERE received_at < :before AND body IS NULL"
    run(db, sql, {"before": at - _KEY_LIFE})


def _delete_drafts(db: Connection, at: datetime) -> None:
    run(db, "DELETE FROM drafts WHERE expires_at < :at", {"at": at})


def _delete_forms(db: Connection, at: datetime) -> None:
    run(db, "DELETE FROM forms WHERE opened_at < :before", {"before": at - _FORM_LIFE})
