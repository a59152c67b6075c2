"""Calls that the list does not show: each asked for by itself, so that none holds another up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.errors import VoicyError, VoicyLimitError, VoicyUnavailableError
from bot.store.records import LiveCall

# how long the next list may wait for the answer about one call
_PATIENCE_SECONDS: Final = 2.0
_BACKOFF: Final = Backoff.of_seconds(2, 4, 8, 15, 30)
_log = logging.getLogger(__name__)

PollOne = Callable[[LiveCall], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """How often in a row a call could not be polled, and until when (monotonic) it rests."""

    faults: int = 0
    until: float = 0.0


class UnlistedCalls:
    """Polls calls one by one; one that the API cannot answer for rests, longer each time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rests: dict[int, _Rest] = {}

    def is_hopeless(self, call: LiveCall) -> bool:
        """Say whether a call was asked for in vain until its rests grew no longer."""
        return self._rests.get(call.attempt_id, _Rest()).faults >= len(_BACKOFF.pauses)

    async def poll_each(
        self, calls: Sequence[LiveCall], poll_one: PollOne, *, has_list: bool
    ) -> None:
        """Poll at once all calls that do not rest; `has_list` says that others were listed.

        Raises VoicyError where the trouble is not that of single calls.
        """
        rests = {call.attempt_id: self._rests.get(call.attempt_id, _Rest()) for call in calls}
        due = [call for call in calls if rests[call.attempt_id].until <= self._clock.monotonic()]
        patience = _PATIENCE_SECONDS if has_list else None
        failures = await asyncio.gather(*(_try(poll_one, call, patience) for call in due))
        is_well = has_list or None in failures
        for failure in failures:
            if failure is not None and (isinstance(failure, VoicyLimitError) or not is_well):
                raise failure
        for call, failure in zip(due, failures, strict=True):
            rest = _Rest()
            if failure is not None:
                _log.warning("order %s: cannot poll it: %s", call.order_id, failure)
                faults = rests[call.attempt_id].faults + 1
                pause = _BACKOFF.pause_after(faults).total_seconds()
                rest = _Rest(faults=faults, until=self._clock.monotonic() + pause)
            rests[call.attempt_id] = rest
        self._rests = rests


async def _try(
    poll_one: PollOne, call: LiveCall, patience_seconds: float | None
) -> VoicyError | None:
    try:
        async with asyncio.timeout(patience_seconds):
            await poll_one(call)
    except TimeoutError:
        return VoicyUnavailableError("no answer about one call")
    except VoicyError as exc:
        return exc
    return None
