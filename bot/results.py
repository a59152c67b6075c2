"""Ask for what a call brought once it is over: summary and variables, which may come late."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot.calls import Result
from bot.clock import Clock
from bot.errors import VoicyError, VoicyRefused
from bot.store import Store
from bot.store.results import DueResult
from bot.voicy import Priority, VoicyCall, VoicyClient

_PAUSES: Final = tuple(timedelta(seconds=s) for s in (8, 12, 20, 30, 45, 60, 90, 120))
_SUMMARY_LIFE: Final = timedelta(minutes=10)
# where a summary is there, variables that were extracted are there or nearly so
_VALUES_LIFE: Final = timedelta(seconds=90)
_FAULT_PAUSE: Final = timedelta(seconds=10)
_log = logging.getLogger(__name__)


class ResultCollector:
    """Completes finished calls; `on_change` is called when there is something to tell."""

    def __init__(
        self, store: Store, voicy: VoicyClient, clock: Clock, *, on_change: Callable[[], None]
    ) -> None:
        self._store = store
        self._voicy = voicy
        self._clock = clock
        self._on_change = on_change

    async def collect(self) -> float | None:
        """Ask for every result that is due.

        Returns the seconds until the next one is, None where none is awaited. Raises StoreError.
        """
        for due in await self._store.results.due(at=self._clock.now()):
            await self._ask(due)
        next_at = await self._store.results.next_at()
        if next_at is None:
            return None
        return max(0.0, (next_at - self._clock.now()).total_seconds())

    async def _ask(self, due: DueResult) -> None:
        try:
            found = await self._voicy.get_call(due.call_id, priority=Priority.DETAIL)
        except VoicyRefused as exc:
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
        pause = _PAUSES[min(due.tries, len(_PAUSES) - 1)]
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
        self._on_change()
