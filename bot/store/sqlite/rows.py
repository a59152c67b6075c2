"""Rows of the database as the values the rest of the bot knows, and the way they are asked for."""

import json
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

import sqlite_utils

from bot.domain.calls import Call, Result, Transition
from bot.domain.meanings import Outcome
from bot.domain.orders import CallOrder
from bot.domain.statuses import CallStatus
from bot.domain.workspaces import ChannelKey

T = TypeVar("T", bound=Hashable)
Connection = sqlite_utils.Database
Row = Mapping[str, Any]

OF_CHANNEL: Final = "workspace_id = :workspace_id AND channel_id = :channel_id"
_CALLS: Final = """
    SELECT orders.*, attempts.id AS attempt_id, attempts.call_id, attempts.attempt, attempts.status,
        attempts.reason, attempts.due_at AS attempt_due_at, attempts.is_automatic,
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


def to_moment(seconds: float) -> datetime:
    """Turn Unix seconds into an aware UTC time."""
    return datetime.fromtimestamp(seconds, UTC)


# what is kept in another form, by the type of its field
_DECODERS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    bool: bool,
    datetime: to_moment,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Mapping: json.loads,
    tuple: lambda text: tuple(json.loads(text)),
}


def to_columns(value: Any) -> dict[str, Any]:
    """Return the fields of a value by name; columns are called like them."""
    kind: type = type(value)
    return {name: getattr(value, name) for name in _find_decoders(kind)}


def from_row(kind: type[T], row: Row, /, **given: Any) -> T:
    """Build a value of the columns that are called like its fields, and of what is given."""
    decoded = {
        name: decode(row[name]) if decode and row[name] is not None else row[name]
        for name, decode in _find_decoders(kind).items()
        if name not in given
    }
    return kind(**decoded, **given)


@cache
def _find_decoders(kind: type) -> dict[str, Callable[[Any], Any] | None]:
    return {name: _find_decoder(hint) for name, hint in get_type_hints(kind).items()}


def _find_decoder(hint: Any) -> Callable[[Any], Any] | None:
    kinds = (hint, get_origin(hint), *get_args(hint))
    return next((_DECODERS[kind] for kind in kinds if kind in _DECODERS), None)


def encode(value: Any) -> Any:
    """Turn a value into what a column holds: times into Unix seconds, others into JSON."""
    match value:
        case None | str() | int() | float():
            return value
        case datetime():
            return value.timestamp()
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case Mapping():
            return json.dumps(dict(value))
        case tuple():
            return json.dumps(value)
    return value


def rows(db: Connection, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
    """Return all rows at once; a half-read answer would keep the log file from shrinking."""
    cursor = db.execute(sql, _encode_all(params))
    names = [column[0] for column in cursor.description]
    # not db.query, whose savepoint around each of them takes as long as the query
    return [dict(zip(names, row, strict=True)) for row in cursor]


def one(db: Connection, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
    """Return the first row, None where there is none."""
    return next(iter(rows(db, sql, params)), None)


def run(db: Connection, sql: str, params: Mapping[str, Any] | None = None) -> int:
    """Run a statement; returns how many rows it changed."""
    return db.execute(sql, _encode_all(params)).rowcount


def insert(db: Connection, table: str, values: Mapping[str, Any], ending: str = "") -> Any:
    """Insert a row; returns what an `ending` with RETURNING says, None where nothing."""
    marks = ", ".join(f":{name}" for name in values)
    sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) {ending}"
    row = db.execute(sql, _encode_all(values)).fetchone()
    return None if row is None else row[0]


def upsert(db: Connection, table: str, key: Collection[str], values: Mapping[str, Any]) -> None:
    """Insert a row, in place of the one that has its key."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name not in key)
    insert(db, table, values, f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}")


def update_attempt(db: Connection, attempt_id: int, **changes: Any) -> None:
    """Write columns of an attempt anew."""
    assignments = ", ".join(f"{name} = :{name}" for name in changes)
    run(db, f"UPDATE attempts SET {assignments} WHERE id = :id", {**changes, "id": attempt_id})


def delete_of(db: Connection, table: str, channel: ChannelKey) -> bool:
    """Delete what a table holds of a channel; False where that is nothing."""
    return run(db, f"DELETE FROM {table} WHERE {OF_CHANNEL}", channel._asdict()) > 0


def _encode_all(params: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: encode(value) for name, value in (params or {}).items()}


def expand(name: str, values: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """Return what stands in `IN (…)` for values, and the parameters it names."""
    params = {f"{name}{index}": value for index, value in enumerate(values)}
    return ", ".join(f":{each}" for each in params) or "NULL", params


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
