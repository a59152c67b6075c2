"""The lease of a dial, on its way from the store to the first byte."""

from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.errors import LeaseExpiredError
from bot.store.interface import FRESH_SECONDS, Queue


async def _watch_nothing() -> Callable[[], bool]:
    return lambda: True


class DialLease:
    """Renews the lease on an attempt before it connects, and has it sent only while that is new.

    Where connecting takes long every time, that alone would keep a call from ever being dialed:
    `renews_late` has the lease renewed once more when the connection stands. It ends, too, when the
    call is allowed no more, as when quiet hours begin or its number is listed: `watch` reads the
    rules with each renewal. Its methods raise LeaseExpiredError or StoreError; then the attempt
    must not be dialed.
    """

    def __init__(
        self,
        queue: Queue,
        clock: Clock,
        attempt_id: int,
        *,
        watch: Callable[[], Awaitable[Callable[[], bool]]] = _watch_nothing,
        renews_late: bool = False,
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._attempt_id = attempt_id
        self._watch = watch
        self._is_allowed: Callable[[], bool] = lambda: False
        self._renews_late = renews_late
        self._renewed_at = float("-inf")

    async def renew(self) -> None:
        """Renew the lease in the store; a new one does not depend on what happened before."""
        self._is_allowed = await self._watch()
        self._renewed_at = self._clock.boottime()
        if not await self._queue.renew_lease(self._attempt_id, at=self._clock.now()):
            raise LeaseExpiredError

    async def check(self) -> None:
        """Make sure that the lease is new."""
        if self._renews_late:
            await self.renew()
        await self.confirm()
        if not self._is_allowed():
            raise LeaseExpiredError

    async def confirm(self) -> None:
        """Make sure that no time passed since then."""
        if self._clock.boottime() - self._renewed_at > FRESH_SECONDS:
            raise LeaseExpiredError
