"""What is written to the audit: who did what to which call, and which policy said no."""

from dataclasses import replace
from typing import Final

from bot.clock import Clock
from bot.domain.number_hash import NumberHasher
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.requesters import Requester
from bot.policies.verdicts import Ask, Delay, Deny, PolicyName
from bot.store.interface import Store
from bot.store.records import AuditEntry

ALLOW_QUIET: Final = "allow_quiet_hours"
NOTE_CONSENT: Final = "note_consent"
REQUEST: Final = "request"


class AuditLog:
    """Adds rows to the audit; they name orders and keyed hashes, no number and no name."""

    def __init__(self, store: Store, hasher: NumberHasher, clock: Clock) -> None:
        self._store = store
        self._hasher = hasher
        self._clock = clock

    async def record(
        self, action: str, user_id: str, order: CallOrder, order_id: str | None = None
    ) -> None:
        """Record what a person did; raises StoreError."""
        await self._store.audit.add(self._build(action, user_id, order, order_id))

    def build_quiet_pass(
        self,
        order: CallOrder,
        order_id: str | None = None,
        *,
        user_id: str | None = None,
    ) -> AuditEntry:
        """Build the row that says who let an order be dialed in quiet hours; it says why itself."""
        entry = self._build(ALLOW_QUIET, user_id or order.requested_by, order, order_id)
        return replace(entry, policy=PolicyName.QUIET_HOURS)

    def build_order(self, order: CallOrder) -> tuple[AuditEntry, ...]:
        """Build the rows of an order that is written: who asked for it, and what was passed."""
        asked = self._build(REQUEST, order.requested_by, order, None)
        quiet = (self.build_quiet_pass(order),) if order.quiet_reason else ()
        consent = (self.build_consent(order),) if order.consent_basis else ()
        return asked, *quiet, *consent

    def build_consent(
        self, order: CallOrder, order_id: str | None = None, *, user_id: str | None = None
    ) -> AuditEntry:
        """Build the row that says on what basis an order is dialed."""
        entry = self._build(NOTE_CONSENT, user_id or order.requested_by, order, order_id)
        return replace(entry, policy=PolicyName.CONSENT, value=order.consent_basis)

    def build_answer(
        self, action: str, requester: Requester, order: CallOrder, order_id: str
    ) -> AuditEntry:
        """Build the row of the answer of a second person, for a transaction."""
        entry = self._build(action, requester.user_id, order, order_id)
        return replace(entry, policy=PolicyName.APPROVAL, value=order.approval_for)

    async def record_request(self, action: str, requester: Requester, *, value: str) -> None:
        """Record what a person did that is about no order; raises StoreError."""
        await self._store.audit.add(self.build_request(action, requester, value=value))

    def build_request(
        self, action: str, requester: Requester, *, value: str, number: E164 | None = None
    ) -> AuditEntry:
        """Build the row of what a person did that is about no order, for a transaction."""
        return AuditEntry(
            at=self._clock.now(),
            workspace_id=requester.workspace_id,
            user_id=requester.user_id,
            action=action,
            value=value,
            number_hash=self._hasher.hash(number) if number else None,
        )

    async def record_denial(
        self, requester: Requester, policy: str, value: str, *, number: E164 | None
    ) -> None:
        """Record that a policy denied a person something; raises StoreError."""
        entry = self.build_request("deny", requester, value=value, number=number)
        await self._store.audit.add(replace(entry, policy=policy))

    async def record_verdict(self, verdict: Ask | Delay | Deny, order: CallOrder) -> None:
        """Record that a policy did not simply allow an order; raises StoreError."""
        await self._store.audit.add(self.build_verdict(verdict, order))

    def build_verdict(
        self, verdict: Ask | Delay | Deny, order: CallOrder, order_id: str | None = None
    ) -> AuditEntry:
        """Build the row of a verdict, to be written in a transaction."""
        action = type(verdict).__name__.lower()
        entry = self._build(action, order.requested_by, order, order_id)
        return replace(entry, policy=verdict.policy, value=verdict.value)

    def _build(
        self, action: str, user_id: str, order: CallOrder, order_id: str | None
    ) -> AuditEntry:
        return AuditEntry(
            at=self._clock.now(),
            workspace_id=order.workspace_id,
            user_id=user_id,
            action=action,
            order_id=order_id,
            number_hash=self._hasher.hash(order.to_number),
        )
