"""A database as months of use leave it: any number of calls, written faster than they happen."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.domain.callees import build_callee_key
from bot.domain.statuses import CallStatus, is_final
from bot.domain.workspaces import Sight, WorkspaceId
from bot.store.sqlite import SqliteStore

FINISHED: Final = (
    CallStatus.INITIATED,
    CallStatus.RINGING,
    CallStatus.ONGOING,
    CallStatus.ENDED,
)
LIVE: Final = FINISHED[:-1]
_FROM_NUMBER: Final = "+15551234567"
_DAY_SECONDS: Final = 86_400.0
# who types in the sandbox
ASKER: Final = "U0ALICE"
WORKSPACE: Final = WorkspaceId("T1")
_FIRST_NAMES: Final = (
    "John",
    "Mia",
    "José",
    "Zoë",
    "Ravi",
    "Amal",
    "Yuki",
    "Ivan",
    "Lea",
    "Tom",
    "Ana",
)
_LAST_NAMES: Final = (
    "Smith",
    "Chen",
    "Ñandú",
    "Müller",
    "Patel",
    "Haddad",
    "Sato",
    "Petrov",
    "Cohen",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Calls that went through the same statuses; without any they wait in line.

    Where `is_told` is False the replies are still to be posted and the cards to be edited. They
    happened now, or evenly in the last `days`.
    """

    size: int
    days: float = 0.0
    statuses: tuple[str, ...] = ()
    is_told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    number: int
    workspace_id: WorkspaceId
    crowd: Crowd
    channel_id: str
    requested_by: str
    at: float

    @property
    def order_id(self) -> str:
        return name_order(self.number)

    @property
    def status(self) -> str:
        return self.crowd.statuses[-1] if self.crowd.statuses else CallStatus.QUEUED


def name_order(number: int) -> str:
    """Return the id of an order; they are counted from 0."""
    return f"order-{number:07d}"


def name_call(number: int) -> str:
    """Return the API's id of the call that came of an order."""
    return f"call-{number:07d}"


def name_channel(number: int) -> str:
    """Return the id of a channel; they are counted from 0, and orders take them in turn."""
    return f"C0TEAM{number}"


def see_channels(number: int) -> Sight:
    """Return what somebody sees who is in so many channels."""
    return Sight(workspace_id=WORKSPACE, channel_ids=frozenset(map(name_channel, range(number))))


def name_person(number: int) -> str:
    """Return the id of a person; they are counted from 0, the asker, and ask in turn."""
    return f"U{number:07d}" if number else ASKER


def name_callee(number: int) -> str:
    """Return the phone number that an order is about."""
    return f"+1555{number:07d}"


async def fill(
    path: Path,
    *crowds: Crowd,
    channels: int,
    people: int | None = None,
    workspace_id: WorkspaceId = WORKSPACE,
) -> None:
    """Write the crowds into a new database, the first one as the oldest calls.

    So many `people` ask in so many `channels`, in turn; without a number everybody asks once.
    """
    store = SqliteStore(path, slots=1)
    await store.open()
    await store.close()
    entries = list(_count_off(crowds, channels, people, workspace_id))
    with closing(sqlite3.connect(path)) as db, db:
        _insert(db, "orders", _ORDER, map(_build_order, entries))
        _insert(db, "attempts", _ATTEMPT, map(_build_call, entries))
        _insert(db, "transitions", _TRANSITION, _build_transitions(entries))
        _insert(db, "outbox", _DELIVERY, _build_deliveries(entries))
        _insert(db, "preferences", _PREFERENCE, map(_build_preference, entries))


def _count_off(
    crowds: Sequence[Crowd], channels: int, people: int | None, workspace_id: WorkspaceId
) -> Iterator[_Entry]:
    now = datetime.now(UTC).timestamp()
    number = 0
    for crowd in crowds:
        for place in range(crowd.size):
            yield _Entry(
                number=number,
                workspace_id=workspace_id,
                crowd=crowd,
                channel_id=name_channel(number % channels),
                requested_by=name_person(number if people is None else number % people),
                at=now - crowd.days * _DAY_SECONDS * (1 - place / crowd.size),
            )
            number += 1


def _insert(
    db: sqlite3.Connection, table: str, columns: str, found: Iterable[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    sql = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - only constants
    db.executemany(sql, found)


_ORDER: Final = (
    "order_id, request_key, workspace_id, origin_channel_id, channel_id, thread_ts, requested_by, "
    "requested_by_name, to_number, from_number, variables, is_unusual_number, created_at, "
    "callee_key"
)
_ATTEMPT: Final = (
    "workspace_id, id, order_id, call_id, status, is_over, dial_tries, due_at, dialing_at, "
    "agent_name, agent_key"
)
_TRANSITION: Final = "attempt_id, seq, status, at"
_DELIVERY: Final = (
    "kind, workspace_id, delivery_id, order_id, seq, attempt_id, transition_seq, state, ts, "
    "revision, shown_revision"
)
_PREFERENCE: Final = "workspace_id, user_id, channel_id, from_number, variables, used_at"


def _build_order(entry: _Entry) -> tuple[Any, ...]:
    return (
        entry.order_id,
        f"command:{entry.number}",
        entry.workspace_id,
        entry.channel_id,
        entry.channel_id,
        _name_ts(entry, 0),
        entry.requested_by,
        "ann",
        name_callee(entry.number),
        _FROM_NUMBER,
        json.dumps({"name": _name(entry.number)}),
        0,
        entry.at,
        build_callee_key(name_callee(entry.number), _name(entry.number)),
    )


def _build_call(entry: _Entry) -> tuple[Any, ...]:
    was_dialed = bool(entry.crowd.statuses)
    return (
        entry.workspace_id,
        entry.number + 1,
        entry.order_id,
        name_call(entry.number) if was_dialed else None,
        entry.status,
        int(is_final(entry.status)),
        int(was_dialed),
        entry.at,
        entry.at if was_dialed else None,
        "Booker",
        "booker",
    )


def _build_transitions(entries: Iterable[_Entry]) -> Iterator[tuple[Any, ...]]:
    for entry in entries:
        for seq, status in enumerate(entry.crowd.statuses, start=1):
            yield entry.number + 1, seq, status, entry.at


def _build_deliveries(entries: Iterable[_Entry]) -> Iterator[tuple[Any, ...]]:
    for entry in entries:
        call, is_told = entry.number + 1, entry.crowd.is_told
        for seq in range(len(entry.crowd.statuses) + 1):
            stands = is_told or seq == 0
            yield (
                "call_thread",
                entry.workspace_id,
                f"{entry.number:07d}-{seq:02d}",
                entry.order_id,
                seq,
                call,
                seq or None,
                "sent" if stands else "pending",
                _name_ts(entry, seq) if stands else None,
                1 if is_told or seq else 2,
                int(stands),
            )


def _build_preference(entry: _Entry) -> tuple[Any, ...]:
    return (
        entry.workspace_id,
        entry.requested_by,
        entry.channel_id,
        _FROM_NUMBER,
        '{"name": "John"}',
        entry.at,
    )


def _name(number: int) -> str:
    return f"{_FIRST_NAMES[number % len(_FIRST_NAMES)]} {_LAST_NAMES[number % len(_LAST_NAMES)]}"


def _name_ts(entry: _Entry, seq: int) -> str:
    return f"{1_700_000_000 + entry.number}.{seq:06d}"
