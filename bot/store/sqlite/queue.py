"""The line: orders that wait for one of the account's slots, the first that was due first."""

from collections.abc import Callable
from datetime import datetime

import sqlite_utils

from bot.domain.calls import WAITING, Call, CallStatus
from bot.store.sqlite.database import Database
from bot.store.sqlite.outbox import refresh_card, refresh_last_reply, refresh_queue_cards
from bot.store.sqlite.rows import (
    FIRST_IN_LINE,
    SLOTS_TAKEN,
    Row,
    find_latest,
    one,
    read_call,
    rows,
    to_moment,
)
from bot.store.sqlite.transitions import apply_status


def _never(call: Call) -> datetime | None:
    return None


class Queue:
    """The dialer's view of who is next; `slots` is how many calls may be live at once."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def claim_slot(
        self, *, at: datetime, put_off: Callable[[Call], datetime | None] = _never
    ) -> Call | None:
        """Move the first call in line to `dialing`, durably; None where nothing may be dialed.

        In line is only who has a card in Slack. The order of the line is kept: while the first
        has to wait, so do the others. `put_off` is asked about an attempt whose time no person
        chose; where it names a moment, the call is scheduled for then and the next one is first.
        """

        def work(db: sqlite_utils.Database) -> Call | None:
            if rows(db, SLOTS_TAKEN)[0]["n"] >= self._slots:
                return None
            first = self._find_first(db, put_off)
            if first is None or first["dial_not_before"] > at.timestamp():
                return None
            db.execute(
                "UPDATE calls SET status = 'dialing', dialing_at = ?, dial_tries = dial_tries + 1 "
                "WHERE id = ?",
                [at.timestamp(), first["id"]],
            )
            refresh_queue_cards(db)
            return read_call(db, first["order_id"], self._slots)

        return await self._database.write(work)

    async def next_dial_at(self) -> datetime | None:
        """Return when the first call in line may be dialed, None where nobody waits."""
        found = await self._database.read(
            lambda db: one(
                db,
                f"SELECT calls.dial_not_before {FIRST_IN_LINE}",
            )
        )
        return None if found is None else to_moment(found["dial_not_before"])

    async def put_back(self, order_id: str, *, not_before: datetime, reason: str) -> None:
        """Return a call that was certainly not dialed to its place in line."""

        def work(db: sqlite_utils.Database) -> None:
            db.execute(
                "UPDATE calls SET status = 'queued', dial_not_before = ?, reason = ? "
                "WHERE order_id = ? AND status = 'dialing' AND is_over = 0",
                [not_before.timestamp(), reason, order_id],
            )
            refresh_queue_cards(db)

        await self._database.write(work)

    async def withdraw(self, order_id: str, *, at: datetime, reason: str) -> bool:
        """Take a waiting or later call back; False where it was dialed already or is over."""

        def work(db: sqlite_utils.Database) -> bool:
            call = find_latest(db, order_id)
            if call is None or call["status"] not in WAITING:
                return False
            # what says that the call was missed offers to dial it
            refresh_last_reply(db, order_id)
            refresh_queue_cards(db)
            return apply_status(db, order_id, CallStatus.WITHDRAWN, at, reason)

        return await self._database.write(work)

    async def close_unopened(self, order_id: str, *, reason: str) -> None:
        """End an order whose card Slack refused: nobody was called, there is nowhere to tell it."""

        def work(db: sqlite_utils.Database) -> None:
            call = find_latest(db, order_id)
            if call is not None and call["status"] in WAITING:
                db.execute(
                    "UPDATE calls SET status = 'refused', is_over = 1, reason = ? WHERE id = ?",
                    [reason, call["id"]],
                )
            db.execute(
                "UPDATE deliveries SET state = 'dropped' WHERE order_id = ? AND state != 'sent'",
                [order_id],
            )

        await self._database.write(work)

    def _find_first(
        self, db: sqlite_utils.Database, put_off: Callable[[Call], datetime | None]
    ) -> Row | None:
        while (first := one(db, f"SELECT calls.* {FIRST_IN_LINE}")) is not None:
            call = read_call(db, first["order_id"], self._slots) if first["is_planned"] else None
            until = None if call is None else put_off(call)
            if until is None:
                break
            db.execute(
                "UPDATE calls SET status = 'scheduled', due_at = ? WHERE id = ?",
                [until.timestamp(), first["id"]],
            )
            refresh_card(db, first["order_id"])
            refresh_queue_cards(db)
        return first
