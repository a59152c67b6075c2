"""Calls: their slots, their transitions forward only, their results."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from bot.calls import COMPLETED, Call, CallStatus, Result, is_final, may_follow
from bot.errors import OrderUnknown
from bot.phone_numbers import E164
from bot.store.database import Database
from bot.store.deliveries import add_delivery, refresh_card, refresh_last_reply
from bot.store.rows import (
    CALL_COLUMNS,
    CALL_TABLES,
    Row,
    one,
    read_transitions,
    rows,
    to_call,
    to_moment,
)

_BY_ORDER = "WHERE calls.order_id = :order_id ORDER BY calls.attempt DESC LIMIT 1"
# everything that is neither over nor waiting may be ringing somewhere, and holds its slot
_SLOTS_TAKEN = "SELECT count(*) AS n FROM calls WHERE is_over = 0 AND status != 'queued'"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DueResult:
    """A call that is over and whose result is not complete; `tries` counts the questions asked."""

    order_id: str
    call_id: str
    tries: int
    ended_at: datetime


class Calls:
    """The dialer's and the tracker's view of the store; `slots` is how many may be live at once."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def get(self, order_id: str) -> Call:
        """Return one order and what came of it; raises OrderUnknown."""
        call = await self._database.read(lambda db: self._read(db, order_id))
        if call is None:
            raise OrderUnknown
        return call

    async def claim_slot(self, *, at: datetime) -> Call | None:
        """Move the first call in line to `dialing`, durably; None where nothing may be dialled.

        In line is only who has a card in Slack. The order of the line is kept: while the first
        has to wait, so do the others.
        """

        def work(db: sqlite_utils.Database) -> Call | None:
            if rows(db, _SLOTS_TAKEN)[0]["n"] >= self._slots:
                return None
            first = one(
                db,
                """
                SELECT calls.id, calls.order_id, calls.dial_not_before FROM calls
                JOIN deliveries AS card ON card.order_id = calls.order_id AND card.seq = 0
                WHERE calls.is_over = 0 AND calls.status = 'queued' AND calls.call_id IS NULL
                    AND card.state = 'sent'
                ORDER BY calls.id LIMIT 1
                """,
            )
            if first is None or first["dial_not_before"] > at.timestamp():
                return None
            db.execute(
                "UPDATE calls SET status = 'dialing', dialing_at = ?, dial_tries = dial_tries + 1 "
                "WHERE id = ?",
                [at.timestamp(), first["id"]],
            )
            _refresh_line(db)
            return self._read(db, first["order_id"])

        return await self._database.write(work)

    async def next_dial_at(self) -> datetime | None:
        """Return when the first call in line may be dialled, None where nobody waits."""
        found = await self._database.read(
            lambda db: one(
                db,
                "SELECT dial_not_before FROM calls WHERE is_over = 0 AND status = 'queued' "
                "ORDER BY id LIMIT 1",
            )
        )
        return None if found is None else to_moment(found["dial_not_before"])

    async def put_back(self, order_id: str, *, not_before: datetime, reason: str) -> None:
        """Return a call that was certainly not dialled to its place in line."""

        def work(db: sqlite_utils.Database) -> None:
            db.execute(
                "UPDATE calls SET status = 'queued', dial_not_before = ?, reason = ? "
                "WHERE order_id = ? AND status = 'dialing'",
                [not_before.timestamp(), reason, order_id],
            )
            _refresh_line(db)

        await self._database.write(work)

    async def note_placed(
        self, order_id: str, *, call_id: str, status: str, agent_name: str | None, at: datetime
    ) -> bool:
        """Write down which call came of an order; False where that call belongs to another."""

        def work(db: sqlite_utils.Database) -> bool:
            taken = one(db, "SELECT order_id FROM calls WHERE call_id = :id", {"id": call_id})
            if taken is not None:
                return bool(taken["order_id"] == order_id)
            db.execute(
                "UPDATE calls SET call_id = ?, agent_name = coalesce(?, agent_name), reason = NULL "
                "WHERE order_id = ? AND is_over = 0",
                [call_id, agent_name, order_id],
            )
            _advance(db, order_id, status, at)
            return True

        return await self._database.write(work)

    async def add_transition(
        self, order_id: str, status: str, *, at: datetime, reason: str | None = None
    ) -> bool:
        """Write a transition and its delivery in one transaction; False where it is old news."""

        def work(db: sqlite_utils.Database) -> bool:
            return _advance(db, order_id, status, at, reason)

        return await self._database.write(work)

    async def note_observed(
        self,
        order_id: str,
        status: str,
        *,
        at: datetime,
        duration_ms: int | None,
        agent_name: str | None,
    ) -> bool:
        """Write down what the API shows of a call; True where there is something new to tell."""

        def work(db: sqlite_utils.Database) -> bool:
            before = self._read(db, order_id)
            db.execute(
                "UPDATE calls SET duration_ms = coalesce(?, duration_ms), "
                "agent_name = coalesce(?, agent_name) WHERE order_id = ? AND is_over = 0",
                [duration_ms, agent_name, order_id],
            )
            after = self._read(db, order_id)
            is_renamed = before and after and before.agent_name != after.agent_name
            if is_renamed:
                refresh_card(db, order_id)
            return _advance(db, order_id, status, at) or bool(is_renamed)

        return await self._database.write(work)

    async def withdraw(self, order_id: str, *, at: datetime, reason: str) -> bool:
        """Take a waiting order back; False where it was dialled already or is over."""

        def work(db: sqlite_utils.Database) -> bool:
            waiting = one(
                db,
                "SELECT id FROM calls WHERE order_id = :id AND status = 'queued' AND is_over = 0",
                {"id": order_id},
            )
            if waiting is None:
                return False
            _refresh_line(db)
            return _advance(db, order_id, CallStatus.WITHDRAWN, at, reason)

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

    async def live(self) -> tuple[LiveCall, ...]:
        """Return the calls that may be ringing or talking now, the longest-standing first."""
        found = await self._database.read(
            lambda db: rows(
                db,
                """
                SELECT calls.order_id, calls.call_id, calls.status, calls.dialing_at,
                    orders.from_number, orders.to_number, calls.agent_name,
                    (SELECT max(at) FROM transitions WHERE call = calls.id) AS changed_at
                FROM calls JOIN orders USING (order_id)
                WHERE calls.is_over = 0 AND calls.status != 'queued'
                ORDER BY calls.id
                """,
            )
        )
        return tuple(
            LiveCall(
                order_id=row["order_id"],
                call_id=row["call_id"],
                status=row["status"],
                from_number=E164(row["from_number"]),
                to_number=E164(row["to_number"]),
                agent_name=row["agent_name"],
                dialing_at=to_moment(row["dialing_at"]),
                changed_at=to_moment(row["changed_at"] or row["dialing_at"]),
            )
            for row in found
        )

    async def in_channel(
        self, channel_id: str, *, only_live: bool, limit: int = 10
    ) -> tuple[Call, ...]:
        """Return the latest calls asked for in a channel, the newest first."""
        condition = "AND calls.is_over = 0" if only_live else ""
        sql = f"""
            SELECT calls.order_id FROM calls JOIN orders USING (order_id)
            WHERE :channel_id IN (orders.channel_id, orders.origin_channel_id) {condition}
            ORDER BY calls.id DESC LIMIT :limit
        """  # noqa: S608 - only constants are put in

        def work(db: sqlite_utils.Database) -> tuple[Call, ...]:
            found = rows(db, sql, {"channel_id": channel_id, "limit": limit})
            calls = [self._read(db, row["order_id"]) for row in found]
            return tuple(call for call in calls if call is not None)

        return await self._database.read(work)

    async def count_open(self) -> tuple[int, int]:
        """Return how many calls hold a slot and how many wait for one."""
        sql = "SELECT status = 'queued' AS waits FROM calls WHERE is_over = 0"
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
                _advance(db, row["order_id"], CallStatus.UNCONFIRMED, at, reason)
            return len(found)

        return await self._database.write(work)

    async def results_due(self, *, at: datetime) -> tuple[DueResult, ...]:
        """Return the calls whose result should be asked for now, the most overdue first."""
        found = await self._database.read(
            lambda db: rows(
                db,
                """
                SELECT order_id, call_id, result_tries,
                    (SELECT max(at) FROM transitions WHERE call = calls.id) AS ended_at
                FROM calls WHERE result_due_at <= :at ORDER BY result_due_at
                """,
                {"at": at.timestamp()},
            )
        )
        return tuple(
            DueResult(
                order_id=row["order_id"],
                call_id=row["call_id"],
                tries=row["result_tries"],
                ended_at=to_moment(row["ended_at"]),
            )
            for row in found
        )

    async def next_result_at(self) -> datetime | None:
        """Return when the next result should be asked for, None where none is awaited."""
        found = await self._database.read(
            lambda db: one(
                db, "SELECT min(result_due_at) AS at FROM calls WHERE result_due_at IS NOT NULL"
            )
        )
        return None if found is None or found["at"] is None else to_moment(found["at"])

    async def postpone_result(self, order_id: str, *, until: datetime) -> None:
        """Ask for a result later; this try does not count."""
        await self._database.write(
            lambda db: db.execute(
                "UPDATE calls SET result_due_at = ? "
                "WHERE order_id = ? AND result_due_at IS NOT NULL",
                [until.timestamp(), order_id],
            )
        )

    async def note_result(
        self,
        order_id: str,
        result: Result,
        *,
        agent_name: str | None,
        ask_again_at: datetime | None,
    ) -> None:
        """Keep what is known of a result; the last reply and the card show it where it is news."""

        def work(db: sqlite_utils.Database) -> None:
            before = self._read(db, order_id)
            _write_result(db, order_id, result, agent_name, ask_again_at)
            after = self._read(db, order_id)
            if before is None or after is None:
                return
            if (before.result, before.is_result_awaited) != (after.result, after.is_result_awaited):
                refresh_last_reply(db, order_id)
            if _shown_on_card(before) != _shown_on_card(after):
                refresh_card(db, order_id)

        await self._database.write(work)

    def _read(self, db: sqlite_utils.Database, order_id: str) -> Call | None:
        sql = f"SELECT {CALL_COLUMNS} FROM {CALL_TABLES} {_BY_ORDER}"  # noqa: S608 - constants
        row = one(db, sql, {"order_id": order_id})
        if row is None:
            return None
        return to_call(row, read_transitions(db, row["call"]), self._place_in_line(db, row))

    def _place_in_line(self, db: sqlite_utils.Database, row: Row) -> int | None:
        if row["status"] != CallStatus.QUEUED:
            return None
        free = self._slots - rows(db, _SLOTS_TAKEN)[0]["n"]
        before = rows(
            db,
            "SELECT count(*) AS n FROM calls "
            "WHERE is_over = 0 AND status = 'queued' AND id <= :call",
            {"call": row["call"]},
        )[0]["n"]
        return None if before <= free else before - max(free, 0)


