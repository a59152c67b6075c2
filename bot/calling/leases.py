"""The lease of a dial, on its way from the store to the first byte."""

from collections.abc import Callable

from bot.clock import Clock
from bot.errors import LeaseExpiredError
from bot.store.interface import FRESH_SECONDS, Queue


class DialLease:
    """Renews the lease on an attempt before it connects, and has it sent only while that is new.

    Where connecting takes long every time, that alone would keep a call from ever being dialed:
    `renews_late` has the lease renewed once more when the connection stands. It ends, too, when it
    `is_time` no more, as when quiet hours begin. Its methods raise LeaseExpiredError or StoreError;
    then the attempt must not be dialed.
    """

    def __init__(
        self,
        queue: Queue,
        clock: Clock,
        attempt_id: int,
        *,
        is_time: Callable[[], bool] = lambda: True,
        renews_late: bool = False,
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._attempt_id = attempt_id
        self._is_time = is_time
        self._renews_late = renews_late
        self._renewed_at = float("-inf")

    async def renew(self) -> None:
        """Renew the lease in the store; a new one does not depend on what happened before."""
        self._renewed_at = self._clock.boottime()
        if not await self._queue.renew_lease(self._attempt_id, at=self._clock.now()):
            raise LeaseExpiredError

    async def check(self) -> None:
        """Make sure that the lease is new."""
        if self._renews_late:
            await self.renew()
        await self.confirm()
        if not self._is_time():
            raise LeaseExpiredError

    async def confirm(self) -> None:
        """Make sure that no time passed since then."""
        if self._clock.boottime() - self._renewed_at > FRESH_SECONDS:
            raise LeaseExpiredError
