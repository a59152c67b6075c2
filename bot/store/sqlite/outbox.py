"""Messages for Slack, as the outbox worker takes and posts them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.domain.workspaces import ChannelKey
from bot.store.interface import END_OF_TIME, Outbox
from bot.store.records import Delivery, DeliveryKind
from bot.store.sqlite.attempt_rows import find_latest_of
from bot.store.sqlite.claims import CLAIM, IS_OURS, UNCLAIM
from bot.store.sqlite.inbox import forget_reply
from bot.store.sqlite.messages import (
    ANEW,
    TAKEN,
    add_elsewhere,
    add_result,
    refresh_queue_cards,
)
from bot.store.sqlite.moved_threads import move_thread
from bot.store.sqlite.rows import Connection, Row, from_row, one, rows, run
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.turns import (
    CARDS_BEFORE,
    CHANNELS_DUE,
    COUNT_DUE,
    FIRST_EDIT,
    NEXT_DUE,
    NEXT_EDIT,
    NEXT_EDIT_DUE,
    NEXT_POST,
    RESULTS_WAITING,
)
from bot.store.sqlite.unopened_cards import CARDS_QUEUED, IS_UNOPENED, since_opening

_IS_SHOWN: Final = """
    SELECT 1 AS found FROM outbox WHERE delivery_id = :id
    AND (state IN ('pending', 'sending') OR (state = 'sent' AND ts = :ts))
"""
COUNT_SET_ASIDE: Final = "SELECT count(*) AS n FROM outbox WHERE state = 'set_aside'"
# of what was sent more than once nobody knows which arrived
_WOULD_SHOW: Final = """
    shown_revision = CASE WHEN state = 'sending' AND shown_revision < :revision
        THEN shown_revision ELSE :revision END
"""
_SHOWS: Final = """
    shown_revision = :shown_revision,
    behind_since = CASE WHEN revision > :shown_revision THEN behind_since END
