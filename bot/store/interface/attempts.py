"""The attempts to reach somebody whose time is to come."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.calls import Call
from bot.domain.orders import CallOrder
from bot.domain.workspaces import Sight
from bot.store.records import ListKey

# says in words why a call is refused
Reason = Callable[[CallOrder], str]


class Attempts(Protocol):
    """Calls whose time has not come, and the further attempts of those nobody answered."""

    async def take_due(self, *, at: datetime) -> bool:
        """Queue every call whose time has come; False where there was none.

        One whose time passed more than 15 minutes ago is overdue instead, and its thread says so.
        """

    async def refuse_ended(self, *, at: datetime, reason: Reason) -> bool:
        """Refuse every call that waits longer than it is wanted; False where there was none."""

    async def next_at(self) -> datetime | None:
        """Return when a call is next due or no longer wanted, None where none waits for that."""

    async def reschedule(
        self, attempt_id: int, *, due_at: datetime, requester_time_zone: str | None
    ) -> bool:
        """Give a scheduled or overdue call another time; False where it is too late for that."""

    async def dial_now(self, attempt_id: int, *, at: datetime) -> bool:
        """Queue a scheduled or overdue call at once; False where it is too late for that."""

    async def add_after(
        self,
        attempt_id: int,
        *,
        due_at: datetime,
        is_automatic: bool = False,
        by: str | None = None,
    ) -> bool:
        """Schedule the attempt after one that nobody answered, in the same order and thread.

        False where it did not end busy or unanswered. `is_automatic` says that no person chose the
        time, so that it may be delayed; `by` is the person who did.
        """

    async def awaiting_retry(self) -> tuple[Call, ...]:
        """Return the calls that will be tried again and have no next attempt yet."""

    async def stop_trying(self, order_id: str, *, at: datetime, reason: str | None = None) -> bool:
        """Let no attempt follow the latest one, nor that one where it is a further one and waits.

        False where there was nothing to stop. `reason` says in words why, where no person did it.
        """

    async def hold_all(self, *, at: datetime, reason: str) -> int:
        """Dial nobody who waits before somebody says so, as where a time was missed; say how many.

        Whoever is being called is not called again by itself, however that ends. Requests that are
        no orders yet are asked about, too, as if they were old.
        """

    async def upcoming(
        self, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        """Return the upcoming calls of lists, the next first, and how many there are."""
