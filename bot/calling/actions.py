"""What people do to calls that were not dialed yet, or to be tried again, with the audit of it."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from bot.calling.gate import Gate
from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.consents import Consent, ConsentSource
from bot.domain.requesters import Requester
from bot.errors import DeniedError, StoreError
from bot.policies.consents import note_consent
from bot.policies.quiet_hours import LOOK_AGAIN_AFTER
from bot.policies.times import STALE, is_stale
from bot.policies.verdicts import Allow, Ask, Deny, PolicyName
from bot.reporting.audit import AuditLog
from bot.signals import Signal, Signals
from bot.slack.facts import SlackFacts
from bot.store.interface import Store
from bot.ui.reasons import format_action, format_canceled_by

_log = logging.getLogger(__name__)


class Action(StrEnum):
    """What can be done to a call, as it is written to the audit."""

    CANCEL = "cancel"
    DIAL_NOW = "dial_now"
    MOVE = "move"
    TRY_AGAIN = "try_again"
    STOP_TRYING = "stop_trying"


class CallActions:
    """Does to calls what people ask for who may act on them, as `CallAccess` says."""

    def __init__(
        self,
        store: Store,
        facts: SlackFacts,
        audit: AuditLog,
        gate: Gate,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._store = store
        self._gate = gate
        self._facts = facts
        self._audit = audit
        self._clock = clock
        self._signals = signals

    def require_fresh(self, clicked_at: datetime) -> None:
        """Raise DeniedError where a click that leads to a dial waited while the bot was down."""
        if is_stale(clicked_at, self._clock.now()):
            raise DeniedError(PolicyName.FRESHNESS, STALE)

    async def cancel(self, call: Call, requester: Requester) -> bool:
        """Cancel a call that was not dialed yet; False where it is too late."""
        reason = format_canceled_by(call.order.requested_by, requester.user_id, requester.user_name)
        is_done = await self._store.queue.withdraw(
            call.order_id, at=self._clock.now(), reason=reason
        )
        return await self._finish(is_done, Action.CANCEL, call, requester)

    async def find_objection(self, call: Call, due_at: datetime) -> Ask | None:
        """Return why the requester has to be asked before a call is dialed at a moment.

        Raises DeniedError where it may not be at all.
        """
        verdict = await self._gate.judge_time(call, due_at)
        if isinstance(verdict, Deny):
            raise verdict.to_error()
        if isinstance(verdict, Allow):
            return None
        if isinstance(verdict, Ask):
            return verdict
        raise DeniedError(verdict.policy, verdict.value)

    async def call_at(self, call: Call, requester: Requester, *, due_at: datetime) -> bool:
        """Have a call, or the attempt after it, dialed at a moment; False where it is too late."""
        now = self._clock.now()
        if not call.is_waiting:
            return await self.try_again(call, requester, after=due_at - now)
        if due_at <= now:
            return await self.dial_now(call, requester)
        return await self.move(call, requester, due_at=due_at)

    async def note_zone(self, call: Call, zone: str) -> Call:
        """Note which of its zones the callee is in; returns the call as it is then."""
        await self._store.orders.note_zone(call.order_id, zone)
        return await self._store.calls.get(call.order_id)

    async def allow_quiet(
        self, call: Call, requester: Requester, *, due_at: datetime, reason: str
    ) -> None:
        """Let a call be dialed in the quiet hours of a moment, as its callee asked for."""
        objection = await self.find_objection(call, due_at)
        if objection is None or objection.silence is None:
            return
        await self._store.orders.allow_quiet(
            call.order_id,
            until=objection.silence.ends_at or due_at + LOOK_AGAIN_AFTER,
            by=requester.user_name,
            reason=reason,
            audit=self._audit.build_quiet_pass(
                call.order, call.order_id, user_id=requester.user_id
            ),
        )

    async def note_consent(self, call: Call, requester: Requester, basis: str) -> Call:
        """Note on what basis a call is made; returns the call as it is then."""
        consent = Consent(
            basis=basis,
            source=ConsentSource.ORDER,
            given_by=await self._facts.find_name(requester),
            given_at=self._clock.now(),
        )
        order = note_consent(call.order, consent)
        entry = self._audit.build_consent(order, call.order_id, user_id=requester.user_id)
        await self._store.orders.note_consent(call.order_id, consent, audit=entry)
        return await self._store.calls.get(call.order_id)

    async def dial_now(self, call: Call, requester: Requester) -> bool:
        """Put a scheduled or overdue call in the queue; False where it is too late."""
        is_done = await self._store.attempts.dial_now(call.attempt_id, at=self._clock.now())
        return await self._finish(is_done, Action.DIAL_NOW, call, requester)

    async def move(self, call: Call, requester: Requester, *, due_at: datetime) -> bool:
        """Give a scheduled or overdue call another time; False where it is too late."""
        zone = await self._facts.find_time_zone(requester.user_id)
        is_done = await self._store.attempts.reschedule(
            call.attempt_id, due_at=due_at, requester_time_zone=zone
        )
        return await self._finish(is_done, Action.MOVE, call, requester)

    async def try_again(self, call: Call, requester: Requester, *, after: timedelta) -> bool:
        """Schedule another attempt after one that was not reached; False where one follows."""
        is_done = await self._store.attempts.add_after(
            call.attempt_id, due_at=self._clock.now() + after, by=requester.user_id
        )
        return await self._finish(is_done, Action.TRY_AGAIN, call, requester)

    async def stop_trying(self, call: Call, requester: Requester) -> bool:
        """Let no attempt follow; False where there was nothing to stop."""
        is_done = await self._store.attempts.stop_trying(call.order_id, at=self._clock.now())
        return await self._finish(is_done, Action.STOP_TRYING, call, requester)

    async def _finish(
        self, is_done: bool, action: Action, call: Call, requester: Requester
    ) -> bool:
        if is_done:
            self._signals.emit(Signal.SCHEDULE_CHANGED)
            try:
                await self._note(action, call, requester)
            except StoreError as exc:
                # it is done: nobody may hear that it failed
                _log.error("order %s: %s is done, but not noted: %s", call.order_id, action, exc)
        return is_done

    async def _note(self, action: Action, call: Call, requester: Requester) -> None:
        note = format_action(action, requester.user_name)
        if note and requester.user_id != call.order.requested_by:
            await self._store.calls.record_action(call.order_id, note)
            self._signals.emit(Signal.MESSAGE_ADDED)
        await self._audit.record(action, requester.user_id, call.order, call.order_id)