def _advance(
    db: sqlite_utils.Database,
    order_id: str,
    status: str,
    at: datetime,
    reason: str | None = None,
) -> bool:
    call = one(db, f"SELECT calls.id, calls.call_id FROM calls {_BY_ORDER}", {"order_id": order_id})  # noqa: S608
    if call is None:
        return False
    told = tuple(transition.status for transition in read_transitions(db, call["id"]))
    if not may_follow(status, told):
        return False
    over = is_final(status)
    has_result = status in COMPLETED or (over and CallStatus.ONGOING in told)
    # a call the API never named, or no longer knows, has no result to ask for
    may_ask = call["call_id"] is not None and status != CallStatus.LOST
    result_due_at = at.timestamp() if has_result and may_ask else None
    db.execute(
        "INSERT INTO transitions (call, seq, status, at) VALUES (?, ?, ?, ?)",
        [call["id"], len(told) + 1, status, at.timestamp()],
    )
    db.execute(
        "UPDATE calls SET status = ?, is_over = ?, reason = coalesce(?, reason), "
        "result_due_at = ? WHERE id = ?",
        [status, int(over), reason, result_due_at, call["id"]],
    )
    add_delivery(db, order_id=order_id, call=call["id"], transition_seq=len(told) + 1)
    refresh_card(db, order_id)
    if over:
        _refresh_line(db)
    return True


