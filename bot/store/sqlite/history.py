"""History: the lists a call stands in, read page by page along an index, however long they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.domain.calls import Call
from bot.domain.workspaces import MessageKey, Sight
from bot.store.interface import History
from bot.store.records import CallFilter, Cursor, FinishedCall, ListKey, Page
from bot.store.sqlite.attempt_rows import NOT_LATER, read_calls
from bot.store.sqlite.listings import pick_listed, pick_matching, pick_seen
from bot.store.sqlite.rows import Connection, insert, one, rows
from bot.store.sqlite.store_part import StorePart, reads, writes

_LINK = """
    SELECT url FROM permalinks
    WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND ts = :ts
"""
_BEFORE_ALL: Final = -1
_FINISHED: Final = """
    SELECT attempts.id, over_at, dialing_at, attempts.status,
        coalesce(attempts.agent_name, orders.agent_name), to_number, callee_time_zone, duration_ms,
        CASE WHEN EXISTS (SELECT 1 FROM transitions WHERE transitions.attempt_id = attempts.id
            AND transitions.status = 'ongoing') THEN 1 ELSE 0 END,
        attempts.outcomes, CASE WHEN attempts.result_due_at IS NULL THEN 0 ELSE 1 END
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    WHERE over_at >= :since AND over_at < :until AND (over_at > :since OR attempts.id > :after)
"""


class SqliteHistory(StorePart, History):
    """The history in SQLite."""

    @reads
    def page(
        self,
        db: Connection,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        matching: CallFilter = CallFilter(),
        cursor: Cursor = Cursor(),
        limit: int,
    ) -> Page:
        start = cursor
        if cursor.after is not None:
            newer = _find(db, lists, sight, matching, cursor, limit + 1)
            if len(newer) > limit:
                return self._show(db, newer[:limit][::-1], has_newer=True, has_older=True)
            start = Cursor()
        found = _find(db, lists, sight, matching, start, limit + 1)
        has_newer, has_older = start.before is not None, len(found) > limit
        return self._show(db, found[:limit], has_newer=has_newer, has_older=has_older)

    @reads
    def live(
        self, db: Connection, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        is_listed, params = pick_listed(lists, sight)
        sql = f"""
            SELECT id FROM attempts WHERE {NOT_LATER} AND {is_listed} ORDER BY id DESC
        """
        found = [row["id"] for row in rows(db, sql, params)]
        return read_calls(db, found[:limit], self._slots), len(found)

    @reads
    def finished(
        self,
        db: Connection,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        since: datetime,
        until: datetime,
        after: FinishedCall | None,
        limit: int,
    ) -> tuple[FinishedCall, ...]:
        is_listed, names = pick_listed(lists, sight)
        sql = f"{_FINISHED} AND {is_listed} ORDER BY over_at, attempts.id LIMIT :limit"
        params: dict[str, Any] = {
            **names,
            "since": after.over_at if after else since.timestamp(),
            "after": after.attempt_id if after else _BEFORE_ALL,
            "until": until.timestamp(),
            "limit": limit,
        }
        return tuple(map(FinishedCall._make, db.execute(sql, params).fetchall()))

    @reads
    def links(self, db: Connection, messages: Sequence[MessageKey]) -> Mapping[MessageKey, str]:
        found = {each: one(db, _LINK, each._asdict()) for each in messages}
        return {each: str(row["url"]) for each, row in found.items() if row is not None}

    @writes
    def record_links(self, db: Connection, links: Mapping[MessageKey, str]) -> None:
        for message, url in links.items():
            values = {**message._asdict(), "url": url}
            insert(db, "permalinks", values, "ON CONFLICT DO NOTHING")

    def _show(self, db: Connection, ids: list[int], *, has_newer: bool, has_older: bool) -> Page:
        return Page(
            calls=read_calls(db, ids, self._slots),
            newer=Cursor(after=ids[0]) if ids and has_newer else None,
            older=Cursor(before=ids[-1]) if ids and has_older else None,
        )


def _find(
    db: Connection,
    lists: Sequence[ListKey],
    sight: Sight,
    matching: CallFilter,
    cursor: Cursor,
    limit: int,
) -> list[int]:
    """Find attempts by key, from the cursor on: downwards, or upwards where it says `after`."""
    order = "DESC" if cursor.after is None else "ASC"
    conditions, params = pick_matching(matching)
    is_seen, seen = pick_seen(sight)
    if cursor.after is not None:
        conditions += " AND attempt_id > :after"
        params["after"] = cursor.after
    elif cursor.before is not None:
        conditions += " AND attempt_id < :before"
        params["before"] = cursor.before
    # each list is read along its own key; together they would have to be sorted first
    each = [
        f"SELECT attempt_id FROM (SELECT attempt_id FROM listings WHERE list = :list{index} "
        f"{conditions} AND {is_seen} ORDER BY attempt_id {order} LIMIT :limit) AS found{index}"
        for index in range(len(lists))
    ]
    sql = f"{' UNION '.join(each)} ORDER BY attempt_id {order} LIMIT :limit"
    params |= seen | {f"list{index}": each.text for index, each in enumerate(lists)}
    return [row["attempt_id"] for row in rows(db, sql, {**params, "limit": limit})]
