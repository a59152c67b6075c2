"""Digests: when channels want theirs, and those that were written down to be sent."""

from datetime import date, datetime, time
from typing import Any, Final

import sqlite_utils

from bot.domain.subscriptions import DigestSchedule
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Digests
from bot.store.records import DeliveryKind, Digest
from bot.store.sqlite.database import Database
from bot.store.sqlite.outbox import add_elsewhere, drop_unsent
from bot.store.sqlite.rows import Row, insert, one, rows, to_known_moment, to_moment

_SCHEDULES: Final = """
    SELECT planned.*, newest.day AS last_day, newest.until AS last_until
    FROM digest_schedules AS planned LEFT JOIN digests AS newest
    ON newest.workspace_id = planned.workspace_id AND newest.channel_id = planned.channel_id
    AND newest.day = (
        SELECT max(day) FROM digests
        WHERE workspace_id = planned.workspace_id AND channel_id = planned.channel_id
    )
"""
_DIGESTS: Final = """
    SELECT digests.*, outbox.ts FROM digests JOIN outbox ON outbox.digest_id = digests.id
"""
_OF_CHANNEL: Final = "workspace_id = :workspace_id AND channel_id = :channel_id"


class SqliteDigests(Digests):
    """The digests in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set_schedule(self, schedule: DigestSchedule) -> None:
        values = {
            **schedule.channel._asdict(),
            "wall_time": f"{schedule.wall_time:%H:%M}",
            "zone": schedule.zone,
            "added_by": schedule.added_by,
            "added_at": schedule.added_at.timestamp(),
        }
        ending = """
            ON CONFLICT (workspace_id, channel_id) DO UPDATE SET wall_time = excluded.wall_time,
                zone = excluded.zone, added_by = excluded.added_by, added_at = excluded.added_at
        """
        await self._database.write(lambda db: insert(db, "digest_schedules", values, ending))

    async def schedules(self) -> tuple[DigestSchedule, ...]:
        found = await self._database.read(lambda db: rows(db, _SCHEDULES))
        return tuple(map(_to_schedule, found))

    async def schedule_of(self, channel: ChannelKey) -> DigestSchedule | None:
        sql = (
            f"{_SCHEDULES} WHERE planned.workspace_id = :workspace_id "
            "AND planned.channel_id = :channel_id"
        )
        row = await self._database.read(lambda db: one(db, sql, channel._asdict()))
        return None if row is None else _to_schedule(row)

    async def remove(self, channel: ChannelKey) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            sql = f"DELETE FROM digest_schedules WHERE {_OF_CHANNEL}"
            removed = db.execute(sql, channel._asdict())
            drop_unsent(db, channel, (DeliveryKind.DIGEST,))
            return bool(removed.rowcount > 0)

        return await self._database.write(work)

    async def issue(
        self, schedule: DigestSchedule, *, day: date, since: datetime, until: datetime
    ) -> bool:
        def work(db: sqlite_utils.Database) -> bool:
            sql = f"SELECT zone FROM digest_schedules WHERE {_OF_CHANNEL}"
            known = one(db, sql, schedule.channel._asdict())
            if known is None:
                return False
            values = {
                **schedule.channel._asdict(),
                "day": day.isoformat(),
                "zone": known["zone"],
                "since": since.timestamp(),
                "until": until.timestamp(),
            }
            digest_id = insert(db, "digests", values, "ON CONFLICT DO NOTHING RETURNING id")
            if digest_id is None:
                return False
            add_elsewhere(
                db,
                DeliveryKind.DIGEST,
                schedule.channel,
                until.timestamp(),
                digest_id=digest_id,
            )
            return True

        return await self._database.write(work)

    async def get(self, digest_id: int) -> Digest | None:
        sql = f"{_DIGESTS} WHERE digests.id = :id"
        row = await self._database.read(lambda db: one(db, sql, {"id": digest_id}))
        return None if row is None else _to_digest(row)

    async def awaiting_chart(self) -> tuple[Digest, ...]:
        sql = f"""
            {_DIGESTS} WHERE digests.chart_state != 'done' AND outbox.state = 'sent'
            ORDER BY digests.id
        """
        return tuple(map(_to_digest, await self._database.read(lambda db: rows(db, sql))))

    async def claim_chart(self, digest_id: int) -> None:
        await self._set_chart(digest_id, "sharing")

    async def release_chart(self, digest_id: int) -> None:
        await self._set_chart(digest_id, "owed")

    async def close_chart(self, digest_id: int) -> None:
        await self._set_chart(digest_id, "done")

    async def _set_chart(self, digest_id: int, state: str) -> None:
        params: dict[str, Any] = {"state": state, "id": digest_id}
        sql = "UPDATE digests SET chart_state = :state WHERE id = :id"
        await self._database.write(lambda db: db.execute(sql, params))


def _to_schedule(row: Row) -> DigestSchedule:
    return DigestSchedule(
        workspace_id=row["workspace_id"],
        channel_id=row["channel_id"],
        wall_time=time.fromisoformat(row["wall_time"]),
        zone=row["zone"],
        added_by=row["added_by"],
        added_at=to_moment(row["added_at"]),
        last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
        last_until=to_known_moment(row["last_until"]),
    )


def _to_digest(row: Row) -> Digest:
    return Digest(
        id=row["id"],
        workspace_id=row["workspace_id"],
        channel_id=row["channel_id"],
        day=date.fromisoformat(row["day"]),
        zone=row["zone"],
        since=to_moment(row["since"]),
        until=to_moment(row["until"]),
        ts=row["ts"],
        is_chart_in_doubt=row["chart_state"] == "sharing",
    )
