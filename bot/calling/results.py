"""Ask for the result of a call once it is over: summary and variables, which may come late."""

import logging
from datetime import timedelta
from typing import Final

from bot.calling.summary_wait import SummaryWait
from bot.clock import Clock
from bot.domain.calls import Result
from bot.domain.transcripts import has_callee
from bot.errors import VoicyError, VoicyRefusedError, VoicyUnreadableError
from bot.signals import Signal, Signals
from bot.store.interface import Store
from bot.store.records import DueResult
from bot.voicy import Priority, VoicyCall, VoicyClient, read_transcript

# Asked in vain at age a, it is asked for again at 1.5 · a, within these bounds.
_PAUSE_PER_AGE: Final = 0.5
_SHORTEST_PAUSE: Final = timedelta(seconds=8)
_LONGEST_PAUSE: Final = timedelta(minutes=2)
# Nobody waits longer: for a summary, and for variables where there is a summary.
_LATEST_SUMMARY: Final = timedelta(minutes=10)
_LATEST_VALUES: Final = timedelta(seconds=90)
_FAULT_PAUSE: Final = timedelta(seconds=10)
# one answer alone gives nothing up, where the clock was set or the bot was down for long
_FEWEST_TRIES: Final = 3
_log = logging.getLogger(__name__)


class ResultCollector:
    """Completes finished calls."""

    def __init__(self, store: Store, voicy: VoicyClient, clock: Clock, *, signals: Signals) -> None:
        self._store = store
        self._voicy = voicy
        self._clock = clock
        self._signals = signals
        self._summary_wait = SummaryWait()

    async def collect(self) -> float | None:
        """Ask for every result that is due.

        Returns the seconds until the next one is, None where none is awaited. Raises StoreError.
        """
        for due in await self._store.results.due(at=self._clock.now()):
            first_at = self._clock.to_present(due.ended_at) + self._summary_wait.wait
            now = self._clock.now()
            # later than that it is by a clock that was set back since
            if due.tries == 0 and now < first_at <= now + self._summary_wait.wait:
                await self._store.results.postpone(due.attempt_id, until=first_at)
            else:
                await self._ask(due)
        next_at = await self._store.results.next_at()
        if next_at is None:
            return None
        return max(0.0, (next_at - self._clock.now()).total_seconds())

    async def _ask(self, due: DueResult) -> None:
        is_read = True
        try:
            found = await self._voicy.get_call(due.call_id, priority=Priority.DETAIL)
        except (VoicyRefusedError, VoicyUnreadableError) as exc:
            is_read = isinstance(exc, VoicyRefusedError)
            _log.warning("call %s: no result (%s)", due.call_id, exc)
            found = VoicyCall(call_id=due.call_id)
        except VoicyError as exc:
            _log.warning("call %s: result later (%s)", due.call_id, exc)
            until = self._clock.now() + _FAULT_PAUSE
            await self._store.results.postpone(due.attempt_id, until=until)
            return
        await self._record(due, found, is_read=is_read)

    async def _record(self, due: DueResult, found: VoicyCall, *, is_read: bool) -> None:
        now = self._clock.now()
        age = now - self._clock.to_present(due.ended_at)
        if due.tries == 0 and is_read:
            self._summary_wait.learn(has_found=bool(found.summary))
        pause = min(max(abs(age) * _PAUSE_PER_AGE, _SHORTEST_PAUSE), _LONGEST_PAUSE)
        await self._store.results.record(
            due.attempt_id,
            Result(
                duration_ms=found.duration_ms,
                summary=found.summary,
                extracted=found.extracted,
                collected=found.collected,
                has_transcript=bool(found.transcript),
                has_recording=found.recording_url is not None,
                callee_spoke=has_callee(read_transcript(found)),
            ),
            agent_name=found.agent_name,
            ask_again_at=None if _is_complete(found, age, due.tries + 1) else now + pause,
        )
        self._signals.emit(Signal.RESULT_RECORDED)


def _is_complete(found: VoicyCall, age: timedelta, tries: int) -> bool:
    """Say whether nothing more is to be expected of a call that ended so long ago."""
    if found.summary:
        return bool(found.extracted or found.collected) or age >= _LATEST_VALUES
    return age >= _LATEST_SUMMARY and tries >= _FEWEST_TRIES
