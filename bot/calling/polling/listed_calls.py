"""The API's list of calls: read where it can be, else asked for again, ever more seldom."""

import logging
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.errors import VoicyError, VoicyRefusedError, VoicyUnavailableError, VoicyUnreadableError
from bot.voicy import VoicyCall, VoicyClient

_BACKOFF: Final = Backoff.of_seconds(2, 5, 15, 60, 300, 900)
# an API that is down answers for nothing, so that its list is asked for again sooner
_OUTAGE_BACKOFF: Final = Backoff.of_seconds(2, 5, 15)
_BORNE_OUTAGES: Final = 2
_log = logging.getLogger(__name__)


class ListedCalls:
    """Reads the list; one that the API refuses, or that makes no sense, rests for a while.

    `unread_since` is when that began, None while the list is read.
    """

    def __init__(self, voicy: VoicyClient, clock: Clock) -> None:
        self.unread_since: datetime | None = None
        self.requests = 0
        self._voicy = voicy
        self._clock = clock
        self._faults = 0
        self._outages = 0
        self._rests_until = float("-inf")

    async def read(self, *, started_since: datetime) -> tuple[VoicyCall, ...] | None:
        """Return the calls started since; None while the list rests.

        Raises VoicyError where the trouble may not be that of the list alone.
        """
        if self._clock.monotonic() < self._rests_until:
            return None
        self.requests += 1
        try:
            listed = await self._voicy.list_calls(started_since=started_since)
        except (VoicyRefusedError, VoicyUnreadableError) as exc:
            self._rest(exc, _BACKOFF)
            return None
        except VoicyUnavailableError as exc:
            self._outages += 1
            if self._outages <= _BORNE_OUTAGES:
                raise
            self._rest(exc, _OUTAGE_BACKOFF)
            return None
        self._faults, self._outages, self.unread_since = 0, 0, None
        return listed

    def _rest(self, exc: VoicyError, backoff: Backoff) -> None:
        self._faults += 1
        pause = backoff.pause_after(self._faults).total_seconds()
        self._rests_until = self._clock.monotonic() + pause
        self.unread_since = self.unread_since or self._clock.now()
        _log.warning("call-list cannot be read (%s): following each call by itself", exc)
