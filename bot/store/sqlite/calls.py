"""Calls: what is known of each, which are live, and how they move on."""

from datetime import datetime
from typing import Final

from bot.domain.calls import Call
from bot.domain.phone_numbers import E164
from bot.domain.statuses import WAITING, CallStatus
from bot.errors import OrderNotFoundError
from bot.store.interface import Calls
from bot.store.records import LiveCall
from bot.store.sqlite.attempt_rows import LIVE, NOT_LATER, find_latest, find_latest_of, read_call
from bot.store.sqlite.listings import SET_AGENT, build_agent
from bot.store.sqlite.messages import refresh_card
from bot.store.sqlite.rows import Connection, expand, one, rows, run
from bot.store.sqlite.store_part import StorePart, reads, writes
from bot.store.sqlite.transitions import apply_status

_LEARN_OWN_AGENT: Final = """
    INSERT INTO own_agents (from_number, agent_id)
    SELECT from_number, CAST(:agent_id AS TEXT) FROM orders
    WHERE order_id = :order_id AND agent_id IS NULL
    ON CONFLICT (from_number) DO UPDATE SET agent_id = excluded.agent_id
"""


class SqliteCalls(StorePart, Calls):
    """The calls in SQLite."""

    async def get(self, order_id: str) -> Call:
        def work(db: Connection) -> Call | None:
            latest = find_latest_of(db, order_id)
            return None if latest is None else read_call(db, latest["id"], self._slots)

        call = await self._database.read(work)
        if call is None:
            raise OrderNotFoundError
        return call

    async def get_attempt(self, attempt_id: int) -> Call:
        call = await self._database.read(lambda db: read_call(db, attempt_id, self._slots))
        if call is None:
            raise OrderNotFoundError
        return call

    @writes
    def record_placed(
        self,
        db: Connection,
        attempt_id: int,
        *,
        call_id: str,
        status: str,
        agent_name: str | None,
        at: datetime,
        is_unseen: bool = False,
        agent_id: str | None = None,
    ) -> bool:
        attempt = find_latest(db, attempt_id)
        if attempt is None or attempt["status"] in WAITING:
            return False
        taken = one(db, "SELECT id FROM attempts WHERE call_id = :id", {"id": call_id})
        if taken is not None:
            return bool(taken["id"] == attempt_id)
        run(
            db,
            f"UPDATE attempts SET call_id = :call_id, agent_id = :agent_id, {SET_AGENT}, "
            "reason = NULL WHERE id = :id AND is_over = 0",
            {
                "call_id": call_id,
                "agent_id": agent_id,
                "id": attempt_id,
                **build_agent(agent_name),
            },
        )
        apply_status(db, attempt_id, status, at, is_unseen=is_unseen)
        if agent_id:
            run(db, _LEARN_OWN_AGENT, {"agent_id": agent_id, "order_id": attempt["order_id"]})
        return True

    @reads
    def find_own_agent(self, db: Connection, from_number: E164) -> str | None:
        return find_own_agent(db, from_number)

    async def add_transition(
        self, attempt_id: int, status: str, *, at: datetime, reason: str | None = None
    ) -> bool:
        return await self._database.write(
            lambda db: apply_status(db, attempt_id, status, at, reason)
        )

    @writes
    def record_observed(
        self,
        db: Connection,
        attempt_id: int,
        status: str,
        *,
        at: datetime,
        duration_ms: int | None,
        agent_name: str | None,
        is_unseen: bool = False,
    ) -> bool:
        attempt = find_latest(db, attempt_id)
        if attempt is None or attempt["status"] in WAITING:
            return False
        before = read_call(db, attempt_id, self._slots)
        run(
            db,
            "UPDATE attempts SET duration_ms = coalesce(:duration_ms, duration_ms), "
            f"{SET_AGENT} WHERE id = :id AND is_over = 0",
            {"duration_ms": duration_ms, "id": attempt_id, **build_agent(agent_name)},
        )
        after = read_call(db, attempt_id, self._slots)
        is_renamed = bool(before and after and before.agent_name != after.agent_name)
        if is_renamed:
            refresh_card(db, attempt["order_id"])
        return apply_status(db, attempt_id, status, at, is_unseen=is_unseen) or is_renamed

    @writes
    def record_action(self, db: Connection, order_id: str, action: str) -> None:
        sql = "UPDATE orders SET last_action = :action WHERE order_id = :order_id"
        run(db, sql, {"action": action, "order_id": order_id})
        refresh_card(db, order_id)

    async def live(self) -> tuple[LiveCall, ...]:
        sql = f"""
            SELECT attempts.id AS attempt_id, attempts.workspace_id, attempts.order_id,
                attempts.call_id, attempts.status, attempts.dialing_at, attempts.agent_name,
                orders.from_number, orders.to_number,
                coalesce((SELECT max(at) FROM transitions WHERE attempt_id = attempts.id),
                    attempts.dialing_at) AS changed_at
            FROM attempts JOIN orders ON orders.order_id = attempts.order_id
            WHERE {LIVE} ORDER BY attempts.id
        """
        return await self._database.find_all(LiveCall, sql)

    async def count_open(self) -> tuple[int, int]:
        found = await self._database.fetch(f"SELECT status FROM attempts WHERE {NOT_LATER}")
        waiting = sum(row["status"] == CallStatus.QUEUED for row in found)
        return len(found) - waiting, waiting

    async def known(self, call_ids: tuple[str, ...]) -> frozenset[str]:
        marks, params = expand("id", call_ids)
        sql = f"SELECT call_id FROM attempts WHERE call_id IN ({marks})"
        return frozenset(row["call_id"] for row in await self._database.fetch(sql, params))

    @writes
    def recover(
        self, db: Connection, *, at: datetime, reason: str, include_own: bool = False
    ) -> int:
        # a claim of our own that expired belongs to a dial that may still be on its way
        sql = f"""
            SELECT id FROM attempts WHERE is_over = 0 AND status = 'dialing' AND (
                claimed_by IS NULL OR (claimed_by != :claimed_by AND claimed_until <= :at)
                {"OR claimed_by = :claimed_by" if include_own else ""}
            )
        """
        found = rows(db, sql, self._database.build_claim(at))
        for row in found:
            apply_status(db, row["id"], CallStatus.UNCONFIRMED, at, reason)
        return len(found)


def find_own_agent(db: Connection, from_number: E164) -> str | None:
    """Return the agent that a caller ID has of its own, inside the caller's transaction."""
    sql = "SELECT agent_id FROM own_agents WHERE from_number = :from_number"
    row = one(db, sql, {"from_number": from_number})
    return None if row is None else str(row["agent_id"])
