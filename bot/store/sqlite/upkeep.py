"""Upkeep: whose file this is, how large it gets, and what it holds of calls of long ago."""

from datetime import datetime
from typing import Final

from bot.domain.statuses import CallStatus
from bot.domain.time_zones import find_middle_zone, zones_of
from bot.store.interface import LEASE, Upkeep
from bot.store.sqlite.inbox import delete_old
from bot.store.sqlite.rows import Connection, Row, rows, run, to_moment
from bot.store.sqlite.store_part import StorePart, writes
from bot.store.sqlite.transitions import record_transition

# in one transaction, which nothing notices that waits for it
_AT_ONCE: Final = 20
# an order is forgotten as a whole
_OLD: Final = """
    SELECT attempts.id, attempts.order_id, attempts.due_at, orders.workspace_id,
        orders.channel_id, orders.to_number, orders.callee_time_zone
    FROM attempts JOIN orders ON orders.order_id = attempts.order_id
    WHERE is_over = 1 AND is_forgotten = 0 AND coalesce(over_at, attempts.due_at) < :before
        AND NOT EXISTS (
            SELECT 1 FROM attempts AS another WHERE another.order_id = attempts.order_id
            AND (another.is_over = 0 OR coalesce(another.over_at, another.due_at) >= :before)
        )
        AND NOT EXISTS (
            SELECT 1 FROM holds WHERE holds.workspace_id = orders.workspace_id
            AND holds.number_hash = orders.number_hash
        )
    ORDER BY coalesce(over_at, attempts.due_at) LIMIT :limit
"""
_UNDECIDED: Final = """
    SELECT * FROM attempts WHERE is_over = 0 AND status = 'overdue' AND due_at < :before
    ORDER BY due_at LIMIT :limit
"""
_OLD_EVIDENCE: Final = """
    UPDATE orders SET number_hash = NULL WHERE order_id IN (
        SELECT order_id FROM orders WHERE to_number = '' AND number_hash IS NOT NULL
            AND created_at < :before AND NOT EXISTS (
                SELECT 1 FROM holds WHERE holds.workspace_id = orders.workspace_id
                AND holds.number_hash = orders.number_hash
            )
        LIMIT :limit
    )
"""
# what is counted stays: statuses, times, lengths, agents, and where the callee's clock is
_FORGET: Final = (
    """
    UPDATE orders SET to_number = '', number_hash = coalesce(number_hash, :number_hash),
        requested_by_name = '', variables = '{}', callee_name = '', last_action = NULL,
        callee_time_zone = :zone, quiet_allowed_by = NULL, quiet_reason = NULL,
        consent_basis = NULL, consent_by = NULL, approved_by = '', approved_hash = ''
    WHERE order_id = :order_id
    """,
    """
    UPDATE attempts SET is_forgotten = 1, call_id = NULL, reason = NULL, summary = NULL,
        extracted = '{}', collected = '{}', has_transcript = 0, has_recording = 0,
        result_due_at = NULL, retry_pending = 0
    WHERE id = :id
    """,
)
# they stand in Slack as they are
_FORGET_MESSAGES: Final = (
    """
    DELETE FROM permalinks WHERE workspace_id = :workspace_id AND channel_id = :channel_id
        AND ts IN (SELECT ts FROM outbox WHERE order_id = :order_id)
    """,
    "DELETE FROM outbox WHERE order_id = :order_id AND seq > 0",
    "DELETE FROM outbox WHERE attempt_id = :id AND kind = 'watch_line'",
)
_SET_BACK: Final = (
    """
    UPDATE attempts SET dial_not_before = dial_not_before - :seconds,
        due_at = CASE WHEN is_automatic = 1 AND status = 'scheduled'
            THEN due_at - :seconds ELSE due_at END
    WHERE is_over = 0
    """,
    """
    UPDATE outbox SET revision = revision + 1 WHERE seq = 0 AND order_id IN
    (SELECT order_id FROM attempts WHERE is_over = 0 AND is_automatic = 1 AND status = 'scheduled')
    """,
    """
    UPDATE attempts SET result_due_at = result_due_at - :seconds WHERE result_due_at IS NOT NULL
    """,
    """
    UPDATE outbox SET not_before = not_before - :seconds
    WHERE not_before > 0 AND (state IN ('pending', 'sending')
        OR (state = 'sent' AND revision > shown_revision))
    """,
    "UPDATE file_notes SET seen_at = seen_at - :seconds, copied_at = copied_at - :seconds",
    # nobody claims anything for longer than a lease
    "UPDATE outbox SET claimed_until = :lease_end WHERE claimed_until > :lease_end",
    "UPDATE attempts SET claimed_until = :lease_end WHERE claimed_until > :lease_end",
    # a dial that lies ahead would count against the caps until its day has come and gone
    """
    UPDATE transitions SET at = at - :seconds
    WHERE at > :at AND attempt_id IN (SELECT id FROM attempts WHERE dialing_at > :at)
    """,
    """
    UPDATE attempts SET dialing_at = dialing_at - :seconds,
        over_at = CASE WHEN over_at > :at THEN over_at - :seconds ELSE over_at END
    WHERE dialing_at > :at
    """,
)


class SqliteUpkeep(StorePart, Upkeep):
    """The upkeep of the file."""

    @property
    def is_copy(self) -> bool:
        return self._database.is_copy

    @property
    def log_bytes(self) -> int:
        return self._database.file.measure_log()

    async def wait_until_gone(self) -> None:
        await self._database.was_gone.wait()

    async def keep(self) -> None:
        await self._database.keep()

    async def copied_at(self) -> datetime | None:
        return await self._database.fetch_moment("SELECT copied_at AS at FROM file_notes")

    async def tidy(self) -> None:
        await self._database.tidy()

    async def last_written_at(self) -> datetime | None:
        return await self._database.fetch_moment("SELECT seen_at AS at FROM file_notes")

    @writes
    def set_back(self, db: Connection, seconds: float, *, at: datetime) -> None:
        for statement in _SET_BACK:
            run(db, statement, {"seconds": seconds, "at": at, "lease_end": at + LEASE})

    @writes
    def forget(
        self,
        db: Connection,
        *,
        before: datetime,
        at: datetime,
        evidence_before: datetime,
        reason: str,
    ) -> bool:
        delete_old(db, at, before=before)
        limits = {"before": before, "limit": _AT_ONCE}
        undecided, old = rows(db, _UNDECIDED, limits), rows(db, _OLD, limits)
        for attempt in undecided:
            record_transition(db, attempt, CallStatus.WITHDRAWN, at, reason)
        for attempt in old:
            forget_call(db, attempt, self._database.hasher.hash(attempt["to_number"]))
            for statement in _FORGET_MESSAGES:
                run(db, statement, attempt)
        evidence = {"before": evidence_before, "limit": _AT_ONCE}
        return bool(undecided or old or run(db, _OLD_EVIDENCE, evidence))


def forget_call(db: Connection, attempt: Row, number_hash: str) -> None:
    """Forget who was called and what was said, inside the caller's transaction; a hash stays."""
    zones = zones_of(attempt["to_number"], attempt["callee_time_zone"])
    middle = find_middle_zone(to_moment(attempt["due_at"]), zones)
    zone = middle.key if middle else None
    values = {**attempt, "zone": zone, "number_hash": number_hash}
    for statement in _FORGET:
        run(db, statement, values)
