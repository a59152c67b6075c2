"""What becomes of a delivery whose place cannot be written to any more."""

import logging

from bot.clock import Clock
from bot.errors import SlackError
from bot.slack import Slack
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind

_log = logging.getLogger(__name__)


class Undeliverable:
    """Tells stories to who asked for them, and stops whatever else was told there."""

    def __init__(self, store: Store, slack: Slack, clock: Clock) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock

    async def leave(self, delivery: Delivery, why: str) -> None:
        """Give up the place of a delivery; `why` is Slack's own word."""
        match delivery.kind:
            case DeliveryKind.CALL_THREAD:
                await self._move_to_dm(delivery, why)
            case DeliveryKind.WATCH_LINE | DeliveryKind.DIGEST:
                _log.warning("channel %s watches no more (%s)", delivery.channel_id, why)
                await self._store.watches.leave(delivery.channel, at=self._clock.now())
            case DeliveryKind.WATCH_ENDED:
                await self._store.outbox.drop(delivery)

    async def _move_to_dm(self, delivery: Delivery, why: str) -> None:
        """Tell the rest to the person who asked, in a thread of their own."""
        call = await self._store.calls.get(delivery.order_id)
        try:
            dm = await self._slack.open_dm(call.order.requested_by)
        except SlackError as exc:
            _log.error("order %s: nowhere left to tell it: %s", delivery.order_id, exc.code)
            dm = delivery.channel_id
        if dm == delivery.channel_id:
            await self._store.outbox.drop(delivery)
            return
        _log.warning("order %s: told in a direct message now (%s)", delivery.order_id, why)
        await self._store.outbox.redirect(delivery.order_id, dm)
