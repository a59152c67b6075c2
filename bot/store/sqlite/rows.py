"""Rows of the database as the values the rest of the bot knows, and the way they are asked for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

import sqlite_utils

from bot.domain.calls import Call, CallOrder, CallStatus, Result, Transition

Row = Mapping[str, Any]

# columns of `orders` are called like the fields of an order
ORDER_COLUMNS: Final = tuple(each.name for each in fields(CallOrder))
_CALLS: Final = """
    SELECT orders.*, attempts.id AS attempt_id, attempts.call_id, attempts.attempt, attempts.status,
        attempts.reason, attempts.due_at AS attempt_due_at, attempts.is_automatic,
        attempts.dialing_at, attempts.dial_tries, attempts.agent_name AS actual_agent_name,
        attempts.duration_ms, attempts.summary, attempts.extracted, attempts.collected,
        attempts.has_transcript, attempts.has_recording, attempts.result_due_at,
        card.ts AS anchor_ts
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    JOIN outbox AS card ON card.order_id = orders.order_id AND card.seq = 0
"""
# queued is who has a card in Slack: without one nobody is called; coalesce keeps the planner from
# looking through all calls that were never dialed
_QUEUED: Final = """
    FROM attempts JOIN outbox AS card ON card.order_id = attempts.order_id AND card.seq = 0
    WHERE attempts.is_over = 0 AND attempts.status = 'queued'
        AND coalesce(attempts.call_id, '') = '' AND card.state = 'sent'
"""
FIRST_QUEUED: Final = f"SELECT attempts.* {_QUEUED} ORDER BY attempts.due_at, attempts.id LIMIT 1"
NOT_LATER: Final = "attempts.is_over = 0 AND attempts.status NOT IN ('scheduled', 'overdue')"
# everything that is neither over nor waiting may be ringing somewhere, and holds its slot
LIVE: Final = f"{NOT_LATER} AND attempts.status != 'queued'"
SLOTS_TAKEN: Final = f"SELECT count(*) AS n FROM attempts WHERE {LIVE}"


def one(db: sqlite_utils.Database, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
    """Return the first row, None where there is none."""
    return next(iter(rows(db, sql, params)), None)


def rows(
    db: sqlite_utils.Database, sql: str, params: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return all rows at once; a half-read answer would keep the log file from shrinking."""
    return list(db.query(sql, dict(params or {})))


def insert(
    db: sqlite_utils.Database, table: str, values: Mapping[str, Any], ending: str = ""
) -> Any:
    """Insert a row; returns what an `ending` with RETURNING says, None where nothing."""
    marks = ", ".join(f":{name}" for name in values)
    sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) {ending}"
    row = db.execute(sql, dict(values)).fetchone()
    return None if row is None else row[0]


def expand(name: str, values: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """Return what stands in `IN (…)` for values, and the parameters it names."""
    params = {f"{name}{index}": value for index, value in enumerate(values)}
    return ", ".join(f":{each}" for each in params) or "NULL", params


def to_moment(seconds: float) -> datetime:
    """Turn Unix seconds into an aware UTC time."""
    return datetime.fromtimestamp(seconds, UTC)


def to_seconds(moment: datetime | None) -> float | None:
    """Turn an aware time into Unix seconds."""
    return None if moment is None else moment.timestamp()


def to_known_moment(seconds: float | None) -> datetime | None:
    """Turn Unix seconds into an aware UTC time, where there are any."""
    return None if seconds is None else to_moment(seconds)


def find_latest(db: sqlite_utils.Database, attempt_id: int) -> Row | None:
    """Return the row of an attempt, None where it is not the latest one of its order."""
    sql = """
        SELECT * FROM attempts WHERE id = :id AND NOT EXISTS (
            SELECT 1 FROM attempts AS later
            WHERE later.order_id = attempts.order_id AND later.attempt > attempts.attempt
        )
    """
    return one(db, sql, {"id": attempt_id})


def find_latest_of(db: sqlite_utils.Database, order_id: str) -> Row | None:
    """Return the row of an order's latest attempt, None where there is no such order."""
    sql = "SELECT * FROM attempts WHERE order_id = :order_id ORDER BY attempt DESC LIMIT 1"
    return one(db, sql, {"order_id": order_id})


def read_transitions(db: sqlite_utils.Database, attempt_id: int) -> tuple[Transition, ...]:
    """Return the transitions of an attempt, oldest first."""
    return _read_transitions(db, (attempt_id,)).get(attempt_id, ())


def read_call(db: sqlite_utils.Database, attempt_id: int, slots: int) -> Call | None:
    """Return an attempt, None where there is none."""
    return next(iter(read_calls(db, (attempt_id,), slots)), None)


def read_calls(
    db: sqlite_utils.Database, attempt_ids: Sequence[int], slots: int
) -> tuple[Call, ...]:
    """Return attempts in the order of their keys here."""
    marks, params = expand("id", attempt_ids)
    found = {
        row["attempt_id"]: row
        for row in rows(db, f"{_CALLS} WHERE attempts.id IN ({marks})", params)
    }
    transitions = _read_transitions(db, attempt_ids)
    return tuple(
        _to_call(row, transitions.get(row["attempt_id"], ()), _find_queue_position(db, row, slots))
        for row in (found[each] for each in attempt_ids if each in found)
    )


def _read_transitions(
    db: sqlite_utils.Database, attempt_ids: Iterable[int]
) -> dict[int, tuple[Transition, ...]]:
    marks, params = expand("id", attempt_ids)
    sql = f"SELECT * FROM transitions WHERE attempt_id IN ({marks}) ORDER BY attempt_id, seq"
    found: dict[int, tuple[Transition, ...]] = {}
    for row in rows(db, sql, params):
        transition = Transition(seq=row["seq"], status=row["status"], at=to_moment(row["at"]))
        found[row["attempt_id"]] = (*found.get(row["attempt_id"], ()), transition)
    return found


def _find_queue_position(db: sqlite_utils.Database, row: Row, slots: int) -> int | None:
    if row["status"] != CallStatus.QUEUED:
        return None
    free = slots - rows(db, SLOTS_TAKEN)[0]["n"]
    ahead = rows(
        db,
        f"SELECT count(*) AS n {_QUEUED} AND (attempts.due_at, attempts.id) < (:due_at, :id)",
        {"due_at": row["attempt_due_at"], "id": row["attempt_id"]},
    )[0]["n"]
    return None if ahead < free else ahead + 1 - max(free, 0)


def _to_order(row: Row) -> CallOrder:
    values = {name: row[name] for name in ORDER_COLUMNS}
    values["variables"] = json.loads(row["variables"])
    values["is_unusual_number"] = bool(row["is_unusual_number"])
    values["due_at"] = to_known_moment(row["due_at"])
    return CallOrder(**values)


def _to_call(row: Row, transitions: tuple[Transition, ...], queue_position: int | None) -> Call:
    return Call(
        attempt_id=row["attempt_id"],
        order_id=row["order_id"],
        call_id=row["call_id"],
        order=_to_order(row),
        status=row["status"],
        reason=row["reason"],
        created_at=to_moment(row["created_at"]),
        attempt=row["attempt"],
        due_at=to_moment(row["attempt_due_at"]),
        is_automatic=bool(row["is_automatic"]),
        last_action=row["last_action"],
        dialing_at=to_known_moment(row["dialing_at"]),
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
