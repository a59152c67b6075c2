"""What happens when its time comes: scheduled calls go in line, further attempts are planned."""

import logging
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.domain.calls import Call
from bot.domain.orders import CallOrder
from bot.domain.quiet_hours import Silence, find_silence
from bot.domain.time_zones import find_location
from bot.errors import DeniedError
from bot.policies.rule_book import RuleBook
from bot.policies.times import name_end
from bot.policies.verdicts import PolicyName
from bot.signals import Signal, Signals
from bot.store.interface import Store
from bot.ui.denials import format_denial
from bot.ui.reasons import format_not_retried

_log = logging.getLogger(__name__)


class AttemptScheduler:
    """Waits for the moments people asked for, and chooses, by `pauses`, those of more attempts.

    What is not quiet then is dialed; the gate judges once more when it is.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        pauses: tuple[timedelta, ...],
        rule_book: RuleBook,
        signals: Signals,
    ) -> None:
        self._store = store
        self._clock = clock
        self._backoff = Backoff(pauses=pauses)
        self._rule_book = rule_book
        self._signals = signals

    async def run(self) -> float | None:
        """Plan what is to be tried again and put what is due in line; raises StoreError.

        What waits longer than it is wanted is refused. Returns the seconds until the next call is
        due, or no longer wanted, None where none waits for that.
        """
        for call in await self._store.attempts.awaiting_retry():
            await self._plan(call)
        next_at = await self._store.attempts.next_at()
        if next_at is not None and next_at <= self._clock.now():
            now = self._clock.now()
            await self._store.attempts.refuse_ended(at=now, reason=partial(_format_end, at=now))
            await self._store.attempts.take_due(at=now)
            self._signals.emit(Signal.QUEUE_CHANGED)
            next_at = await self._store.attempts.next_at()
        if next_at is None:
            return None
        return max(0.0, (next_at - self._clock.now()).total_seconds())

    async def _plan(self, call: Call) -> None:
        order = call.order
        due_at = call.transitions[-1].at + self._backoff.pause_after(call.attempt)
        silence = await self._find_silence(order, due_at)
        if silence is not None and silence.ends_at is not None:
            due_at = silence.ends_at
        if order.until_at is not None and due_at >= order.until_at:
            _log.info("order %s: not tried again, it would be too late", call.order_id)
            await self._store.attempts.stop_trying(
                call.order_id,
                at=self._clock.now(),
                reason=format_not_retried(name_end(order, due_at)),
            )
        else:
            _log.info("order %s: attempt %d at %s", call.order_id, call.attempt + 1, due_at)
            await self._store.attempts.add_after(call.attempt_id, due_at=due_at, is_automatic=True)
        self._signals.emit(Signal.QUEUE_CHANGED)

    async def _find_silence(self, order: CallOrder, at: datetime) -> Silence | None:
        """Find what speaks against a moment, as far as the number tells; the gate knows more."""
        try:
            rules = self._rule_book.read(await self._store.rules.read(order.workspace_id))
        except DeniedError:
            return None
        callee = find_location(order.to_number, order.callee_time_zone)
        return find_silence(at, callee, [rule.value for rule in rules.quiet_times])


def _format_end(order: CallOrder, *, at: datetime) -> str:
    return format_denial(PolicyName.UNTIL, name_end(order, at))
