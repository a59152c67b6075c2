"""A second person: asked where the team wants it, and heard once."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from bot.calling.gate import Gate
from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.requesters import Requester
from bot.messaging.admin_notices import AdminNotices
from bot.reporting.audit import AuditLog
from bot.signals import Signal, Signals
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.ui.approvals import NOBODY_ANSWERED, format_declined

APPROVE: Final = "approve"
DECLINE: Final = "decline"
_LATER: Final = timedelta(minutes=1).total_seconds()
_log = logging.getLogger(__name__)


class ApprovalDesk:
    """Holds calls before their time, tells approvers, and takes their answers."""

    def __init__(
        self,
        store: Store,
        facts: SlackFacts,
        gate: Gate,
        notices: AdminNotices,
        audit: AuditLog,
        clock: Clock,
        signals: Signals,
        *,
        approvers: frozenset[str] | None,
        require_approver: Callable[[Requester, frozenset[str]], Awaitable[None]],
    ) -> None:
        self._store = store
        self._facts = facts
        self._gate = gate
        self._notices = notices
        self._audit = audit
        self._clock = clock
        self._signals = signals
        self._approvers = approvers
        self._require_approver = require_approver

    async def run(self) -> float | None:
        """Ask for what has to be allowed, tell approvers of it, and end what nobody answered for.

        Returns the seconds until there is something to end, None where nothing waits.
        """
        if await self._ask_early():
            self._signals.emit(Signal.QUEUE_CHANGED)
        if await self._store.approvals.next_at() is None:
            return None
        if await self._store.approvals.expire(at=self._clock.now(), reason=NOBODY_ANSWERED):
            self._signals.emit(Signal.QUEUE_CHANGED)
        is_told = all([await self._tell(call) for call in await self._store.approvals.untold()])
        next_at = await self._store.approvals.next_at()
        if next_at is None:
            return None
        seconds = max(0.0, (next_at - self._clock.now()).total_seconds())
        return seconds if is_told else min(seconds, _LATER)

    async def _ask_early(self) -> int:
        """Ask about calls whose time has not come, so that there is time to answer."""
        if self._approvers is None:
            return 0
        asked = 0
        for call, stored in await self._store.approvals.scheduled():
            decision = self._gate.find_approval(call, stored)
            if decision is not None:
                await self._store.approvals.ask_for(call.attempt_id, decision, at=self._clock.now())
                asked += 1
        return asked

    async def approve(self, call: Call, requester: Requester, shown: str, attempt: int) -> bool:
        """Let a call be dialed; False where it waits for no such answer.

        Raises DeniedError for who may not answer for it.
        """
        await self._require_approver(requester, call.requesters)
        is_done = await self._store.approvals.approve(
            call.order_id,
            attempt,
            shown,
            at=self._clock.now(),
            by=await self._facts.find_name(requester),
            audit=self._audit.build_answer(APPROVE, requester, call.order, call.order_id),
        )
        return self._finish(is_done)

    async def decline(self, call: Call, requester: Requester, shown: str, attempt: int) -> bool:
        """Let a call not be made; False where it waits for no such answer."""
        await self._require_approver(requester, call.requesters)
        is_done = await self._store.approvals.decline(
            call.order_id,
            attempt,
            shown,
            at=self._clock.now(),
            reason=format_declined(await self._facts.find_name(requester)),
            audit=self._audit.build_answer(DECLINE, requester, call.order, call.order_id),
        )
        return self._finish(is_done)

    def _finish(self, is_done: bool) -> bool:
        if is_done:
            self._signals.emit(Signal.SCHEDULE_CHANGED)
        return is_done

    async def _tell(self, call: Call) -> bool:
        """Owe approvers a message; False where nobody is known who could be told."""
        named = self._approvers or frozenset()
        people = await self._notices.find_approvers(named, requesters=call.requesters)
        if people:
            await self._store.approvals.tell(call, people, at=self._clock.now())
            self._signals.emit(Signal.MESSAGE_ADDED)
        return bool(people)
