"""Watch lines: one about each call that another channel gets, and the notice that they ended."""

from bot.messaging.call_lists import CallLists
from bot.policies.permissions import is_seen
from bot.slack.call_access import CallAccess
from bot.store.interface import Store
from bot.store.records import Delivery
from bot.ui.rich_text import Message
from bot.ui.watch import build_watch_ended, build_watch_line


class WatchLines:
    """Writes the lines about calls outside their threads; raises StoreError and SlackError."""

    def __init__(self, store: Store, access: CallAccess, call_lists: CallLists) -> None:
        self._store = store
        self._access = access
        self._call_lists = call_lists

    async def write_line(self, delivery: Delivery) -> Message | None:
        """Word the line about a call; None where not everybody in this channel may see it.

        A call is mentioned elsewhere only while its thread is in a public channel, and never to a
        channel with another company in it.
        """
        if delivery.attempt_id is None:
            return None
        call = await self._store.calls.get_attempt(delivery.attempt_id)
        if call.order.channel == delivery.channel:
            return None
        sight = await self._access.find_common_sight(delivery.channel, is_unhurried=True)
        if not is_seen(call.order, sight):
            return None
        links = await self._call_lists.find_links([call])
        return build_watch_line(call, links.get(call.order_id, ""))

    async def write_end(self, delivery: Delivery) -> Message | None:
        """Word the notice to who turned on updates for a channel that is gone."""
        return build_watch_ended(delivery.about) if delivery.about else None
