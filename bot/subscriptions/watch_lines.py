"""Watch lines: one about each call that another channel gets, and the last that they stop."""

from bot.messaging.permalinks import Permalinks
from bot.store.interface import Store
from bot.store.records import Delivery
from bot.subscriptions.channel_visibility import ChannelVisibility
from bot.ui.rich_text import Message
from bot.ui.watch import build_watch_ended, build_watch_line


class WatchLines:
    """Words what is told of calls outside their threads; raises StoreError and SlackError."""

    def __init__(self, store: Store, channels: ChannelVisibility, permalinks: Permalinks) -> None:
        self._store = store
        self._channels = channels
        self._permalinks = permalinks

    async def write_line(self, delivery: Delivery) -> Message | None:
        """Word the line about a call if its thread is in a public channel now, else return None."""
        if delivery.attempt_id is None:
            return None
        call = await self._store.calls.get_attempt(delivery.attempt_id)
        told_in = call.order.channel
        if told_in == delivery.channel or not await self._channels.is_public(told_in):
            return None
        links = await self._permalinks.find([call])
        return build_watch_line(call, links.get(call.order_id, ""))

    async def write_farewell(self, delivery: Delivery) -> Message | None:
        """Tell who had a channel watch that it no longer can."""
        return build_watch_ended(delivery.about) if delivery.about else None
