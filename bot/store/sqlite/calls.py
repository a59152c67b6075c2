"""Calls: what is known of each, which are live, and how they move on."""

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from bot.domain.calls import WAITING, Call, CallStatus
from bot.domain.phone_numbers import E164
from bot.errors import OrderNotFoundError
from bot.store.sqlite.database import Database
from bot.store.sqlite.outbox import refresh_card
from bot.store.sqlite.rows import (
    LIVE,
    NOT_LATER,
    find_latest,
    one,
    read_call,
    read_calls,
    rows,
    to_moment,
)
from bot.store.sqlite.transitions import apply_status


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCall:
    """What the tracker needs of a call that is not over; `changed_at` is its last transition.

    `call_id` is None while the answer to its dial is lost.
    """

    order_id: str
    call_id: str | None
    status: str
    from_number: E164
    to_number: E164
    agent_name: str | None
    dialing_at: datetime
    changed_at: datetime
    attempt: int = 1


class Calls:
    """The dialer's and the tracker's view of the store; `slots` is how many may be live at once."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def get(self, order_id: str) -> Call:
        """Return the latest attempt of an order; raises OrderNotFoundError."""
        call = await self._database.read(lambda db: read_call(db, order_id, self._slots))
        if call is None:
            raise OrderNotFoundError
        return call

    async def get_attempt(self, call: int) -> Call:
        """Return an attempt by the key of its row, as deliveries name it.

        Raises OrderNotFoundError.
        """
        found = await self._database.read(lambda db: read_calls(db, [call], self._slots))
        if not found:
            raise OrderNotFoundError
        return found[0]

    async def record_placed(
        self,
        order_id: str,
        *,
        call_id: str,
        status: str,
        agent_name: str | None,
        at: datetime,
        attempt: int | None = None,
    ) -> bool:
        """Write down which call came of an order; False where that call belongs to another.

        So it does where nobody was dialed yet, or `attempt` is not the latest one of the order.
        """

        def work(db: sqlite_utils.Database) -> bool:
            call = find_latest(db, order_id, attempt)
            taken = one(db, "SELECT id FROM calls WHERE call_id = :id", {"id": call_id})
            if call is None or call["status"] in WAITING:
                return False
            if taken is not None:
                return bool(taken["id"] == call["id"])
            db.execute(
                "UPDATE calls SET call_id = ?, agent_name = coalesce(?, agent_name), reason = NULL "
                "WHERE id = ? AND is_over = 0",
                [call_id, agent_name, call["id"]],
            )
            apply_status(db, order_id, status, at)
            return True

        return await self._database.write(work)

    async def add_transition(
        self,
        order_id: str,
        status: str,
        *,
        at: datetime,
        reason: str | None = None,
        attempt: int | None = None,
    ) -> bool:
        """Write a transition and its delivery in one transaction; False where it is old news.

        So is everything about an `attempt` that is not the latest one of its order.
        """

        def work(db: sqlite_utils.Database) -> bool:
            return apply_status(db, order_id, status, at, reason, attempt=attempt)

        return await self._database.write(work)

    async def record_observed(
        self,
        order_id: str,
        status: str,
        *,
        at: datetime,
        duration_ms: int | None,
        agent_name: str | None,
        attempt: int | None = None,
    ) -> bool:
        """Write down what the API shows of a call; True where there is something new to tell.

        Nothing is, of an `attempt` that is not the latest one of its order.
        """

        def work(db: sqlite_utils.Database) -> bool:
            call = find_latest(db, order_id, attempt)
            if call is None or call["status"] in WAITING:
                return False
            before = read_call(db, order_id, self._slots)
            db.execute(
                "UPDATE calls SET duration_ms = coalesce(?, duration_ms), "
                "agent_name = coalesce(?, agent_name) WHERE id = ? AND is_over = 0",
                [duration_ms, agent_name, call["id"]],
            )
            after = read_call(db, order_id, self._slots)
            is_renamed = before and after and before.agent_name != after.agent_name
            if is_renamed:
                refresh_card(db, order_id)
            return apply_status(db, order_id, status, at) or bool(is_renamed)

        return await self._database.write(work)

    async def live(self) -> tuple[LiveCall, ...]:
        """Return the calls that may be ringing or talking now, the longest-standing first."""
        found = await self._database.read(
            lambda db: rows(
                db,
                f"""
                SELECT calls.order_id, calls.call_id, calls.attempt, calls.status, calls.dialing_at,
                    orders.from_number, orders.to_number, calls.agent_name,
                    (SELECT max(at) FROM transitions WHERE call = calls.id) AS changed_at
                FROM calls JOIN orders USING (order_id)
                WHERE {LIVE} ORDER BY calls.id
                """,  # noqa: S608 - constants
            )
        )
        return tuple(
            LiveCall(
                order_id=row["order_id"],
                call_id=row["call_id"],
                attempt=row["attempt"],
                status=row["status"],
                from_number=E164(row["from_number"]),
                to_number=E164(row["to_number"]),
                agent_name=row["agent_name"],
                dialing_at=to_moment(row["dialing_at"]),
                changed_at=to_moment(row["changed_at"] or row["dialing_at"]),
            )
            for row in found
        )

    async def count_open(self) -> tuple[int, int]:
        """Return how many calls hold a slot and how many wait for one."""
        sql = f"SELECT status = 'queued' AS waits FROM calls WHERE {NOT_LATER}"  # noqa: S608
        found = await self._database.read(lambda db: rows(db, sql))
        waiting = sum(row["waits"] for row in found)
        return len(found) - waiting, waiting

    async def known(self, call_ids: tuple[str, ...]) -> frozenset[str]:
        """Return which of these calls of the API are ours already."""
        marks = ", ".join("?" * len(call_ids))
        sql = f"SELECT call_id FROM calls WHERE call_id IN ({marks})"  # noqa: S608 - only marks
        found = await self._database.read(lambda db: list(db.query(sql, list(call_ids))))
        return frozenset(row["call_id"] for row in found)

    async def recover(self, *, at: datetime, reason: str) -> int:
        """Turn every `dialing` left by a dead process into `unconfirmed`; returns how many."""

        def work(db: sqlite_utils.Database) -> int:
            found = rows(db, "SELECT order_id FROM calls WHERE status = 'dialing' AND is_over = 0")
            for row in found:
                apply_status(db, row["order_id"], CallStatus.UNCONFIRMED, at, reason)
            return len(found)

        return await self._database.write(work)
