"""Open forms and what people used last: what the form needs to remember between two clicks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from bot.domain.calls import CallOrder
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Forms
from bot.store.records import Form, LastUsed
from bot.store.sqlite.database import StorePart
from bot.store.sqlite.rows import OF_CHANNEL, from_row, insert, run, to_columns, upsert

_FORM_LIFE: Final = timedelta(days=1)


class SqliteForms(StorePart, Forms):
    """The forms in SQLite."""

    async def add(self, form: Form, *, at: datetime) -> None:
        def work(db: sqlite_utils.Database) -> None:
            run(db, "DELETE FROM forms WHERE opened_at < :before", {"before": at - _FORM_LIFE})
            insert(db, "forms", {**to_columns(form), "opened_at": at})

        await self._database.write(work)

    async def find(self, form_id: str) -> Form | None:
        sql = "SELECT * FROM forms WHERE form_id = :id"
        row = await self._database.fetch_one(sql, {"id": form_id})
        return None if row is None else from_row(Form, row)

    async def keep_typed(self, form_id: str, typed: Mapping[str, str]) -> None:
        sql = "UPDATE forms SET typed = :typed WHERE form_id = :id"
        await self._database.execute(sql, {"typed": typed, "id": form_id})

    async def record_used(self, order: CallOrder, *, at: datetime) -> None:
        values = {
            "workspace_id": order.workspace_id,
            "user_id": order.requested_by,
            "channel_id": order.origin_channel_id,
            "from_number": order.from_number,
            "agent_id": order.agent_id,
            "agent_name": order.agent_name,
            "variables": order.variables,
            "used_at": at,
        }
        key = ("workspace_id", "user_id", "channel_id")
        await self._database.write(lambda db: upsert(db, "preferences", key, values))

    async def last_used(self, channel: ChannelKey, user_id: str) -> LastUsed | None:
        sql = f"SELECT * FROM preferences WHERE {OF_CHANNEL} AND user_id = :user_id"
        row = await self._database.fetch_one(sql, {**channel._asdict(), "user_id": user_id})
        return None if row is None else from_row(LastUsed, row)
