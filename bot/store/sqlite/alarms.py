"""Alarms in SQLite, raised inside the transaction of what they are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.alarms import Alarm, RaisedAlarm
from bot.domain.workspaces import ChannelKey
from bot.store.interface import Alarms
from bot.store.records import DeliveryKind
from bot.store.sqlite.messages import add_elsewhere
from bot.store.sqlite.rows import Connection, insert, one, run
from bot.store.sqlite.store_part import StorePart, writes

_UNTOLD: Final = "SELECT * FROM alarms WHERE is_told = 0 ORDER BY alarm_id LIMIT 100"
_RAISED: Final = """
    SELECT 1 FROM alarms WHERE workspace_id = :workspace_id AND kind = :kind
    AND subject = :subject AND raised_at > :since LIMIT 1
"""


class SqliteAlarms(StorePart, Alarms):
    """The alarms in SQLite."""

    async def untold(self) -> tuple[RaisedAlarm, ...]:
        return await self._database.find_all(RaisedAlarm, _UNTOLD, {})

    async def find(self, alarm_id: str) -> RaisedAlarm | None:
        sql = "SELECT * FROM alarms WHERE alarm_id = :alarm_id"
        params = {"alarm_id": int(alarm_id)}
        return next(iter(await self._database.find_all(RaisedAlarm, sql, params)), None)

    @writes
    def tell(
        self, db: Connection, alarm: RaisedAlarm, places: Sequence[str], *, at: datetime
    ) -> None:
        sql = "UPDATE alarms SET is_told = 1 WHERE alarm_id = :alarm_id AND is_told = 0"
        if not run(db, sql, {"alarm_id": alarm.alarm_id}):
            return
        for place in places:
            channel = ChannelKey(alarm.workspace_id, place)
            add_elsewhere(db, DeliveryKind.NOTICE, channel, at, about=str(alarm.alarm_id))

    async def turn_to_people(self, alarm_id: str) -> None:
        sql = "UPDATE alarms SET is_told = 0, is_for_people = 1 WHERE alarm_id = :alarm_id"
        await self._database.execute(sql, {"alarm_id": int(alarm_id)})


def raise_alarm(db: Connection, alarm: Alarm, at: datetime) -> None:
    """Raise an alarm, unless it was, inside the caller's transaction."""
    values = {
        "workspace_id": alarm.workspace_id,
        "kind": alarm.kind,
        "subject": alarm.subject,
        "raised_at": at,
    }
    since = -1.0 if alarm.again_after is None else (at - alarm.again_after).timestamp()
    if one(db, _RAISED, {**values, "since": since}) is None:
        insert(db, "alarms", {**values, "details": alarm.details})
