"""Results: what a call brought, as far as it is known, and when to ask for the rest."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from bot.domain.calls import Call, Result
from bot.store.sqlite.database import Database
from bot.store.sqlite.outbox import refresh_card, refresh_last_reply
from bot.store.sqlite.rows import find_latest, one, read_call, rows, to_moment
from bot.store.sqlite.watches import refresh_watch_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class DueResult:
    """A call that is over and whose result is not complete; `tries` counts the questions asked."""

    order_id: str
    call_id: str
    attempt: int
    tries: int
    ended_at: datetime


class Results:
    """The result collector's view of the store."""

    def __init__(self, database: Database, slots: int) -> None:
        self._database = database
        self._slots = slots

    async def due(self, *, at: datetime) -> tuple[DueResult, ...]:
        """Return the calls whose result should be asked for now, the most overdue first."""
        found = await self._database.read(
            lambda db: rows(
                db,
                """
                SELECT order_id, call_id, attempt, result_tries,
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
                attempt=row["attempt"],
                tries=row["result_tries"],
                ended_at=to_moment(row["ended_at"]),
            )
            for row in found
        )

    async def next_at(self) -> datetime | None:
        """Return when the next result should be asked for, None where none is awaited."""
        found = await self._database.read(
            lambda db: one(
                db, "SELECT min(result_due_at) AS at FROM calls WHERE result_due_at IS NOT NULL"
            )
        )
        return None if found is None or found["at"] is None else to_moment(found["at"])

    async def postpone(self, order_id: str, *, until: datetime, attempt: int | None = None) -> None:
        """Ask for a result later; this try does not count.

        It is about the latest attempt of the order, and does nothing where `attempt` is another.
        """

        def work(db: sqlite_utils.Database) -> None:
            call = find_latest(db, order_id, attempt)
            if call is not None:
                db.execute(
                    "UPDATE calls SET result_due_at = ? WHERE id = ? AND result_due_at IS NOT NULL",
                    [until.timestamp(), call["id"]],
                )

        await self._database.write(work)

    async def note(
        self,
        order_id: str,
        result: Result,
        *,
        agent_name: str | None,
        ask_again_at: datetime | None,
        attempt: int | None = None,
    ) -> None:
        """Keep what is known of a result; the last reply and the card show it where it is news.

        It is about the latest attempt of the order, and does nothing where `attempt` is another.
        """

        def work(db: sqlite_utils.Database) -> None:
            call = find_latest(db, order_id, attempt)
            if call is None:
                return
            before = read_call(db, order_id, self._slots)
            _write_result(db, call["id"], result, agent_name, ask_again_at)
            after = read_call(db, order_id, self._slots)
            if before is None or after is None:
                return
            if (before.result, before.is_result_awaited) != (after.result, after.is_result_awaited):
                refresh_last_reply(db, order_id)
            if _shown_on_card(before) != _shown_on_card(after):
                refresh_card(db, order_id)
                refresh_watch_lines(db, call["id"])

        await self._database.write(work)


def _shown_on_card(call: Call) -> tuple[object, ...]:
    return call.result.duration_ms, call.agent_name


def _write_result(
    db: sqlite_utils.Database,
    call: int,
    result: Result,
    agent_name: str | None,
    ask_again_at: datetime | None,
) -> None:
    params: dict[str, Any] = {
        "call": call,
        "duration_ms": result.duration_ms,
        "summary": result.summary,
        "extracted": json.dumps(dict(result.extracted)),
        "collected": json.dumps(dict(result.collected)),
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
        WHERE id = :call
        """,
        params,
    )
