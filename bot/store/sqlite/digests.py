"""Digests: when channels want theirs, and those that were written down to be sent."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import sqlite_utils

from bot.domain.subscriptions import DigestTime
from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import Row, one, rows, to_moment

_SELECT: Final = """
    SELECT digests.*, deliveries.ts FROM digests
    JOIN deliveries ON deliveries.digest = digests.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of one day, of calls from `since` to `until`; `ts` is None until it is sent.

    `is_picture_in_doubt` says that its picture was being shared when the process was lost.
    """

    id: int
    channel_id: str
    day: date
    zone: str
    since: datetime
    until: datetime
    ts: str | None
    is_picture_in_doubt: bool

    def is_over(self, now: datetime) -> bool:
        """Say whether its day is over where it is read."""
        return now.astimezone(ZoneInfo(self.zone)).date() != self.day


class Digests:
    """The view of the store of whoever sends digests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set_time(self, wanted: DigestTime) -> None:
        """Write down when a channel wants its digest, in place of the time before."""
        await self._database.write(
            lambda db: db.execute(
                "INSERT OR REPLACE INTO digest_times "
                "(channel_id, wall_time, zone, added_by, added_at) VALUES (?, ?, ?, ?, ?)",
                [
                    wanted.channel_id,
                    f"{wanted.wall_time:%H:%M}",
                    wanted.zone,
                    wanted.added_by,
                    wanted.added_at.timestamp(),
                ],
            )
        )

    async def times(self) -> tuple[DigestTime, ...]:
        """Return when all channels want theirs."""
        sql = """
            SELECT digest_times.*, max(digests.day) AS last_day, digests.until AS last_until
            FROM digest_times LEFT JOIN digests USING (channel_id)
            GROUP BY digest_times.channel_id
        """
        found = await self._database.read(lambda db: rows(db, sql))
        return tuple(map(_to_time, found))

    async def time_of(self, channel_id: str) -> DigestTime | None:
        """Return when a channel wants its digest, None where it wants none."""
        return next((each for each in await self.times() if each.channel_id == channel_id), None)

    async def remove(self, channel_id: str) -> bool:
        """Send a channel no more digests, nor one that is not sent yet; False where it had none."""

        def work(db: sqlite_utils.Database) -> bool:
            removed = db.execute("DELETE FROM digest_times WHERE channel_id = ?", [channel_id])
            db.execute(
                "UPDATE deliveries SET state = 'dropped' "
                "WHERE channel_id = ? AND kind = 'digest' AND state IN ('pending', 'sending')",
                [channel_id],
            )
            return bool(removed.rowcount > 0)

        return await self._database.write(work)

    async def issue(
        self, wanted: DigestTime, *, day: date, since: datetime, until: datetime
    ) -> bool:
        """Owe a channel the digest of a day, once; False where it had that of the day already."""

        def work(db: sqlite_utils.Database) -> bool:
            issued = db.execute(
                "INSERT OR IGNORE INTO digests (channel_id, day, zone, since, until) "
                "SELECT channel_id, ?, zone, ?, ? FROM digest_times WHERE channel_id = ? "
                "RETURNING id",
                [day.isoformat(), since.timestamp(), until.timestamp(), wanted.channel_id],
            ).fetchone()
            if issued is None:
                return False
            db.execute(
                "INSERT INTO deliveries (delivery_id, kind, digest, channel_id, written_at) "
                "VALUES (?, 'digest', ?, ?, ?)",
                [uuid.uuid4().hex, issued[0], wanted.channel_id, until.timestamp()],
            )
            return True

        return await self._database.write(work)

    async def get(self, digest: int) -> Digest | None:
        """Return the digest of a row."""
        sql = f"{_SELECT} WHERE digests.id = :digest"
        row = await self._database.read(lambda db: one(db, sql, {"digest": digest}))
        return None if row is None else _to_digest(row)

    async def to_picture(self) -> tuple[Digest, ...]:
        """Return the digests that were sent and whose picture was not shared, oldest first."""
        sql = f"""
            {_SELECT} WHERE digests.picture != 'done' AND deliveries.state = 'sent'
            ORDER BY digests.id
        """
        return tuple(map(_to_digest, await self._database.read(lambda db: rows(db, sql))))

    async def claim_picture(self, digest: int) -> None:
        """Note, durably, that a picture is about to be shared."""
        await self._set_picture(digest, "sharing")

    async def release_picture(self, digest: int) -> None:
        """Note that a picture was certainly not shared and may be tried again."""
        await self._set_picture(digest, "owed")

    async def close_picture(self, digest: int) -> None:
        """Note that a picture is shared, or will never be."""
        await self._set_picture(digest, "done")

    async def _set_picture(self, digest: int, picture: str) -> None:
        sql = "UPDATE digests SET picture = ? WHERE id = ?"
        await self._database.write(lambda db: db.execute(sql, [picture, digest]))


def _to_time(row: Row) -> DigestTime:
    return DigestTime(
        channel_id=row["channel_id"],
        wall_time=time.fromisoformat(row["wall_time"]),
        zone=row["zone"],
        added_by=row["added_by"],
        added_at=to_moment(row["added_at"]),
        last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
        last_until=to_moment(row["last_until"]) if row["last_until"] else None,
    )


def _to_digest(row: Row) -> Digest:
    return Digest(
        id=row["id"],
        channel_id=row["channel_id"],
        day=date.fromisoformat(row["day"]),
        zone=row["zone"],
        since=to_moment(row["since"]),
        until=to_moment(row["until"]),
        ts=row["ts"],
        is_picture_in_doubt=row["picture"] == "sharing",
    )
