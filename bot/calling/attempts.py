"""What happens when its time comes: scheduled calls go in line, further attempts are planned."""

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.domain.calls import Call
from bot.domain.time_zones import zones_of
from bot.policies.times import next_attempt_at
from bot.signals import Signal, Signals
from bot.store.interface import Store
from bot.ui.reasons import NO_DAYTIME, NOT_RETRIED

_log = logging.getLogger(__name__)


class AttemptScheduler:
    """Waits for the moments people asked for, and chooses, by `pauses`, those of more attempts."""

    def __init__(
        self, store: Store, clock: Clock, *, pauses: tuple[timedelta, ...], signals: Signals
    ) -> None:
        self._store = store
        self._clock = clock
        self._backoff = Backoff(pauses=pauses)
        self._signals = signals

    async def run(self) -> float | None:
        """Plan what is to be tried again and put what is due in line; raises StoreError.

        Returns the seconds until the next call is due, None where none is scheduled.
        """
        for call in await self._store.attempts.awaiting_retry():
            await self._plan(call)
        next_at = await self._store.attempts.next_at()
        if next_at is not None and next_at <= self._clock.now():
            await self._store.attempts.take_due(at=self._clock.now())
            self._signals.emit(Signal.QUEUE_CHANGED)
            next_at = await self._store.attempts.next_at()
        if next_at is None:
            return None
        return max(0.0, (next_at - self._clock.now()).total_seconds())

    async def _plan(self, call: Call) -> None:
        due_at = next_attempt_at(
            call.transitions[-1].at,
            call.attempt,
            zones_of(call.order.to_number, call.order.callee_time_zone),
            self._backoff,
        )
        if due_at is None:
            _log.warning("order %s: not tried again, %s", call.order_id, NO_DAYTIME)
            await self._store.attempts.stop_trying(
                call.order_id, at=self._clock.now(), reason=NOT_RETRIED
            )
        else:
            _log.info("order %s: attempt %d at %s", call.order_id, call.attempt + 1, due_at)
            await self._store.attempts.add_after(call.attempt_id, due_at=due_at, is_automatic=True)
        self._signals.emit(Signal.QUEUE_CHANGED)
