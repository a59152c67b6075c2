"""Rows of the database as the values the rest of the bot knows."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlite_utils

from bot.domain.calls import Call, CallOrder, CallStatus, Result, Transition
from bot.domain.phone_numbers import E164

Row = Mapping[str, Any]

CALL_COLUMNS = """
    calls.id AS call, calls.call_id, calls.attempt, calls.status, calls.reason,
    calls.due_at AS attempt_due_at, calls.dialing_at,
    calls.dial_tries, calls.agent_name AS actual_agent_name, calls.duration_ms, calls.summary,
    calls.extracted, calls.collected, calls.has_transcript, calls.has_recording,
    calls.result_due_at, orders.*, card.ts AS anchor_ts
"""
CALL_TABLES = """
    calls JOIN orders USING (order_id)
    JOIN deliveries AS card ON card.order_id = orders.order_id AND card.seq = 0
"""


LATEST_ATTEMPT = "WHERE calls.order_id = :order_id ORDER BY calls.attempt DESC LIMIT 1"
# in line is who has a card in Slack: without one nobody is called
IN_LINE = """
    FROM calls INDEXED BY calls_waiting
    JOIN deliveries AS card ON card.order_id = calls.order_id AND card.seq = 0
    WHERE calls.is_over = 0 AND calls.status = 'queued' AND calls.call_id IS NULL
        AND card.state = 'sent'
"""
FIRST_IN_LINE = f"{IN_LINE} ORDER BY calls.due_at, calls.id LIMIT 1"
NOT_LATER = "calls.is_over = 0 AND calls.status NOT IN ('scheduled', 'overdue')"
# everything that is neither over nor waiting may be ringing somewhere, and holds its slot
LIVE = f"{NOT_LATER} AND calls.status != 'queued'"
SLOTS_TAKEN = f"SELECT count(*) AS n FROM calls WHERE {LIVE}"  # noqa: S608 - constants


def one(db: sqlite_utils.Database, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
    """Return the first row, None where there is none."""
    return next(iter(rows(db, sql, params)), None)


def rows(
    db: sqlite_utils.Database, sql: str, params: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return all rows at once; a half-read answer would keep the log file from shrinking."""
    return list(db.query(sql, dict(params or {})))


def to_moment(seconds: float) -> datetime:
    """Turn Unix seconds into an aware UTC time."""
    return datetime.fromtimestamp(seconds, UTC)


def to_order(row: Row) -> CallOrder:
    """Build an CallOrder from a row of `orders`."""
    return CallOrder(
        request_key=row["request_key"],
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        thread_ts=row["thread_ts"],
        requested_by=row["requested_by"],
        requested_by_name=row["requested_by_name"],
        origin_channel_id=row["origin_channel_id"],
        to_number=E164(row["to_number"]),
        from_number=E164(row["from_number"]),
        agent_id=row["agent_id"],
        agent_name=row["agent_name"],
        variables=json.loads(row["variables"]),
        is_unusual_number=bool(row["is_unusual_number"]),
        due_at=None if row["due_at"] is None else to_moment(row["due_at"]),
        zone=row["zone"],
        callee_zone=row["callee_zone"],
        attempts=row["attempts"],
    )


def to_call(row: Row, transitions: tuple[Transition, ...], queue_position: int | None) -> Call:
    """Build a Call from a row of CALL_COLUMNS."""
    return Call(
        order_id=row["order_id"],
        call_id=row["call_id"],
        order=to_order(row),
        status=row["status"],
        reason=row["reason"],
        created_at=to_moment(row["created_at"]),
        attempt=row["attempt"],
        due_at=to_moment(row["attempt_due_at"]),
        dialing_at=None if row["dialing_at"] is None else to_moment(row["dialing_at"]),
        dial_tries=row["dial_tries"],
        anchor_ts=row["anchor_ts"],
        agent_name=row["actual_agent_name"] or row["agent_name"],
        transitions=transitions,
        result=Result(
            duration_ms=row["duration_ms"],
            summary=row["summary"],
            extracted=json.loads(row["extracted"]),
            collected=json.loads(row["collected"]),
            has_transcript=bool(row["has_transcript"]),
            has_recording=bool(row["has_recording"]),
        ),
        is_result_awaited=row["result_due_at"] is not None,
        queue_position=queue_position,
    )


def read_transitions(db: sqlite_utils.Database, call: int) -> tuple[Transition, ...]:
    """Return the transitions of a call, oldest first."""
    found = rows(
        db,
        "SELECT seq, status, at FROM transitions WHERE call = :call ORDER BY seq",
        {"call": call},
    )
    return tuple(map(_to_transition, found))


def _to_transition(row: Row) -> Transition:
    return Transition(seq=row["seq"], status=row["status"], at=to_moment(row["at"]))


def find_latest(db: sqlite_utils.Database, order_id: str, attempt: int | None = None) -> Row | None:
    """Return the bare row of an order's latest attempt, None where that is not `attempt`."""
    row = one(db, f"SELECT * FROM calls {LATEST_ATTEMPT}", {"order_id": order_id})  # noqa: S608
    return row if row is not None and attempt in {None, row["attempt"]} else None


def read_call(db: sqlite_utils.Database, order_id: str, slots: int) -> Call | None:
    """Return the latest attempt of an order, None where there is none."""
    sql = f"SELECT {CALL_COLUMNS} FROM {CALL_TABLES} {LATEST_ATTEMPT}"  # noqa: S608 - constants
    row = one(db, sql, {"order_id": order_id})
    if row is None:
        return None
    return to_call(row, read_transitions(db, row["call"]), _find_place_in_line(db, row, slots))


def read_calls(db: sqlite_utils.Database, ids: Sequence[int], slots: int) -> tuple[Call, ...]:
    """Return calls by the keys of their rows, in this order."""
    wanted = {"ids": json.dumps(list(ids))}
    among = "IN (SELECT value FROM json_each(:ids))"
    sql = f"SELECT {CALL_COLUMNS} FROM {CALL_TABLES} WHERE calls.id {among}"  # noqa: S608
    found = {row["call"]: row for row in rows(db, sql, wanted)}
    steps: dict[int, list[Transition]] = {}
    sql = f"SELECT call, seq, status, at FROM transitions WHERE call {among}"  # noqa: S608
    for row in rows(db, f"{sql} ORDER BY call, seq", wanted):
        steps.setdefault(row["call"], []).append(_to_transition(row))
    return tuple(
        to_call(row, tuple(steps.get(call, ())), _find_place_in_line(db, row, slots))
        for call, row in ((call, found[call]) for call in ids if call in found)
    )


def _find_place_in_line(db: sqlite_utils.Database, row: Row, slots: int) -> int | None:
    if row["status"] != CallStatus.QUEUED:
        return None
    free = slots - rows(db, SLOTS_TAKEN)[0]["n"]
    ahead = rows(
        db,
        f"SELECT count(*) AS n {IN_LINE} AND (calls.due_at, calls.id) < (:due_at, :call)",
        {"due_at": row["attempt_due_at"], "call": row["call"]},
    )[0]["n"]
    return None if ahead < free else ahead + 1 - max(free, 0)
