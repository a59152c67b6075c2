"""Numbers that are being forgotten, in SQLite: what was said goes at once, with the reasons."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.phone_numbers import E164
from bot.domain.workspaces import ChannelKey, WorkspaceId
from bot.store.interface import Erasures
from bot.store.records import (
    ALL_CHATS,
    AuditEntry,
    Delivery,
    DeliveryKind,
    Erasure,
    ErasurePlace,
    NumberFacts,
)
from bot.store.sqlite.attempt_rows import OF_NUMBER
from bot.store.sqlite.inbox import delete_mentions
from bot.store.sqlite.messages import add_elsewhere, note_place
from bot.store.sqlite.numbers import find_facts
from bot.store.sqlite.orders import add_audit
from bot.store.sqlite.rows import Connection, Row, insert, one, rows, run
from bot.store.sqlite.store_part import StorePart, writes
from bot.store.sqlite.suppressions import take_back
from bot.store.sqlite.turns import DUE
from bot.store.sqlite.upkeep import forget_call

# a number that was never called may stand in what was said of it lately
_LATELY: Final = timedelta(days=1)
_ORDERS: Final = f"SELECT * FROM orders WHERE order_id IN ({OF_NUMBER})"
_ATTEMPTS: Final = f"""
    SELECT attempts.id, attempts.order_id, attempts.due_at, orders.workspace_id,
        orders.channel_id, orders.to_number, orders.callee_time_zone
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    WHERE attempts.order_id IN ({OF_NUMBER}) AND is_forgotten = 0
"""
_SAY_WHY: Final = """
    UPDATE attempts SET reason = :reason WHERE order_id = :order_id AND attempt = (
        SELECT max(attempt) FROM attempts AS each WHERE each.order_id = :order_id
    )
"""
# what stands in Slack shows what is left
_REFRESH: Final = f"""
    UPDATE outbox SET revision = revision + 1, not_before = 0, tries = 0
    WHERE state != 'dropped' AND (order_id IN ({OF_NUMBER})
        OR attempt_id IN (SELECT id FROM attempts WHERE order_id IN ({OF_NUMBER})))
"""
# an entry keeps the number from being called, and is known by its hash alone
_HASH_SUPPRESSIONS: Final = (
    """
    DELETE FROM suppressions WHERE workspace_id = :workspace_id AND number = :number_hash
        AND scope IN (SELECT listed.scope FROM suppressions AS listed
            WHERE listed.workspace_id = :workspace_id AND listed.number = :number)
    """,
    """
    UPDATE suppressions SET number = :number_hash, reason = ''
    WHERE workspace_id = :workspace_id AND number = :number
    """,
)
# whom the bot may have told of the number, or sent a file with it
_PEOPLE: Final = f"""
    SELECT DISTINCT user_id FROM audit WHERE workspace_id = :workspace_id AND user_id != '' AND (
        number_hash = :number_hash OR order_id IN ({OF_NUMBER})
        OR (action IN ('export', 'dnc_export', 'audit_export', 'file') AND at >= :since)
    )
    UNION SELECT requested_by FROM orders WHERE order_id IN ({OF_NUMBER})
"""
_FIRST: Final = f"SELECT min(created_at) AS at FROM orders WHERE order_id IN ({OF_NUMBER})"
_FORGOTTEN: Final = """
    SELECT orders.* FROM orders JOIN attempts ON attempts.order_id = orders.order_id
    WHERE attempts.id = :attempt_id AND to_number = '' AND number_hash IS NOT NULL
"""
_DROP: Final = "UPDATE outbox SET state = 'dropped' WHERE delivery_id = :delivery_id"
_OLDEST: Final = "SELECT * FROM erasures ORDER BY requested_at LIMIT 1"
_IS_BEHIND: Final = f"""
    SELECT 1 AS found FROM outbox WHERE {DUE} AND (order_id IN ({OF_NUMBER})
        OR attempt_id IN (SELECT id FROM attempts WHERE order_id IN ({OF_NUMBER}))) LIMIT 1
