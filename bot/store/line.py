"""The line: orders that wait for one of the account's slots, oldest first."""

from datetime import datetime

import sqlite_utils

from bot.calls import Call, CallStatus
from bot.store.database import Database
from bot.store.deliveries import refresh_line
from bot.store.rows import IN_LINE, SLOTS_TAKEN, one, read_call, rows, to_moment
from bot.store.transitions import advance


class Line:
    """The dialer's view of who is next; `slots` is how many calls may be live at once."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def claim_slot(self, *, at: datetime) -> Call | None:
        """Move the first call in line to `dialing`, durably; None where nothing may be dialed.

        In line is only who has a card in Slack. The order of the line is kept: while the first
        has to wait, so do the others.
        """

        def work(db: sqlite_utils.Database) -> Call | None:
            if rows(db, SLOTS_TAKEN)[0]["n"] >= self._slots:
                return None
            first = one(
                db,
                "SELECT calls.id, calls.order_id, calls.dial_not_before "
                f"{IN_LINE} ORDER BY calls.id LIMIT 1",
            )
            if first is None or first["dial_not_before"] > at.timestamp():
                return None
            db.execute(
                "UPDATE calls SET status = 'dialing', dialing_at = ?, dial_tries = dial_tries + 1 "
                "WHERE id = ?",
                [at.timestamp(), first["id"]],
            )
            refresh_line(db)
            return read_call(db, first["order_id"], self._slots)

        return await self._database.write(work)

    async def next_dial_at(self) -> datetime | None:
        """Return when the first call in line may be dialed, None where nobody waits."""
        found = await self._database.read(
            lambda db: one(
                db,
                f"SELECT calls.dial_not_before {IN_LINE} ORDER BY calls.id LIMIT 1",
            )
        )
        return None if found is None else to_moment(found["dial_not_before"])

    async def put_back(self, order_id: str, *, not_before: datetime, reason: str) -> None:
        """Return a call that was certainly not dialed to its place in line."""

        def work(db: sqlite_utils.Database) -> None:
            db.execute(
                "UPDATE calls SET status = 'queued', dial_not_before = ?, reason = ? "
                "WHERE order_id = ? AND status = 'dialing'",
                [not_before.timestamp(), reason, order_id],
            )
            refresh_line(db)

        await self._database.write(work)

    async def withdraw(self, order_id: str, *, at: datetime, reason: str) -> bool:
        """Take a waiting order back; False where it was dialed already or is over."""

        def work(db: sqlite_utils.Database) -> bool:
            waiting = one(
                db,
                "SELECT id FROM calls WHERE order_id = :id AND status = 'queued' AND is_over = 0",
                {"id": order_id},
            )
            if waiting is None:
                return False
            refresh_line(db)
            return advance(db, order_id, CallStatus.WITHDRAWN, at, reason)

        return await self._database.write(work)

    async def close_unopened(self, order_id: str, *, reason: str) -> None:
        """End an order whose card Slack refused: nobody was called, there is nowhere to tell it."""

        def work(db: sqlite_utils.Database) -> None:
            db.execute(
                "UPDATE calls SET status = 'refused', is_over = 1, reason = ? "
                "WHERE order_id = ? AND status = 'queued'",
                [reason, order_id],
            )
            db.execute(
                "UPDATE deliveries SET state = 'dropped' WHERE order_id = ? AND state != 'sent'",
                [order_id],
            )

        await self._database.write(work)
