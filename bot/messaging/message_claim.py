"""The claim of a message, on its way from the store to the first byte."""

from bot.clock import Clock
from bot.errors import LeaseExpiredError
from bot.slack.speaking_client import SendingClaim
from bot.store.interface import FRESH_SECONDS, OPENS_WITHIN, Outbox
from bot.store.records import Delivery


class MessageClaim(SendingClaim):
    """Claims a message before it is sent; a process that was stopped meanwhile must not send it.

    Both methods raise LeaseExpiredError, `take` StoreError too.
    """

    def __init__(self, outbox: Outbox, clock: Clock, delivery: Delivery) -> None:
        self._outbox = outbox
        self._clock = clock
        self._delivery = delivery
        self._taken_at = float("-inf")

    async def take(self) -> None:
        self._taken_at = self._clock.boottime()
        if not await self._is_granted():
            raise LeaseExpiredError
        await self.check()

    async def check(self) -> None:
        if self._clock.boottime() - self._taken_at > FRESH_SECONDS:
            raise LeaseExpiredError

    async def _is_granted(self) -> bool:
        return await self._outbox.claim(
            self._delivery, at=self._clock.now(), age_at=self._clock.now_for_age(OPENS_WITHIN)
        )


class EditClaim(MessageClaim):
    """The right to edit a message: nobody has shown as much in the meantime."""

    async def _is_granted(self) -> bool:
        return await self._outbox.shows_less(self._delivery)
