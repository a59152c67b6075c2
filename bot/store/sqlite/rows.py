"""Rows of the database as the values the rest of the bot knows, and the way they are asked for."""

import json
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

import sqlite_utils

from bot.domain.workspaces import ChannelKey

T = TypeVar("T", bound=Hashable)
Connection = sqlite_utils.Database
Row = Mapping[str, Any]

OF_CHANNEL: Final = "workspace_id = :workspace_id AND channel_id = :channel_id"


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


def delete_of(db: Connection, table: str, channel: ChannelKey) -> bool:
    """Delete what a table holds of a channel; False where that is nothing."""
    return run(db, f"DELETE FROM {table} WHERE {OF_CHANNEL}", channel._asdict()) > 0


def _encode_all(params: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: encode(value) for name, value in (params or {}).items()}


def expand(name: str, values: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """Return what stands in `IN (…)` for values, and the parameters it names."""
    params = {f"{name}{index}": value for index, value in enumerate(values)}
    return ", ".join(f":{each}" for each in params) or "NULL", params
