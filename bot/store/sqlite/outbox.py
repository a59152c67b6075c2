"""Messages for Slack, as the outbox worker takes and posts them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.domain.workspaces import ChannelKey
from bot.store.interface import END_OF_TIME, LEASE, OPENS_WITHIN, Outbox
from bot.store.records import Delivery, DeliveryKind
from bot.store.sqlite.claims import CLAIM, IS_OURS, UNCLAIM
from bot.store.sqlite.inbox import forget_reply
from bot.store.sqlite.messages import (
    ANEW,
    IS_LAST_REPLY,
    STANDS_NOWHERE,
    TAKEN,
    add_elsewhere,
    add_result,
    refresh_queue_cards,
)
from bot.store.sqlite.rows import (
    Connection,
    Row,
    find_latest_of,
    from_row,
    one,
    rows,
    run,
)
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.turns import (
    CHANNEL,
    CHANNELS_DUE,
    DUE,
    FIRST_EDIT,
    HAS_RESULT,
    NEXT_DUE,
    NEXT_EDIT,
    NEXT_EDIT_DUE,
    NEXT_POST,
    RESULTS_WAITING,
    TABLES,
)

# or was sent astray, and is to be taken back from there first
_IS_BEING_SENT: Final = """
    SELECT 1 FROM outbox WHERE order_id = :order_id AND seq > 0 AND state = 'sending'
    AND delivery_id != coalesce(:refused_id, '')
"""
_IS_KNOWN: Final = "SELECT 1 FROM outbox WHERE delivery_id = :refused_id"
_OWES_RESULT: Final = f"({IS_LAST_REPLY} AND revision > shown_revision AND {HAS_RESULT})"
# what stands in the old place stays as it is, and a result that it does not show goes to the new
# one; nobody sends there any more what goes there
_REDIRECT: Final = (
    "UPDATE orders SET channel_id = :channel_id, thread_ts = :thread_ts WHERE order_id = :order_id",
    f"UPDATE outbox SET {ANEW} WHERE order_id = :order_id AND seq = 0",
    "UPDATE outbox SET state = CASE WHEN state = 'sent' THEN 'left' ELSE 'pending' END "
    "WHERE order_id = :order_id AND seq > 0 AND state IN ('sent', 'sending')",
    f"UPDATE outbox SET {STANDS_NOWHERE} WHERE state = 'left' AND {_OWES_RESULT}",
    "UPDATE outbox SET ts = NULL, tries = 0, not_before = 0 "
    "WHERE order_id = :order_id AND state = 'pending'",
    "UPDATE outbox SET delivery_id = :fresh || CAST(seq AS TEXT) "
    "WHERE order_id = :order_id AND seq > 0 AND state = 'pending'",
)
COUNT_SET_ASIDE: Final = "SELECT count(*) AS n FROM outbox WHERE state = 'set_aside'"
CARDS_QUEUED: Final = """
    FROM attempts JOIN outbox AS card ON card.order_id = attempts.order_id AND card.seq = 0
    WHERE attempts.is_over = 0 AND attempts.status = 'queued'
"""
# a card that waits for its turn in the channel's pace is not late
IS_UNOPENED: Final = f"""
    card.state != 'sent' AND attempts.due_at < :unopened_before
    AND coalesce(card.anew_since, 0) < :unopened_before
    AND NOT (card.state IN ('pending', 'sending') AND EXISTS (
        SELECT 1 FROM {TABLES} WHERE outbox.claimed_until > :claimed_before
        AND outbox.state = 'sent' AND outbox.workspace_id = card.workspace_id
        AND {CHANNEL} = (SELECT channel_id FROM orders WHERE order_id = card.order_id)
    ))
"""
CARDS_BEFORE: Final = f"""
    SELECT count(*) AS n FROM {TABLES}, outbox AS own
    WHERE {DUE} AND outbox.seq = 0 AND outbox.state != 'sent' AND outbox.id < own.id
    AND outbox.workspace_id = own.workspace_id AND own.order_id = :order_id AND own.seq = 0
    AND orders.channel_id = (SELECT channel_id FROM orders WHERE order_id = :order_id)
"""
_SHOWS: Final = """
    shown_revision = :shown_revision,
    behind_since = CASE WHEN revision > :shown_revision THEN behind_since END
"""
COUNT_DUE: Final = f"SELECT count(*) AS n FROM outbox WHERE {DUE}"


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
            UPDATE outbox SET state = 'sending', {CLAIM} WHERE delivery_id = :delivery_id
            AND (state = 'pending' OR (state = 'sending' AND {IS_OURS}))
            AND NOT (seq = 0 AND EXISTS (
                SELECT 1 {CARDS_QUEUED} AND card.id = outbox.id AND {IS_UNOPENED}
            ))
        """
        params = {"delivery_id": delivery.delivery_id, **self._database.build_claim(at)}
        return await self._database.execute(sql, {**params, **since_opening(age_at or at)}) > 0

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

    async def knows(self, delivery_id: str) -> bool:
        sql = "SELECT 1 AS found FROM outbox WHERE delivery_id = :id"
        return await self._database.fetch_one(sql, {"id": delivery_id}) is not None

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
        params = {
            "order_id": order_id,
            "refused_id": refused_id,
            "channel_id": channel_id,
            "thread_ts": thread_ts,
            "fresh": uuid.uuid4().hex,
            "at": at,
        }
        if refused_id is not None and one(db, _IS_KNOWN, params) is None:
            return True  # moved since
        if one(db, _IS_BEING_SENT, params) is not None:
            return False
        for statement in _REDIRECT:
            run(db, statement, params)
        return True

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


def since_opening(at: datetime) -> dict[str, datetime]:
    """Return the parameters of IS_UNOPENED at a moment."""
    before = at - OPENS_WITHIN
    return {"unopened_before": before, "claimed_before": before + LEASE}


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
