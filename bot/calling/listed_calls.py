"""The API's list of calls: read where it can be, else asked for again, ever more seldom."""

import logging
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.errors import VoicyRefusedError, VoicyUnreadableError
from bot.voicy import VoicyCall, VoicyClient

_BACKOFF: Final = Backoff.of_seconds(2, 5, 15, 60, 300, 900)
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
        self._rests_until = float("-inf")

    async def read(self, *, started_since: datetime) -> tuple[VoicyCall, ...] | None:
        """Return the calls started since; None while the list rests.

        Raises VoicyError where the trouble is not that of the list alone.
        """
        if self._clock.monotonic() < self._rests_until:
            return None
        self.requests += 1
        try:
            listed = await self._voicy.list_calls(started_since=started_since)
        except (VoicyRefusedError, VoicyUnreadableError) as exc:
            self._rest(exc)
            return None
        self._faults, self.unread_since = 0, None
        return listed

    def _rest(self, exc: Exception) -> None:
        self._faults += 1
        pause = _BACKOFF.pause_after(self._faults).total_seconds()
        self._rests_until = self._clock.monotonic() + pause
        self.unread_since = self.unread_since or self._clock.now()
        _log.warning("call-list cannot be read (%s): following each call by itself", exc)
