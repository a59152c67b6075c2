"""Open forms and what people used last: what the form needs to remember between two clicks."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.domain.calls import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Forms
from bot.store.records import Form, LastUsed
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import insert, one

_FORM_LIFE: Final = timedelta(days=1)


class SqliteForms(Forms):
    """The forms in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, form: Form, *, at: datetime) -> None:
        values = {
            "form_id": form.form_id,
            "workspace_id": form.workspace_id,
            "user_id": form.user_id,
            "origin_channel_id": form.origin_channel_id,
            "thread_ts": form.thread_ts,
            "typed": json.dumps(dict(form.typed)),
            "opened_at": at.timestamp(),
        }

        def work(db: sqlite_utils.Database) -> None:
            params = {"before": (at - _FORM_LIFE).timestamp()}
            db.execute("DELETE FROM forms WHERE opened_at < :before", params)
            insert(db, "forms", values)

        await self._database.write(work)

    async def find(self, form_id: str) -> Form | None:
        row = await self._database.read(
            lambda db: one(db, "SELECT * FROM forms WHERE form_id = :id", {"id": form_id})
        )
        if row is None:
            return None
        return Form(
            form_id=row["form_id"],
            workspace_id=row["workspace_id"],
            user_id=row["user_id"],
            origin_channel_id=row["origin_channel_id"],
            thread_ts=row["thread_ts"],
            typed=json.loads(row["typed"]),
        )

    async def keep_typed(self, form_id: str, typed: Mapping[str, str]) -> None:
        params = {"typed": json.dumps(dict(typed)), "id": form_id}
        sql = "UPDATE forms SET typed = :typed WHERE form_id = :id"
        await self._database.write(lambda db: db.execute(sql, params))

    async def record_used(self, order: CallOrder, *, at: datetime) -> None:
        values = {
            "workspace_id": order.workspace_id,
            "user_id": order.requested_by,
            "channel_id": order.origin_channel_id,
            "from_number": order.from_number,
            "agent_id": order.agent_id,
            "agent_name": order.agent_name,
            "variables": json.dumps(dict(order.variables)),
            "used_at": at.timestamp(),
        }
        ending = """
            ON CONFLICT (workspace_id, user_id, channel_id) DO UPDATE SET
                from_number = excluded.from_number, agent_id = excluded.agent_id,
                agent_name = excluded.agent_name, variables = excluded.variables,
                used_at = excluded.used_at
        """
        await self._database.write(lambda db: insert(db, "preferences", values, ending))

    async def last_used(self, channel: ChannelKey, user_id: str) -> LastUsed | None:
        sql = """
            SELECT * FROM preferences WHERE workspace_id = :workspace_id
            AND user_id = :user_id AND channel_id = :channel_id
        """
        params = {**channel._asdict(), "user_id": user_id}
        row = await self._database.read(lambda db: one(db, sql, params))
        if row is None:
            return None
        return LastUsed(
            from_number=E164(row["from_number"]),
            agent_id=row["agent_id"],
            agent_name=row["agent_name"],
            variables=json.loads(row["variables"]),
        )
