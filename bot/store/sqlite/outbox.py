"""What is to be told in Slack: written with its transition, sent once, edited to the newest."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlite_utils

from bot.store.sqlite.database import Database
from bot.store.sqlite.rows import Row, one, rows, to_moment

_DUE = """
    (deliveries.state IN ('pending', 'sending')
     OR (deliveries.state = 'sent' AND deliveries.revision > deliveries.shown_revision))
"""
_PLACE = "coalesce(deliveries.channel_id, orders.channel_id)"
_SELECT = f"""
    SELECT deliveries.*, {_PLACE} AS place, orders.thread_ts,
        coalesce(deliveries.written_at, orders.created_at) AS since
    FROM deliveries INDEXED BY deliveries_due LEFT JOIN orders USING (order_id)
"""  # noqa: S608 - only constants are put in


class DeliveryKind(StrEnum):
    """What a delivery tells: a call in its own thread, or something in another place."""

    CALL_THREAD = "story"
    WATCH_LINE = "watch"
    DIGEST = "digest"
    WATCH_ENDED = "farewell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message the bot owes or owns; `transition_seq` is None for the card of an order.

    Only a story has an `order_id` and a `seq` in it. `call` is the row of the attempt that it tells
    of, None where it tells of none. `digest` is the row of the digest it is. A farewell goes to the
    person `channel_id` and is about the channel `about`.
    `is_in_doubt` says that it was being sent when its answer, or the process, was lost.
    `ts` is None until it stands in Slack; then it only needs edits, up to `revision`.
    Nothing of it can stand in Slack before `ordered_at`.
    """

    delivery_id: str
    kind: DeliveryKind
    order_id: str
    seq: int
    call: int | None
    transition_seq: int | None
    digest: int | None
    about: str | None
    is_in_doubt: bool
    ts: str | None
    revision: int
    channel_id: str
    thread_ts: str | None
    ordered_at: datetime

    @property
    def is_card(self) -> bool:
        """Say whether this is the anchor of an order, not a reply in its thread."""
        return self.kind is DeliveryKind.CALL_THREAD and self.seq == 0


class Outbox:
    """The narrator's view of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def channels_due(self) -> tuple[str, ...]:
        """Return the channels in which something is still to be posted or edited."""
        sql = f"""
            SELECT DISTINCT {_PLACE} AS place
            FROM deliveries LEFT JOIN orders USING (order_id) WHERE {_DUE}
        """  # noqa: S608 - only constants are put in
        found = await self._database.read(lambda db: rows(db, sql))
        return tuple(row["place"] for row in found)

    async def next_post(self, channel_id: str) -> Delivery | None:
        """Return the next message to post in a channel.

        Cards, which people wait for, come first; stories before what is told of them elsewhere.
        """
        sql = f"""
            {_SELECT} WHERE deliveries.state IN ('pending', 'sending')
            AND {_DUE} AND {_PLACE} = :channel_id
            ORDER BY deliveries.kind != 'story', deliveries.seq != 0, deliveries.id LIMIT 1
        """
        row = await self._database.read(lambda db: one(db, sql, {"channel_id": channel_id}))
        return None if row is None else _to_delivery(row)

    async def next_edit(self, channel_id: str) -> Delivery | None:
        """Return the next message of a channel that shows less than is known."""
        sql = f"""
            {_SELECT} WHERE deliveries.state = 'sent'
            AND deliveries.revision > deliveries.shown_revision
            AND {_DUE} AND {_PLACE} = :channel_id
            ORDER BY deliveries.id LIMIT 1
        """
        row = await self._database.read(lambda db: one(db, sql, {"channel_id": channel_id}))
        return None if row is None else _to_delivery(row)

    async def claim(self, delivery: Delivery) -> None:
        """Note, durably, that a message is about to be sent."""
        await self._set(delivery, "state = 'sending'")

    async def release(self, delivery: Delivery) -> None:
        """Note that a message was certainly not sent and may be sent again."""
        await self._set(delivery, "state = 'pending'")

    async def drop(self, delivery: Delivery) -> None:
        """Give a message up: there is nowhere left to say it."""
        await self._set(delivery, "state = 'dropped'")

    async def record_sent(
        self, delivery: Delivery, ts: str, *, shown_revision: int | None = None
    ) -> None:
        """Note that a message stands in Slack as `ts`; unless told, it shows the newest."""

        def work(db: sqlite_utils.Database) -> None:
            _update(
                db,
                delivery,
                "state = 'sent', ts = :ts, shown_revision = :shown_revision",
                ts=ts,
                shown_revision=delivery.revision if shown_revision is None else shown_revision,
            )
            if delivery.is_card:
                db.execute(
                    "UPDATE orders SET thread_ts = coalesce(thread_ts, :ts) "
                    "WHERE order_id = :order_id",
                    {"ts": ts, "order_id": delivery.order_id},
                )
                refresh_queue_cards(db, but=delivery.order_id)

        await self._database.write(work)

    async def record_shown(self, delivery: Delivery) -> None:
        """Note that a message was edited and now shows `delivery.revision`."""
        await self._set(delivery, "shown_revision = :revision")

    async def redirect(self, order_id: str, channel_id: str) -> None:
        """Tell the rest of an order elsewhere: a new card there, the replies under it."""

        def work(db: sqlite_utils.Database) -> None:
            params = {"order_id": order_id, "channel_id": channel_id, "fresh": uuid.uuid4().hex}
            db.execute(
                "UPDATE orders SET channel_id = :channel_id, thread_ts = NULL "
                "WHERE order_id = :order_id",
                params,
            )
            db.execute(
                "UPDATE deliveries SET state = 'pending', ts = NULL, shown_revision = 0, "
                "delivery_id = :fresh WHERE order_id = :order_id AND seq = 0",
                params,
            )
            # what stands in the old place stays as it is; what was being sent goes to the new one
            db.execute(
                "UPDATE deliveries SET state = 'left' "
                "WHERE order_id = :order_id AND seq > 0 AND state = 'sent'",
                params,
            )
            db.execute(
                "UPDATE deliveries SET state = 'pending' "
                "WHERE order_id = :order_id AND state = 'sending'",
                params,
            )

        await self._database.write(work)

    async def count_due(self) -> int:
        """Return how many messages are still to be posted or edited."""
        sql = f"SELECT count(*) AS n FROM deliveries WHERE {_DUE}"  # noqa: S608
        found = await self._database.read(lambda db: rows(db, sql))
        return int(found[0]["n"])

    async def _set(self, delivery: Delivery, assignment: str) -> None:
        await self._database.write(lambda db: _update(db, delivery, assignment))


def add_delivery(
    db: sqlite_utils.Database, *, order_id: str, call: int, transition_seq: int | None
) -> None:
    """Write down, inside the caller's transaction, that something is to be told."""
    db.execute(
        """
        INSERT INTO deliveries (delivery_id, order_id, seq, call, transition_seq)
        SELECT :delivery_id, :order_id, count(*), :call, :transition_seq
        FROM deliveries WHERE order_id = :order_id
        """,
        {
            "delivery_id": uuid.uuid4().hex,
            "order_id": order_id,
            "call": call,
            "transition_seq": transition_seq,
        },
    )


