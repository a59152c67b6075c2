"""Digests: when channels want theirs, and those that were written down to be sent."""

from datetime import date, datetime
from typing import Final

from bot.domain.subscriptions import DigestSchedule
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Digests
from bot.store.records import DeliveryKind, Digest
from bot.store.sqlite.messages import add_elsewhere, drop_unsent
from bot.store.sqlite.rows import OF_CHANNEL, Connection, delete_of, insert, one, upsert
from bot.store.sqlite.store_part import StorePart, writes

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
    SELECT digests.*, outbox.ts,
        CASE chart_state WHEN 'sharing' THEN 1 ELSE 0 END AS is_chart_in_doubt
    FROM digests JOIN outbox ON outbox.digest_id = digests.id
"""


class SqliteDigests(StorePart, Digests):
    """The digests in SQLite."""

    @writes
    def set_schedule(self, db: Connection, schedule: DigestSchedule) -> None:
        values = {
            **schedule.channel._asdict(),
            "wall_time": schedule.wall_time,
            "zone": schedule.zone,
            "added_by": schedule.added_by,
            "added_at": schedule.added_at,
        }
        upsert(db, "digest_schedules", ChannelKey._fields, values)

    async def schedules(self) -> tuple[DigestSchedule, ...]:
        return await self._database.find_all(DigestSchedule, _SCHEDULES)

    async def schedule_of(self, channel: ChannelKey) -> DigestSchedule | None:
        sql = (
            f"{_SCHEDULES} WHERE planned.workspace_id = :workspace_id "
            "AND planned.channel_id = :channel_id"
        )
        return await self._database.find(DigestSchedule, sql, channel._asdict())

    @writes
    def remove(self, db: Connection, channel: ChannelKey) -> bool:
        drop_unsent(db, channel, (DeliveryKind.DIGEST,))
        return delete_of(db, "digest_schedules", channel)

    @writes
    def issue(
        self,
        db: Connection,
        schedule: DigestSchedule,
        *,
        day: date,
        since: datetime,
        until: datetime,
    ) -> bool:
        sql = f"SELECT zone FROM digest_schedules WHERE {OF_CHANNEL}"
        known = one(db, sql, schedule.channel._asdict())
        if known is None:
            return False
        values = {
            **schedule.channel._asdict(),
            "day": day,
            "zone": known["zone"],
            "since": since,
            "until": until,
        }
        digest_id = insert(db, "digests", values, "ON CONFLICT DO NOTHING RETURNING id")
        if digest_id is None:
            return False
        add_elsewhere(db, DeliveryKind.DIGEST, schedule.channel, until, digest_id=digest_id)
        return True

    async def get(self, digest_id: int) -> Digest | None:
        sql = f"{_DIGESTS} WHERE digests.id = :id"
        return await self._database.find(Digest, sql, {"id": digest_id})

    async def awaiting_chart(self) -> tuple[Digest, ...]:
        sql = f"""
            {_DIGESTS} WHERE digests.chart_state != 'done' AND outbox.state = 'sent'
            ORDER BY digests.id
        """
        return await self._database.find_all(Digest, sql)

    async def claim_chart(self, digest_id: int) -> None:
        await self._set_chart(digest_id, "sharing")

    async def release_chart(self, digest_id: int) -> None:
        await self._set_chart(digest_id, "owed")

    async def close_chart(self, digest_id: int) -> None:
        await self._set_chart(digest_id, "done")

    async def _set_chart(self, digest_id: int, state: str) -> None:
        sql = "UPDATE digests SET chart_state = :state WHERE id = :id"
        await self._database.execute(sql, {"state": state, "id": digest_id})
