"""Ask for what a call brought once it is over: summary and variables, which may come late."""

import logging
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.domain.calls import Result
from bot.errors import VoicyError, VoicyRefusedError
from bot.signals import Signal, Signals
from bot.store.sqlite import Store
from bot.store.sqlite.results import DueResult
from bot.voicy import Priority, VoicyCall, VoicyClient

# a summary that was asked for in vain is asked for again when it is half as old again
_AGAIN: Final = 0.5
_SHORTEST_PAUSE: Final = timedelta(seconds=8)
_LONGEST_PAUSE: Final = timedelta(minutes=2)
# each answer to a first question moves the next call's: sooner by this factor where there was a
# summary, twice as far later where not, so that two of three first questions find one
_STEP: Final = 1.1
_SOONEST: Final = timedelta(seconds=8)
_LATEST: Final = timedelta(seconds=60)
_SUMMARY_LIFE: Final = timedelta(minutes=10)
# where a summary is there, variables that were extracted are there or nearly so
_VALUES_LIFE: Final = timedelta(seconds=90)
_FAULT_PAUSE: Final = timedelta(seconds=10)
_log = logging.getLogger(__name__)


class ResultCollector:
    """Completes finished calls."""

    def __init__(self, store: Store, voicy: VoicyClient, clock: Clock, *, signals: Signals) -> None:
        self._store = store
        self._voicy = voicy
        self._clock = clock
        self._signals = signals
        self._first_after = _SOONEST

    async def collect(self) -> float | None:
        """Ask for every result that is due.

        Returns the seconds until the next one is, None where none is awaited. Raises StoreError.
        """
        for due in await self._store.results.due(at=self._clock.now()):
            first_at = due.ended_at + self._first_after
            if due.tries == 0 and first_at > self._clock.now():
                await self._store.results.postpone(
                    due.order_id, attempt=due.attempt, until=first_at
                )
            else:
                await self._ask(due)
        next_at = await self._store.results.next_at()
        if next_at is None:
            return None
        return max(0.0, (next_at - self._clock.now()).total_seconds())

    async def _ask(self, due: DueResult) -> None:
        try:
            found = await self._voicy.get_call(due.call_id, priority=Priority.DETAIL)
        except VoicyRefusedError as exc:
            _log.warning("call %s: no result (%s)", due.call_id, exc)
            found = VoicyCall(call_id=due.call_id)
        except VoicyError as exc:
            _log.warning("call %s: result later (%s)", due.call_id, exc)
            await self._store.results.postpone(
                due.order_id, attempt=due.attempt, until=self._clock.now() + _FAULT_PAUSE
            )
            return
        await self._note(due, found)

    async def _note(self, due: DueResult, found: VoicyCall) -> None:
        now = self._clock.now()
        has_values = bool(found.extracted or found.collected)
        life = _VALUES_LIFE if found.summary else _SUMMARY_LIFE
        is_complete = bool(found.summary and has_values) or now - due.ended_at >= life
        pause = min(max((now - due.ended_at) * _AGAIN, _SHORTEST_PAUSE), _LONGEST_PAUSE)
        if due.tries == 0:
            self._learn(was_found=bool(found.summary))
        await self._store.results.note(
            due.order_id,
            Result(
                duration_ms=found.duration_ms,
                summary=found.summary,
                extracted=found.extracted,
                collected=found.collected,
                has_transcript=bool(found.transcript),
                has_recording=found.recording_url is not None,
            ),
            agent_name=found.agent_name,
            ask_again_at=None if is_complete else now + pause,
            attempt=due.attempt,
        )
        self._signals.emit(Signal.MESSAGE_ADDED)

    def _learn(self, *, was_found: bool) -> None:
        moved = self._first_after / _STEP if was_found else self._first_after * _STEP**2
        self._first_after = min(max(moved, _SOONEST), _LATEST)
