"""Finished calls: as little of each as statistics need, read page by page in the order of ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlite_utils

from bot.domain.sight import Sight
from bot.store.interface import FinishedCalls
from bot.store.records import FinishedCall, ListKey
from bot.store.sqlite.database import StorePart
from bot.store.sqlite.listings import pick_listed

_BEFORE_ALL: Final = -1
_SELECT: Final = """
    SELECT attempts.id, over_at, dialing_at, attempts.status,
        coalesce(attempts.agent_name, orders.agent_name), to_number, callee_time_zone, duration_ms,
        CASE WHEN EXISTS (SELECT 1 FROM transitions WHERE transitions.attempt_id = attempts.id
            AND transitions.status = 'ongoing') THEN 1 ELSE 0 END
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    WHERE over_at >= :since AND over_at < :until AND (over_at > :since OR attempts.id > :after)
"""


class SqliteFinishedCalls(StorePart, FinishedCalls):
    """The finished calls in SQLite."""

    async def page(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        since: datetime,
        until: datetime,
        after: FinishedCall | None,
        limit: int,
    ) -> tuple[FinishedCall, ...]:
        is_listed, names = pick_listed(lists, sight)
        sql = f"{_SELECT} AND {is_listed} ORDER BY over_at, attempts.id LIMIT :limit"
        params: dict[str, Any] = {
            **names,
            "since": after.over_at if after else since.timestamp(),
            "after": after.attempt_id if after else _BEFORE_ALL,
            "until": until.timestamp(),
            "limit": limit,
        }

        def work(db: sqlite_utils.Database) -> tuple[FinishedCall, ...]:
            return tuple(map(FinishedCall._make, db.execute(sql, params).fetchall()))

        return await self._database.read(work)
