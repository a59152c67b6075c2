"""Calls that wait for a second person: asked for, allowed, declined, over after a day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.calls import Call
from bot.domain.rules import StoredFacts
from bot.store.records import AuditEntry, GateDecision


class Approvals(Protocol):
    """Approvals; every method may raise StoreError.

    An answer counts for the attempt that waits and for what was shown of it, as `hash_shown` has
    it; of several answers the first one.
    """

    async def scheduled(self) -> tuple[tuple[Call, StoredFacts], ...]:
        """Return the calls whose time has not come, with what policies judge them by."""

    async def ask_for(self, attempt_id: int, decision: GateDecision, *, at: datetime) -> None:
        """Let a call wait for a second person whose time has not come."""

    async def untold(self) -> tuple[Call, ...]:
        """Return the calls that wait and of which no approver was told."""

    async def tell(self, call: Call, approvers: Sequence[str], *, at: datetime) -> None:
        """Owe approvers a message about a call that waits."""

    async def approve(
        self, order_id: str, attempt: int, shown: str, *, at: datetime, by: str, audit: AuditEntry
    ) -> bool:
        """Let a call go on, now or at its time; False where it waits for no such answer."""

    async def decline(
        self,
        order_id: str,
        attempt: int,
        shown: str,
        *,
        at: datetime,
        reason: str,
        audit: AuditEntry,
    ) -> bool:
        """Let a call not be made; False where it waits for no such answer."""

    async def expire(self, *, at: datetime, reason: str) -> int:
        """Let calls not be made that nobody answered for in a day; returns how many."""

    async def next_at(self) -> datetime | None:
        """Return when the next call is over for want of an answer, None where none waits."""
