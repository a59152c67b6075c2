"""Refusals: how often Slack refused a message, and when it is set aside."""

import logging
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind

_BACKOFF: Final = Backoff.of_seconds(2, 5, 10, 20, 30)
_LIMIT: Final = len(_BACKOFF.pauses)
# before that it may as well have been a bad moment
_WITH_BLOCKS: Final = 2
_log = logging.getLogger(__name__)


class Refusals:
    """Counts the refusals of each message that are neither final nor about its channel.

    The last one counts only if Slack took something else since the one before: where it takes
    nothing the fault is not the message's.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._taken_at: datetime | None = None

    def record_taken(self) -> None:
        """Note that Slack takes messages."""
        self._taken_at = self._clock.now()

    async def record(self, delivery: Delivery, why: str) -> None:
        """Try a message again later; shortly before the last time its requester learns of it.

        The word to them is also what shows whether Slack takes anything, where nothing else is due.
        """
        now, tries = self._clock.now(), delivery.tries
        is_counted = tries < _LIMIT or self._took_something_after(delivery)
        _log.warning("delivery %s: refused after %d: %s", delivery.delivery_id, tries, why)
        until = now + _BACKOFF.pause_after(tries + 1)
        await self._store.outbox.postpone(delivery, until=until, is_refused=is_counted)
        if tries + 1 == _LIMIT and delivery.kind is DeliveryKind.CALL_THREAD:
            await self._store.outbox.add_notice(delivery.order_id, at=now)

    def _took_something_after(self, delivery: Delivery) -> bool:
        refused_at = delivery.not_before - _BACKOFF.pause_after(delivery.tries)
        return self._taken_at is not None and self._taken_at > refused_at


def is_hopeless(delivery: Delivery) -> bool:
    """Say whether a message is to be set aside."""
    return delivery.tries > _LIMIT


def is_last_try(delivery: Delivery) -> bool:
    """Say whether a message is set aside unless it is taken now."""
    return delivery.tries >= _LIMIT


def is_plain(delivery: Delivery) -> bool:
    """Say whether a message is tried without its blocks now."""
    return delivery.tries >= _WITH_BLOCKS
