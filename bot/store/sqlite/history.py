"""History: the lists a call stands in, read page by page along an index, however long they are."""

from collections.abc import Mapping, Sequence

import sqlite_utils

from bot.domain.calls import Call
from bot.domain.sight import Sight
from bot.domain.workspaces import MessageKey
from bot.store.interface import History
from bot.store.records import CallFilter, Cursor, ListKey, Page
from bot.store.sqlite.database import StorePart
from bot.store.sqlite.listings import pick_listed, pick_matching, pick_seen
from bot.store.sqlite.rows import NOT_LATER, insert, one, read_calls, rows

_LINK = """
    SELECT url FROM permalinks
    WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND ts = :ts
"""


class SqliteHistory(StorePart, History):
    """The history in SQLite."""

    async def page(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        matching: CallFilter = CallFilter(),
        cursor: Cursor = Cursor(),
        limit: int,
    ) -> Page:
        def work(db: sqlite_utils.Database) -> Page:
            start = cursor
            if cursor.after is not None:
                newer = _find(db, lists, sight, matching, cursor, limit + 1)
                if len(newer) > limit:
                    return self._show(db, newer[:limit][::-1], has_newer=True, has_older=True)
                start = Cursor()
            found = _find(db, lists, sight, matching, start, limit + 1)
            has_newer, has_older = start.before is not None, len(found) > limit
            return self._show(db, found[:limit], has_newer=has_newer, has_older=has_older)

        return await self._database.read(work)

    async def live(
        self, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        is_listed, params = pick_listed(lists, sight)
        sql = f"""
            SELECT id FROM attempts WHERE {NOT_LATER} AND {is_listed} ORDER BY id DESC
        """

        def work(db: sqlite_utils.Database) -> tuple[tuple[Call, ...], int]:
            found = [row["id"] for row in rows(db, sql, params)]
            return read_calls(db, found[:limit], self._slots), len(found)

        return await self._database.read(work)

    async def links(self, messages: Sequence[MessageKey]) -> Mapping[MessageKey, str]:
        def work(db: sqlite_utils.Database) -> Mapping[MessageKey, str]:
            found = {each: one(db, _LINK, each._asdict()) for each in messages}
            return {each: str(row["url"]) for each, row in found.items() if row is not None}

        return await self._database.read(work)

    async def record_links(self, links: Mapping[MessageKey, str]) -> None:
        def work(db: sqlite_utils.Database) -> None:
            for message, url in links.items():
                values = {**message._asdict(), "url": url}
                insert(db, "permalinks", values, "ON CONFLICT DO NOTHING")

        await self._database.write(work)

    def _show(
        self, db: sqlite_utils.Database, ids: list[int], *, has_newer: bool, has_older: bool
    ) -> Page:
        return Page(
            calls=read_calls(db, ids, self._slots),
            newer=Cursor(after=ids[0]) if ids and has_newer else None,
            older=Cursor(before=ids[-1]) if ids and has_older else None,
        )


def _find(
    db: sqlite_utils.Database,
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