def _refresh_line(db: sqlite_utils.Database) -> None:
    """Everybody in line has moved: their cards say so, as does the one that was dialled."""
    db.execute(
        """
        UPDATE deliveries SET revision = revision + 1 WHERE seq = 0 AND order_id IN
        (SELECT order_id FROM calls WHERE is_over = 0 AND status IN ('queued', 'dialing'))
        """
    )


def _shown_on_card(call: Call) -> tuple[object, ...]:
    return call.result.duration_ms, call.agent_name


def _write_result(
    db: sqlite_utils.Database,
    order_id: str,
    result: Result,
    agent_name: str | None,
    ask_again_at: datetime | None,
) -> None:
    params: dict[str, Any] = {
        "order_id": order_id,
        "duration_ms": result.duration_ms,
        "summary": result.summary,
        "extracted": json.dumps(dict(result.extracted), ensure_ascii=False) or "{}",
        "collected": json.dumps(dict(result.collected), ensure_ascii=False) or "{}",
        "has_transcript": int(result.has_transcript),
        "has_recording": int(result.has_recording),
        "agent_name": agent_name,
        "due": None if ask_again_at is None else ask_again_at.timestamp(),
    }
    db.execute(
        """
        UPDATE calls SET duration_ms = coalesce(:duration_ms, duration_ms),
            summary = coalesce(:summary, summary),
            extracted = CASE :extracted WHEN '{}' THEN extracted ELSE :extracted END,
            collected = CASE :collected WHEN '{}' THEN collected ELSE :collected END,
            has_transcript = max(has_transcript, :has_transcript),
            has_recording = max(has_recording, :has_recording),
            agent_name = coalesce(:agent_name, agent_name),
            result_tries = result_tries + (is_over = 1), result_due_at = :due
        WHERE order_id = :order_id
        """,
        params,
    )
