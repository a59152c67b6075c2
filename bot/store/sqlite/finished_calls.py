"""Finished calls: as little of each as statistics need, read page by page in the order of ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlite_utils

from bot.domain.phone_numbers import E164
from bot.store.sqlite.database import Database


class FinishedCall(NamedTuple):
    """What counts of one call; a tuple, because a hundred thousand of them are read in a second.

    `over_at` and `dialing_at` are Unix seconds.
    """

    call: int
    over_at: float
    dialing_at: float | None
    status: str
    agent_name: str | None
    to_number: E164
    callee_zone: str | None
    duration_ms: int | None
    was_ongoing: int


_BEFORE_ALL: Final = -1
_SELECT: Final = """
    SELECT calls.id, over_at, dialing_at, calls.status,
        coalesce(calls.agent_name, orders.agent_name), to_number, callee_zone, duration_ms,
        EXISTS (SELECT 1 FROM transitions WHERE call = calls.id AND status = 'ongoing')
    FROM calls JOIN orders USING (order_id)
    WHERE over_at >= :since AND over_at < :until AND (over_at > :since OR calls.id > :after)
        AND EXISTS (SELECT 1 FROM listings WHERE call = calls.id AND list IN ({lists}))
    ORDER BY over_at, calls.id LIMIT :limit
"""


class FinishedCalls:
    """The calls that are over, as statistics see them; `lists` are named as in the history."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        lists: Sequence[str],
        *,
        since: datetime,
        until: datetime,
        after: FinishedCall | None,
        limit: int,
    ) -> tuple[FinishedCall, ...]:
        """Return calls that were over from `since` on and before `until`, the oldest end first.

        The page begins right behind the call `after`; one with fewer than `limit` is the last. A
        call that stands in several of the lists is there once.
        """
        names = {f"list{index}": name for index, name in enumerate(lists)}
        sql = _SELECT.format(lists=", ".join(f":{name}" for name in names))
        params: dict[str, Any] = {
            **names,
            "since": after.over_at if after else since.timestamp(),
            "after": after.call if after else _BEFORE_ALL,
            "until": until.timestamp(),
            "limit": limit,
        }

        def work(db: sqlite_utils.Database) -> tuple[FinishedCall, ...]:
            return tuple(map(FinishedCall._make, db.execute(sql, params).fetchall()))

        return await self._database.read(work)
