"""What people asked for, written down once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.domain.calls import Call
from bot.domain.consents import Consent
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.store.records import AuditEntry

# pure, because it is asked inside a transaction: whether an order may be written, by the number's
# calls of late
OrderGate = Callable[[tuple[Call, ...]], bool]
LATELY: Final = timedelta(days=1)


class Orders(Protocol):
    """What people asked for, each written down once however often the request arrives."""

    async def add(
        self,
        order: CallOrder,
        *,
        at: datetime,
        rules_version: int = 0,
        received_key: str = "",
        gate: OrderGate | None = None,
        audit: Sequence[AuditEntry] = (),
    ) -> tuple[str, bool]:
        """Write an order, its call and its card down together; returns its id and if it is new.

        The call is scheduled where its time has not come, else queued. `received_key` is the row
        of the inbox that became it, where that has another key than the order. With `audit` go
        rows of the audit about it. Where the gate says no, nothing is written, and the id is "".
        """

    async def allow_quiet(
        self, order_id: str, *, until: datetime, by: str, reason: str, audit: AuditEntry
    ) -> None:
        """Let an order be dialed in quiet hours until then, with the row of the audit for it."""

    async def note_consent(self, order_id: str, consent: Consent, *, audit: AuditEntry) -> None:
        """Note on what basis an order is dialed, once; the row of the audit is written with it."""

    async def note_zone(self, order_id: str, zone: str) -> None:
        """Note the zone that somebody said the callee is in."""

    async def lately_to(
        self, workspace_id: WorkspaceId, number: E164, *, at: datetime
    ) -> tuple[Call, ...]:
        """Return the newest calls to a number that are not over, or for no longer than LATELY."""

    async def find_by_key(self, request_key: str) -> str | None:
        """Return the order a request became, None where it became none."""

    async def stale(self, *, at: datetime, waiting_before: datetime) -> tuple[str, ...]:
        """Return the queued orders nobody counts on any more, oldest first.

        They were due before `waiting_before`, or have no card in Slack, which took no message in
        their channel for OPENS_WITHIN.
        """

    async def check_writable(self) -> None:
        """Raise StoreError where a write would fail, before anything depends on it."""
