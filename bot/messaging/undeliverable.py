"""What becomes of a delivery whose place cannot be written to any more, or that Slack refuses."""

import logging
from typing import Final

from bot.clock import Clock
from bot.domain.requesters import ReplyAddress, ReplyKind, decode_address
from bot.errors import (
    ChannelUnavailableError,
    InvalidPayloadError,
    NotReadyError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
)
from bot.messaging.replies import Reply
from bot.messaging.waits import waiting_for_slack
from bot.slack import Slack
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind
from bot.ui.notices import (
    build_incomplete,
    build_invitation,
    build_not_called,
    build_refusal,
    format_error,
)
from bot.ui.rich_text import Message
from bot.ui.slack_codes import THREAD_GONE_CODES

_LONG_PAUSE_SECONDS: Final = 30.0
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
        """Answer the request that an order came of, at its place or in a direct message.

        Where that fails now, a notice is owed. Nothing waits for it.
        """
        kept = await self._store.inbox.find_reply(order_id)
        address = (
            decode_address(kept) if kept else ReplyAddress(kind=ReplyKind.DIRECT, user_id=user_id)
        )
        try:
            await Reply(self._slack, address, tries=1)(message)
        except SlackError as exc:
            _log.warning("order %s: answered later: %s", order_id, exc.code)
            await self._store.outbox.add_notice(order_id, at=self._clock.now())
        await self._store.inbox.forget_reply(order_id)

    async def write_notice(self, delivery: Delivery) -> Message | None:
        """Word what a requester has to know of a call by itself; None where that is over."""
        if delivery.attempt_id is None:
            return None
        call = await self._store.calls.get_attempt(delivery.attempt_id)
        if call.anchor_ts is None and call.reason is not None and call.is_final:
            return build_not_called(call.reason.rstrip("."))
        is_behind = await self._store.outbox.is_behind(call.order_id)
        return build_incomplete(call) if is_behind else None

    async def set_aside(self, delivery: Delivery, exc: InvalidPayloadError) -> None:
        """Give up a message that Slack refuses wherever it goes; its requester learns of it."""
        _log.error("delivery %s set aside: %s", delivery.delivery_id, exc.code)
        if await self.refuse_card(delivery, exc):
            return
        await self._store.outbox.set_aside(delivery)
        if delivery.kind is DeliveryKind.CALL_THREAD:
            await self._store.outbox.add_notice(delivery.order_id, at=self._clock.now())

    async def leave(self, delivery: Delivery, why: str) -> None:
        """Give up the place of a delivery; `why` is Slack's own word. Raises NotReadyError."""
        match delivery.kind:
            case DeliveryKind.CALL_THREAD:
                await self._move_to_dm(delivery, why)
            case DeliveryKind.WATCH_LINE | DeliveryKind.DIGEST:
                _log.warning("channel %s watches no more (%s)", delivery.channel_id, why)
                await self._store.watches.leave(delivery.channel, at=self._clock.now())
            case DeliveryKind.WATCH_ENDED | DeliveryKind.NOTICE:
                await self._store.outbox.drop(delivery)

    async def _move_to_dm(self, delivery: Delivery, why: str) -> None:
        """Tell the rest to the person who asked, in a thread of their own."""
        call = await self._store.calls.get(delivery.order_id)
        dm = await self._find_dm(call.order.requested_by)
        is_lost = dm == delivery.channel_id and why not in THREAD_GONE_CODES
        if dm is None or is_lost:
            _log.error("order %s: nowhere left to tell it: %s", delivery.order_id, why)
            await self._store.outbox.drop(delivery)
            return
        _log.warning("order %s: continued in a direct message (%s)", delivery.order_id, why)
        await self._store.outbox.redirect(delivery.order_id, dm)

    async def _find_dm(self, user_id: str) -> str | None:
        """Return the direct message with a person; None only where Slack says so for good."""
        try:
            with waiting_for_slack():
                return await self._slack.open_dm(user_id, tries=1)
        except (SlackAuthError, SlackRefusedError) as exc:
            raise NotReadyError(retry_after_seconds=_LONG_PAUSE_SECONDS) from exc
        except (ChannelUnavailableError, InvalidPayloadError) as exc:
            _log.error("no direct message with %s: %s", user_id, exc.code)
            return None
