"""The calls in line for a dial."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol

from bot.domain.calls import Call
from bot.domain.rules import StoredFacts
from bot.store.records import GateDecision

# pure, because it is asked inside a transaction; None is to dial it now
DialGate = Callable[[Call, StoredFacts], GateDecision | None]


class Queue(Protocol):
    """The calls that wait for one of the account's slots, the first that was due first.

    Attempts that are passed over count as if they were not in it.
    """

    async def first(self, *, passing_over: Collection[int] = ()) -> Call | None:
        """Return the first call of the queue."""

    async def claim_slot(
        self,
        *,
        at: datetime,
        gate: DialGate | None = None,
        attempt_id: int | None = None,
        passing_over: Collection[int] = (),
    ) -> Call | None:
        """Decide, durably, about the first call of the queue; None where none may be dialed.

        It comes back `dialing`, claimed for LEASE, or as the gate has it: scheduled, or over; or as
        it was, where it is not the `attempt_id` that the gate was prepared for. Then ask again for
        the next one. Queued is only who has a card in Slack, and while the first has to wait for
        the API, so do the others.
        """

    async def next_dial_at(self, *, passing_over: Collection[int] = ()) -> datetime | None:
        """Return when the first call of the queue may be dialed, None where it is empty."""

    async def renew_lease(self, attempt_id: int, *, at: datetime) -> bool:
        """Claim a call for LEASE from now on; False where it is no longer this process's to dial.

        So it is, too, where the claim expired: what was decided about it then may no longer be so.
        """

    async def put_back(
        self,
        attempt_id: int,
        *,
        not_before: datetime,
        reason: str | None,
        is_try: bool = True,
        busy_since: datetime | None = None,
    ) -> None:
        """Return a call that was certainly not dialed to its place in the queue.

        Without `is_try` this does not count as one of `dial_tries`. `busy_since` is kept only
        where none is yet.
        """

    async def withdraw(self, order_id: str, *, at: datetime, reason: str) -> bool:
        """Take a waiting or later call back; False where it was dialed already or is over."""

    async def close_unopened(self, order_id: str, *, reason: str) -> bool:
        """End an order whose card Slack refused; False where somebody was called, or may be."""
