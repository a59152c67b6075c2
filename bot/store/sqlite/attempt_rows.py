"""Rows of attempts, and the calls that they are with their order, card and transitions."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from bot.domain.calls import Call, Result, Transition
from bot.domain.meanings import Outcome
from bot.domain.orders import CallOrder
from bot.domain.statuses import CallStatus
from bot.store.sqlite.rows import Connection, Row, expand, from_row, one, rows, run, to_moment

_CALLS: Final = """
    SELECT orders.*, attempts.id AS attempt_id, attempts.call_id, attempts.attempt, attempts.status,
        attempts.reason, attempts.due_at AS attempt_due_at, attempts.is_automatic,
        attempts.asked_by,
        attempts.dialing_at, attempts.dial_tries, attempts.busy_since,
        attempts.agent_name AS actual_agent_name,
        attempts.duration_ms, attempts.summary, attempts.extracted, attempts.collected,
        attempts.has_transcript, attempts.has_recording, attempts.callee_spoke,
        attempts.result_due_at, attempts.outcomes, attempts.headline_field,
        attempts.call_back_field,
        card.ts AS anchor_ts, (
            SELECT CASE WHEN value IS NULL THEN NULL ELSE set_by_name END FROM rule_changes
            WHERE rule_changes.workspace_id = orders.workspace_id
                AND rule = 'pause' AND subject = ''
            ORDER BY version DESC LIMIT 1
        ) AS paused_by
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
FIRST_QUEUED: Final = f"""
    SELECT attempts.* {_QUEUED} AND attempts.id NOT IN ({{passed_over}})
    ORDER BY attempts.due_at, attempts.id LIMIT 1
"""
NOT_LATER: Final = "attempts.is_over = 0 AND attempts.status NOT IN ('scheduled', 'overdue')"
# everything that is neither over nor waiting may be ringing somewhere, and holds its slot
LIVE: Final = f"{NOT_LATER} AND attempts.status != 'queued'"
SLOTS_TAKEN: Final = f"SELECT count(*) AS n FROM attempts WHERE {LIVE}"
# also those that were forgotten
OF_NUMBER: Final = """
    SELECT order_id FROM orders WHERE workspace_id = :workspace_id AND to_number = :number
    UNION
    SELECT order_id FROM orders WHERE workspace_id = :workspace_id AND number_hash = :number_hash
"""


def update_attempt(db: Connection, attempt_id: int, **changes: Any) -> None:
    """Write columns of an attempt anew."""
    assignments = ", ".join(f"{name} = :{name}" for name in changes)
    run(db, f"UPDATE attempts SET {assignments} WHERE id = :id", {**changes, "id": attempt_id})


def find_latest(db: Connection, attempt_id: int) -> Row | None:
    """Return the row of an attempt, None where it is not the latest one of its order."""
    sql = """
        SELECT * FROM attempts WHERE id = :id AND NOT EXISTS (
            SELECT 1 FROM attempts AS later
            WHERE later.order_id = attempts.order_id AND later.attempt > attempts.attempt
        )
    """
    return one(db, sql, {"id": attempt_id})


def find_latest_of(db: Connection, order_id: str) -> Row | None:
    """Return the row of an order's latest attempt, None where there is no such order."""
    sql = "SELECT * FROM attempts WHERE order_id = :order_id ORDER BY attempt DESC LIMIT 1"
    return one(db, sql, {"order_id": order_id})


def find_first_queued(db: Connection, passing_over: Collection[int] = ()) -> Row | None:
    """Return the row of the attempt that is first in the queue, but for some of them."""
    # of an empty list SQL would know nothing
    marks, params = expand("id", passing_over or (0,))
    return one(db, FIRST_QUEUED.format(passed_over=marks), params)


def has_more(db: Connection, attempt: Row) -> bool:
    """Say whether an order asks for more attempts than the one of this row."""
    sql = "SELECT 1 FROM orders WHERE order_id = :order_id AND attempts > :attempt"
    return one(db, sql, attempt) is not None


def cap_attempts(db: Connection, attempt: Row) -> bool:
    """Let an order ask for no more attempts than that of this row; False where it does not."""
    sql = """
        UPDATE orders SET attempts = :attempt WHERE order_id = :order_id AND attempts > :attempt
    """
    return run(db, sql, attempt) > 0


def read_transitions(db: Connection, attempt_id: int) -> tuple[Transition, ...]:
    """Return the transitions of an attempt, oldest first."""
    return _read_transitions(db, (attempt_id,)).get(attempt_id, ())


def read_call(db: Connection, attempt_id: int, slots: int) -> Call | None:
    """Return an attempt, None where there is none."""
    return next(iter(read_calls(db, (attempt_id,), slots)), None)


def read_calls(db: Connection, attempt_ids: Sequence[int], slots: int) -> tuple[Call, ...]:
    """Return attempts in the order of their keys here."""
    if not attempt_ids:
        return ()
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
    db: Connection, attempt_ids: Iterable[int]
) -> dict[int, tuple[Transition, ...]]:
    marks, params = expand("id", attempt_ids)
    sql = f"SELECT * FROM transitions WHERE attempt_id IN ({marks}) ORDER BY attempt_id, seq"
    found: dict[int, tuple[Transition, ...]] = {}
    for row in rows(db, sql, params):
        before = found.get(row["attempt_id"], ())
        found[row["attempt_id"]] = (*before, from_row(Transition, row))
    return found


def _find_queue_position(db: Connection, row: Row, slots: int) -> int | None:
    if row["status"] != CallStatus.QUEUED:
        return None
    free = slots - rows(db, SLOTS_TAKEN)[0]["n"]
    ahead = rows(
        db,
        f"SELECT count(*) AS n {_QUEUED} AND (attempts.due_at, attempts.id) < (:due_at, :id)",
        {"due_at": row["attempt_due_at"], "id": row["attempt_id"]},
    )[0]["n"]
    return None if ahead < free else ahead + 1 - max(free, 0)


def _to_call(row: Row, transitions: tuple[Transition, ...], queue_position: int | None) -> Call:
    return from_row(
        Call,
        row,
        order=from_row(CallOrder, row),
        result=from_row(Result, row),
        due_at=to_moment(row["attempt_due_at"]),
        agent_name=row["actual_agent_name"] or row["agent_name"],
        transitions=transitions,
        is_result_awaited=row["result_due_at"] is not None,
        queue_position=queue_position,
        outcomes=tuple(map(Outcome, json.loads(row["outcomes"]))),
    )