def refresh_card(db: sqlite_utils.Database, order_id: str) -> None:
    """Note, inside the caller's transaction, that the card of an order shows too little."""
    db.execute(
        "UPDATE deliveries SET revision = revision + 1 WHERE order_id = :order_id AND seq = 0",
        {"order_id": order_id},
    )


def refresh_last_reply(db: sqlite_utils.Database, order_id: str) -> None:
    """Note, inside the caller's transaction, that the last reply of an order shows too little.

    One that was left behind, in a place that cannot be written to, is said again in the new place.
    """
    last = "seq = (SELECT max(seq) FROM deliveries WHERE order_id = :order_id AND seq > 0)"
    params = {"order_id": order_id, "fresh": uuid.uuid4().hex}
    db.execute(
        "UPDATE deliveries SET state = 'pending', ts = NULL, delivery_id = :fresh "  # noqa: S608
        f"WHERE order_id = :order_id AND state = 'left' AND {last}",
        params,
    )
    db.execute(
        "UPDATE deliveries SET revision = revision + 1 "  # noqa: S608 - only constants are put in
        f"WHERE order_id = :order_id AND {last}",
        params,
    )


def refresh_queue_cards(db: sqlite_utils.Database, *, but: str = "") -> None:
    """Have the cards of all who wait or are being dialed, `but` one, say where they are now."""
    db.execute(
        """
        UPDATE deliveries SET revision = revision + 1 WHERE seq = 0 AND order_id IN
        (SELECT order_id FROM calls WHERE is_over = 0 AND status IN ('queued', 'dialing'))
        AND order_id != :but
        """,
        {"but": but},
    )


def _update(db: sqlite_utils.Database, delivery: Delivery, assignment: str, **params: Any) -> None:
    db.execute(
        f"UPDATE deliveries SET {assignment} WHERE delivery_id = :delivery_id",  # noqa: S608
        {"delivery_id": delivery.delivery_id, "revision": delivery.revision, **params},
    )


def _to_delivery(row: Row) -> Delivery:
    return Delivery(
        delivery_id=row["delivery_id"],
        kind=DeliveryKind(row["kind"]),
        order_id=row["order_id"] or "",
        seq=row["seq"] or 0,
        call=row["call"],
        transition_seq=row["transition_seq"],
        digest=row["digest"],
        about=row["about"],
        is_in_doubt=row["state"] == "sending",
        ts=row["ts"],
        revision=row["revision"],
        channel_id=row["place"],
        thread_ts=row["thread_ts"],
        ordered_at=to_moment(row["since"]),
    )