"""


class SqliteOutbox(StorePart, Outbox):
    """The outbox in SQLite."""

    @reads
    def find_due(self, db: Connection) -> tuple[tuple[ChannelKey, ...], bool]:
        found = rows(db, CHANNELS_DUE, {"claimed_by": self._database.instance})
        channels = tuple(from_row(ChannelKey, row) for row in found)
        return channels, one(db, FIRST_EDIT) is not None

    async def next_post(
        self, channel: ChannelKey, *, at: datetime = END_OF_TIME
    ) -> Delivery | None:
        return await self._find(NEXT_POST, {**channel._asdict(), "at": at})

    async def next_edit(self, *, at: datetime = END_OF_TIME) -> Delivery | None:
        return await self._find(NEXT_EDIT, {"at": at})

    async def next_due_at(self, channel: ChannelKey, *, at: datetime) -> datetime | None:
        return await self._database.fetch_moment(NEXT_DUE, {**channel._asdict(), "at": at})

    async def next_edit_due_at(self, *, at: datetime) -> datetime | None:
        return await self._database.fetch_moment(NEXT_EDIT_DUE, {"at": at})

    async def claim(
        self, delivery: Delivery, *, at: datetime, age_at: datetime | None = None
    ) -> bool:
        sql = f"""
            UPDATE outbox SET state = 'sending', {CLAIM}, {_WOULD_SHOW}
            WHERE delivery_id = :delivery_id
            AND (state = 'pending' OR (state = 'sending' AND {IS_OURS}))
            AND NOT (seq = 0 AND EXISTS (
                SELECT 1 {CARDS_QUEUED} AND card.id = outbox.id AND {IS_UNOPENED}
            ))
        """
        params = {
            "delivery_id": delivery.delivery_id,
            "revision": delivery.revision,
            **self._database.build_claim(at),
            **since_opening(age_at or at),
        }
        return await self._database.execute(sql, params) > 0

    async def release(self, delivery: Delivery) -> None:
        sql = f"""
            UPDATE outbox SET state = 'pending', {UNCLAIM}
            WHERE delivery_id = :delivery_id AND state = 'sending' AND ts IS NULL AND {IS_OURS}
        """
        params = {"delivery_id": delivery.delivery_id, "claimed_by": self._database.instance}
        await self._database.execute(sql, params)

    async def recover(self, *, at: datetime) -> None:
        sql = f"""
            UPDATE outbox SET {UNCLAIM}
            WHERE state = 'sending' AND NOT {IS_OURS} AND claimed_until <= :at
        """
        await self._database.execute(sql, self._database.build_claim(at))

    async def postpone(
        self, delivery: Delivery, *, until: datetime, is_refused: bool = False
    ) -> None:
        assignment = "not_before = :until, tries = tries + :refusals"
        await self._set(delivery, assignment, until=until, refusals=int(is_refused))

    async def post_anew(self, delivery: Delivery, *, at: datetime) -> None:
        await self._set(delivery, f"{ANEW}, {TAKEN}", fresh=uuid.uuid4().hex, at=at)

    @writes
    def tell_results_apart(self, db: Connection, *, at: datetime, many: int) -> bool:
        waiting = rows(db, RESULTS_WAITING, {"at": at, "many": many})
        for reply in waiting:
            run(db, "UPDATE outbox SET shown_revision = revision WHERE id = :id", reply)
            add_result(db, reply)
        return bool(waiting)

    async def record_stray(self, delivery: Delivery, ts: str) -> None:
        await self._set(delivery, "ts = :ts", ts=ts)

    async def drop(self, delivery: Delivery) -> None:
        await self._set(delivery, "state = 'dropped'")

    async def set_aside(self, delivery: Delivery) -> None:
        await self._set(delivery, "state = 'set_aside'")

    async def shows(self, delivery_id: str, ts: str) -> bool:
        found = await self._database.fetch_one(_IS_SHOWN, {"id": delivery_id, "ts": ts})
        return found is not None

    @writes
    def add_notice(self, db: Connection, order_id: str, *, at: datetime) -> None:
        order = one(db, "SELECT * FROM orders WHERE order_id = :id", {"id": order_id})
        attempt = find_latest_of(db, order_id)
        if order is not None and attempt is not None:
            person = ChannelKey(order["workspace_id"], order["requested_by"])
            add_elsewhere(db, DeliveryKind.NOTICE, person, at, attempt_id=attempt["id"])

    async def is_behind(self, order_id: str) -> bool:
        sql = """
            SELECT 1 AS found FROM outbox
            WHERE order_id = :id AND (state = 'set_aside' OR (tries > 0 AND state != 'dropped'))
        """
        return await self._database.fetch_one(sql, {"id": order_id}) is not None

    @writes
    def record_sent(
        self, db: Connection, delivery: Delivery, ts: str, *, shown_revision: int | None = None
    ) -> None:
        _update(
            db,
            delivery,
            f"state = 'sent', ts = :ts, {_SHOWS}, {TAKEN}",
            ts=ts,
            shown_revision=delivery.revision if shown_revision is None else shown_revision,
        )
        if delivery.is_card:
            sql = "UPDATE orders SET thread_ts = coalesce(thread_ts, :ts) WHERE order_id = :id"
            run(db, sql, {"ts": ts, "id": delivery.order_id})
            refresh_queue_cards(db, but=delivery.order_id)
            forget_reply(db, delivery.order_id)

    async def record_shown(self, delivery: Delivery) -> None:
        await self._set(delivery, f"{_SHOWS}, {TAKEN}", shown_revision=delivery.revision)

    async def shows_less(self, delivery: Delivery) -> bool:
        sql = """
            SELECT 1 AS found FROM outbox WHERE delivery_id = :id AND state = 'sent'
            AND shown_revision < :revision
        """
        params = {"id": delivery.delivery_id, "revision": delivery.revision}
        return await self._database.fetch_one(sql, params) is not None

    @writes
    def redirect(
        self,
        db: Connection,
        order_id: str,
        channel_id: str,
        *,
        at: datetime,
        thread_ts: str | None = None,
        refused_id: str | None = None,
    ) -> bool:
        to = {"channel_id": channel_id, "thread_ts": thread_ts, "at": at}
        return move_thread(db, order_id, to, refused_id, self._database.hasher)

    async def count_cards_before(self, order_id: str) -> int:
        (found,) = await self._database.fetch(CARDS_BEFORE, {"order_id": order_id})
        return int(found["n"])

    async def count_due(self) -> int:
        (found,) = await self._database.fetch(COUNT_DUE)
        return int(found["n"])

    async def count_set_aside(self) -> int:
        (found,) = await self._database.fetch(COUNT_SET_ASIDE)
        return int(found["n"])

    async def _find(self, sql: str, params: Mapping[str, Any]) -> Delivery | None:
        params = {"claimed_by": self._database.instance, **params}
        row = await self._database.fetch_one(sql, params)
        return None if row is None or row["is_taken"] else _to_delivery(row)

    async def _set(self, delivery: Delivery, assignment: str, **params: Any) -> None:
        await self._database.write(lambda db: _update(db, delivery, assignment, **params))


def _update(db: Connection, delivery: Delivery, assignment: str, **params: Any) -> None:
    sql = f"UPDATE outbox SET {assignment} WHERE delivery_id = :delivery_id"
    run(db, sql, {"delivery_id": delivery.delivery_id, **params})


def _to_delivery(row: Row) -> Delivery:
    return from_row(
        Delivery,
        row,
        kind=DeliveryKind(row["kind"]),
        order_id=row["order_id"] or "",
        seq=row["seq"] or 0,
        channel_id=row["actual_channel_id"],
        is_in_doubt=row["state"] == "sending",
        is_anew=row["anew_since"] is not None,
    )
