"""What becomes of a delivery whose place cannot be written to any more."""

import logging

from bot.clock import Clock
from bot.domain.requesters import ReplyAddress, ReplyKind, decode_address
from bot.errors import ChannelUnavailableError, SlackError
from bot.messaging.replies import Reply
from bot.slack import Slack
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind
from bot.ui.notices import build_invitation, build_refusal, format_error
from bot.ui.rich_text import Message

_log = logging.getLogger(__name__)


class Undeliverable:
    """Moves call threads to their requester, and stops whatever else was posted there."""

    def __init__(self, store: Store, slack: Slack, clock: Clock) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock

    async def refuse_card(self, delivery: Delivery, exc: SlackError) -> bool:
        """End an order whose card cannot be posted, then say so; False where it is no such card.

        It is written down first that nobody is called.
        """
        if not delivery.is_card or not await self._store.queue.close_unopened(
            delivery.order_id, reason=format_error(exc)
        ):
            return False
        order = (await self._store.calls.get(delivery.order_id)).order
        message = build_refusal(exc)
        if isinstance(exc, ChannelUnavailableError):
            name = self._slack.identity.name
            message = build_invitation(delivery.order_id, order.channel_id, name, exc.code)
        await self.answer(delivery.order_id, order.requested_by, message)
        return True

    async def answer(self, order_id: str, user_id: str, message: Message) -> None:
        """Answer the request that an order came of, at its place or in a direct message."""
        kept = await self._store.inbox.find_reply(order_id)
        address = (
            decode_address(kept) if kept else ReplyAddress(kind=ReplyKind.DIRECT, user_id=user_id)
        )
        try:
            await Reply(self._slack, address)(message)
        except SlackError as exc:
            _log.error("order %s: its requester cannot be answered: %s", order_id, exc.code)
        await self._store.inbox.forget_reply(order_id)

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
        _log.warning("order %s: continued in a direct message (%s)", delivery.order_id, why)
        await self._store.outbox.redirect(delivery.order_id, dm)