"""
_OF_ERASURE: Final = "workspace_id = :workspace_id AND number_hash = :number_hash"


class SqliteErasures(StorePart, Erasures):
    """Erasures in SQLite."""

    @writes
    def begin(
        self,
        db: Connection,
        workspace_id: WorkspaceId,
        number: E164,
        *,
        by: str,
        admins: Sequence[str],
        at: datetime,
        reason: str,
        audit: AuditEntry,
    ) -> NumberFacts:
        named: dict[str, Any] = self._database.name_number(workspace_id, number)
        facts = find_facts(db, named)
        if not facts.may_be_forgotten:
            return facts
        add_audit(db, audit)
        orders = rows(db, _ORDERS, named)
        names = tuple(sorted({each["callee_name"] for each in orders if each["callee_name"]}))
        insert(
            db,
            "erasures",
            {**named, "names": names, "requested_by": by, "requested_at": at, "calls": facts.calls},
            # asked for once more: it begins anew
            "ON CONFLICT (workspace_id, number_hash) DO UPDATE SET requested_by = "
            "excluded.requested_by, requested_at = excluded.requested_at",
        )
        self._note_places(db, named, orders, [by, *admins], at)
        taken_back = take_back(db, named, at, reason, audit)
        for attempt in rows(db, _ATTEMPTS, named):
            forget_call(db, attempt, named["number_hash"])
        for order_id in taken_back:
            run(db, _SAY_WHY, {"order_id": order_id, "reason": reason})
        run(db, _REFRESH, named)
        for statement in _HASH_SUPPRESSIONS:
            run(db, statement, named)
        delete_mentions(db, number, names)
        run(db, "UPDATE file_notes SET needs_vacuum = 1")
        return facts

    def _note_places(
        self,
        db: Connection,
        named: dict[str, Any],
        orders: Sequence[Row],
        people: Sequence[str],
        at: datetime,
    ) -> None:
        first = rows(db, _FIRST, named)[0]["at"] or (at - _LATELY).timestamp()
        told = {row["user_id"] for row in rows(db, _PEOPLE, {**named, "since": first})}
        places = {(each["channel_id"], each["thread_ts"]) for each in orders if each["thread_ts"]}
        elsewhere = ((each, "") for each in {*told, *people, ALL_CHATS})
        for channel_id, thread_ts in [*places, *elsewhere]:
            note_place(db, named, channel_id, thread_ts, since=first)

    async def next(self) -> Erasure | None:
        return await self._database.find(Erasure, _OLDEST)

    async def is_shown(self, erasure: Erasure) -> bool:
        named = {"number": erasure.number, **_name(erasure)}
        return await self._database.fetch_one(_IS_BEHIND, named) is None

    async def next_place(self, erasure: Erasure) -> ErasurePlace | None:
        # a thread that shows all of it may be long; people are told least
        sql = f"SELECT * FROM erasure_places WHERE {_OF_ERASURE} ORDER BY thread_ts DESC LIMIT 1"
        return await self._database.find(ErasurePlace, sql, _name(erasure))

    @writes
    def add_chats(self, db: Connection, place: ErasurePlace, chats: Sequence[str]) -> None:
        for channel_id in chats:
            note_place(db, _name(place), channel_id, "", since=place.since.timestamp())

    @writes
    def take_over(self, db: Connection, delivery: Delivery) -> bool:
        forgotten = one(db, _FORGOTTEN, {"attempt_id": delivery.attempt_id})
        if forgotten is None:
            return False
        root_ts, since = delivery.thread_ts or delivery.ts or "", delivery.ordered_at.timestamp()
        note_place(db, forgotten, delivery.channel_id, root_ts, since=since)
        run(db, _DROP, {"delivery_id": delivery.delivery_id})
        return True

    @writes
    def leave_place(
        self, db: Connection, place: ErasurePlace, *, messages: int, files: int, is_reached: bool
    ) -> None:
        named = _name(place)
        sql = f"""
            DELETE FROM erasure_places
            WHERE {_OF_ERASURE} AND channel_id = :channel_id AND thread_ts = :thread_ts
        """
        keys = {"channel_id": place.channel_id, "thread_ts": place.thread_ts}
        run(db, sql, {**named, **keys})
        sql = f"""
            UPDATE erasures SET messages = messages + :messages, files = files + :files,
                unreached = unreached + :unreached WHERE {_OF_ERASURE}
        """
        counts = {"messages": messages, "files": files, "unreached": int(not is_reached)}
        run(db, sql, {**named, **counts})

    @writes
    def finish(self, db: Connection, erasure: Erasure, *, about: str, at: datetime) -> None:
        person = ChannelKey(erasure.workspace_id, erasure.requested_by)
        add_elsewhere(db, DeliveryKind.ERASED, person, at, about=about)
        run(db, f"DELETE FROM erasures WHERE {_OF_ERASURE}", _name(erasure))


def _name(about: Erasure | ErasurePlace) -> dict[str, str]:
    return {"workspace_id": about.workspace_id, "number_hash": about.number_hash}
