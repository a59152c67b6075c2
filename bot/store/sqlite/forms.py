"""Open forms and what people used last: what the form needs to remember between two clicks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlite_utils

from bot.domain.calls import CallOrder
from bot.domain.phone_numbers import E164
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import one

_FORM_LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form somebody has open; `typed` holds the variables typed so far, by name."""

    form_id: str
    user_id: str
    origin_channel_id: str
    thread_ts: str | None
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastUsed:
    """What a person used last in a channel."""

    from_number: E164
    agent_id: str | None
    agent_name: str | None
    variables: Mapping[str, str]


class Forms:
    """The form's view of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, form: Form, *, at: datetime) -> None:
        """Remember a form that was opened; forms older than a day are forgotten."""

        def work(db: sqlite_utils.Database) -> None:
            db.execute("DELETE FROM forms WHERE opened_at < ?", [(at - _FORM_LIFE).timestamp()])
            db.execute(
                "INSERT INTO forms (form_id, user_id, origin_channel_id, thread_ts, typed, "
                "opened_at) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    form.form_id,
                    form.user_id,
                    form.origin_channel_id,
                    form.thread_ts,
                    json.dumps(dict(form.typed)),
                    at.timestamp(),
                ],
            )

        await self._database.write(work)

    async def find(self, form_id: str) -> Form | None:
        """Return an open form, None where it is unknown or was forgotten."""
        row = await self._database.read(
            lambda db: one(db, "SELECT * FROM forms WHERE form_id = :id", {"id": form_id})
        )
        if row is None:
            return None
        return Form(
            form_id=row["form_id"],
            user_id=row["user_id"],
            origin_channel_id=row["origin_channel_id"],
            thread_ts=row["thread_ts"],
            typed=json.loads(row["typed"]),
        )

    async def keep_typed(self, form_id: str, typed: Mapping[str, str]) -> None:
        """Remember what was typed into a form, also for an agent no longer chosen."""
        text = json.dumps(dict(typed))
        await self._database.write(
            lambda db: db.execute("UPDATE forms SET typed = ? WHERE form_id = ?", [text, form_id])
        )

    async def record_used(self, request: CallOrder, *, at: datetime) -> None:
        """Remember what a person used in the channel where the call was asked for."""
        await self._database.write(
            lambda db: db.execute(
                """
                INSERT INTO preferences (user_id, channel_id, from_number, agent_id, agent_name,
                    variables, used_at) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (user_id, channel_id) DO UPDATE SET
                    from_number = excluded.from_number, agent_id = excluded.agent_id,
                    agent_name = excluded.agent_name, variables = excluded.variables,
                    used_at = excluded.used_at
                """,
                [
                    request.requested_by,
                    request.origin_channel_id,
                    request.from_number,
                    request.agent_id,
                    request.agent_name,
                    json.dumps(dict(request.variables)),
                    at.timestamp(),
                ],
            )
        )

    async def last_used(self, user_id: str, channel_id: str) -> LastUsed | None:
        """Return what a person used last in a channel, None where that is nothing."""
        row = await self._database.read(
            lambda db: one(
                db,
                "SELECT * FROM preferences WHERE user_id = :user_id AND channel_id = :channel_id",
                {"user_id": user_id, "channel_id": channel_id},
            )
        )
        if row is None:
            return None
        return LastUsed(
            from_number=E164(row["from_number"]),
            agent_id=row["agent_id"],
            agent_name=row["agent_name"],
            variables=json.loads(row["variables"]),
        )
