"""History: the lists a call stands in, read page by page along an index, however long they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlite_utils

from bot.domain.calls import Call
from bot.store.sqlite.database import Database
from bot.store.sqlite.listings import pick_listed
from bot.store.sqlite.rows import NOT_LATER, read_calls, rows

# as many digits as a key of SQLite is sure to have
_LONGEST_KEY: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls of a list: all, or those of some statuses, of an agent, asked for since.

    `agent` is the beginning of a name or of a word in it, its case aside.
    """

    statuses: frozenset[str] | None = None
    agent: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins: right below the call `before`, right above `after`, or at the newest."""

    before: int | None = None
    after: int | None = None

    def __str__(self) -> str:
        if self.after is not None:
            return f"after:{self.after}"
        return "newest" if self.before is None else f"before:{self.before}"

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read a place as it is written into a button; what cannot be read is the newest."""
        side, _, call = text.partition(":")
        if not (call.isascii() and call.isdecimal() and len(call) <= _LONGEST_KEY):
            return cls()
        return cls(after=int(call)) if side == "after" else cls(before=int(call))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of calls, the newest first; `newer` and `older` say where the next ones begin."""

    calls: tuple[Call, ...] = ()
    newer: Cursor | None = None
    older: Cursor | None = None


class History:
    """What people read; `lists` are named by the ids of users and channels, or by PUBLIC.

    A call that stands in several of the lists is there once.
    """

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def page(
        self,
        lists: Sequence[str],
        *,
        wanted: CallFilter = CallFilter(),
        place: Cursor = Cursor(),
        limit: int,
    ) -> Page:
        """Return one page of what lists hold.

        Where nothing is newer than `place`, it is the newest page, so that this is always full.
        """

        def work(db: sqlite_utils.Database) -> Page:
            if place.after is not None:
                newer = _find(db, lists, wanted, place, limit + 1)
                if len(newer) > limit:
                    return self._show(db, newer[:limit][::-1], has_newer=True, has_older=True)
                return work_from(db, Cursor())
            return work_from(db, place)

        def work_from(db: sqlite_utils.Database, start: Cursor) -> Page:
            found = _find(db, lists, wanted, start, limit + 1)
            return self._show(
                db,
                found[:limit],
                has_newer=start.before is not None,
                has_older=len(found) > limit,
            )

        return await self._database.read(work)

    async def live(self, lists: Sequence[str], *, limit: int) -> tuple[tuple[Call, ...], int]:
        """Return the newest calls of lists that are live or in line, and how many there are."""
        is_listed, params = pick_listed(lists)
        sql = f"""
            SELECT id FROM calls WHERE {NOT_LATER} AND {is_listed} ORDER BY id DESC
        """  # noqa: S608 - only marks are put in

        def work(db: sqlite_utils.Database) -> tuple[tuple[Call, ...], int]:
            found = [row["id"] for row in rows(db, sql, params)]
            return read_calls(db, found[:limit], self._slots), len(found)

        return await self._database.read(work)

    async def links(self, messages: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """Return the known links to messages named by (channel, ts)."""

        def work(db: sqlite_utils.Database) -> Mapping[tuple[str, str], str]:
            sql = "SELECT url FROM permalinks WHERE channel_id = :channel_id AND ts = :ts"
            known = {}
            for channel_id, ts in messages:
                for row in rows(db, sql, {"channel_id": channel_id, "ts": ts}):
                    known[channel_id, ts] = str(row["url"])
            return known

        return await self._database.read(work)

    async def record_links(self, links: Mapping[tuple[str, str], str]) -> None:
        """Remember links to messages."""
        learned = [(*message, url) for message, url in links.items()]
        await self._database.write(
            lambda db: db.conn.executemany(
                "INSERT OR IGNORE INTO permalinks (channel_id, ts, url) VALUES (?, ?, ?)", learned
            )
        )

    def _show(
        self, db: sqlite_utils.Database, ids: list[int], *, has_newer: bool, has_older: bool
    ) -> Page:
        return Page(
            calls=read_calls(db, ids, self._slots),
            newer=Cursor(after=ids[0]) if ids and has_newer else None,
            older=Cursor(before=ids[-1]) if ids and has_older else None,
        )


def _find(
    db: sqlite_utils.Database, lists: Sequence[str], wanted: CallFilter, place: Cursor, limit: int
) -> list[int]:
    """Find calls by id, from the place on: downwards, or upwards where it says `after`."""
    order = "DESC" if place.after is None else "ASC"
    conditions, params = _conditions(wanted, place)
    # each list is read along its own key; together they would have to be sorted first
    each = [
        f"SELECT call FROM (SELECT call FROM listings WHERE list = :list{index} "  # noqa: S608
        f"{conditions} ORDER BY call {order} LIMIT :limit)"
        for index in range(len(lists))
    ]
    sql = f"{' UNION '.join(each)} ORDER BY call {order} LIMIT :limit"
    params |= {f"list{index}": name for index, name in enumerate(lists)}
    return [row["call"] for row in rows(db, sql, {**params, "limit": limit})]


def _conditions(wanted: CallFilter, place: Cursor) -> tuple[str, dict[str, Any]]:
    conditions: list[str] = []
    params: dict[str, Any] = {}
    if place.after is not None:
        conditions.append("AND call > :after")
        params["after"] = place.after
    elif place.before is not None:
        conditions.append("AND call < :before")
        params["before"] = place.before
    if wanted.statuses is not None:
        statuses = {f"status{i}": one for i, one in enumerate(sorted(wanted.statuses))}
        conditions.append(f"AND status IN ({_marks(statuses)})")
        params |= statuses
    if wanted.agent is not None:
        # as bot.agent_names.is_called has it: the beginning of the name, or of a word in it
        conditions.append("AND ' ' || agent_name LIKE :agent ESCAPE '\\'")
        params["agent"] = f"% {_escape_pattern(wanted.agent)}%"
    if wanted.since is not None:
        conditions.append("AND asked_at >= :since")
        params["since"] = wanted.since.timestamp()
    return " ".join(conditions), params


def _marks(params: Mapping[str, Any]) -> str:
    return ", ".join(f":{name}" for name in params)


def _escape_pattern(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return text
