"""What becomes of a delivery whose place cannot be written to any more, or that Slack refuses."""

import logging
from typing import Final

from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.requesters import ReplyAddress, ReplyKind, decode_address
from bot.domain.statuses import UNDIALED, CallStatus
from bot.domain.workspaces import is_channel, is_direct
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
from bot.ui.alarms import build_alarm
from bot.ui.approvals import (
    build_approval_notice,
    build_approval_over,
    build_approval_replaced,
)
from bot.ui.call_thread import build_result
from bot.ui.notices import (
    build_incomplete,
    build_invitation,
    build_not_called,
    build_not_made,
    build_refusal,
    format_error,
)
from bot.ui.reasons import NO_PLACE_FOR_CARD
from bot.ui.rich_text import Message
from bot.ui.scheduled_call import UPCOMING
from bot.ui.slack_codes import THREAD_GONE_CODES

_LONG_PAUSE_SECONDS: Final = 30.0
_REPLY_PAUSE_SECONDS: Final = 2.0
# Slack's words for a message that was deleted, and for one whose replies have nowhere to stand
_GONE: Final = "message_not_found"
_THREAD_GONE: Final = "thread_not_found"
_log = logging.getLogger(__name__)


class Undeliverable:
    """Posts cards anew, moves call threads to their requester, stops whatever else was posted."""

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
        """Word an alarm, a call that waits for approval, or what a requester has to know of one.

        None where that is over before it was told.
        """
        if delivery.about is not None:
            alarm = await self._store.alarms.find(delivery.about)
            return build_alarm(alarm) if alarm else None
        if delivery.attempt_id is None:
            return build_approval_replaced()
        call = await self._store.calls.get_attempt(delivery.attempt_id)
        if delivery.transition_seq is not None:
            return _word_approval(call, delivery)
        if call.status in UNDIALED and call.anchor_ts is None and call.reason is not None:
            return build_not_called(call.reason.rstrip("."), attempt=call.attempt)
        if await self._store.outbox.is_behind(call.order_id):
            return build_incomplete(call)
        return build_not_made(call) if call.status == CallStatus.REFUSED else None

    async def set_aside(self, delivery: Delivery, exc: InvalidPayloadError) -> None:
        """Give up a message that Slack refuses wherever it goes; its requester learns of it."""
        _log.error("delivery %s set aside: %s", delivery.delivery_id, exc.code)
        is_refused = await self.refuse_card(delivery, exc)
        await self._store.outbox.set_aside(delivery)
        if delivery.kind is DeliveryKind.CALL_THREAD and not is_refused:
            await self._store.outbox.add_notice(delivery.order_id, at=self._clock.now())

    async def post_anew(self, delivery: Delivery) -> None:
        """Post what Slack lets nobody edit once more, where no reply of its thread says it.

        As that would have to be done again with all that comes, NotReadyError is raised as long as
        the result of the call is awaited. What was forgotten since is left to the eraser.
        """
        if await self._store.erasures.take_over(delivery):
            return
        if delivery.kind is not DeliveryKind.CALL_THREAD or delivery.attempt_id is None:
            return
        if delivery.is_card:
            call = await self._store.calls.get(delivery.order_id)
            is_owed = call.is_final or call.status in UPCOMING
        else:
            call = await self._store.calls.get_attempt(delivery.attempt_id)
            is_owed = build_result(call) is not None
        if is_owed and call.is_result_awaited:
            raise NotReadyError(retry_after_seconds=_LONG_PAUSE_SECONDS)
        if is_owed:
            await self._store.outbox.post_anew(delivery, at=self._clock.now())

    async def leave(self, delivery: Delivery, why: str) -> None:
        """Give up the place of a delivery; `why` is Slack's own word. Raises NotReadyError."""
        match delivery.kind:
            case DeliveryKind.CALL_THREAD:
                await self._move(delivery, why)
            case DeliveryKind.WATCH_LINE | DeliveryKind.DIGEST:
                _log.warning("channel %s watches no more (%s)", delivery.channel_id, why)
                await self._store.watches.leave(delivery.channel, at=self._clock.now())
            case DeliveryKind.WATCH_ENDED | DeliveryKind.NOTICE | DeliveryKind.ERASED:
                await self._store.outbox.drop(delivery)
                if delivery.about is not None and delivery.kind is DeliveryKind.NOTICE:
                    await self._turn_to_people(delivery)

    async def _turn_to_people(self, delivery: Delivery) -> None:
        """Have people told what a channel does not take; who cannot be told either is passed by."""
        if is_channel(delivery.channel_id) and delivery.about is not None:
            await self._store.alarms.turn_to_people(delivery.about)

    async def _move(self, delivery: Delivery, why: str) -> None:
        """Post the card anew: where it stood if it is only gone, else for the person who asked."""
        call = await self._store.calls.get(delivery.order_id)
        if not call.order.to_number:
            # of what is forgotten nobody is told anew
            await self._store.outbox.drop(delivery)
            return
        place = await self._find_place(delivery, call, why)
        if place is None:
            await self._give_up(delivery, call)
            return
        # the words under which the card stood may still be there
        keeps_thread = why == _GONE and place == delivery.channel_id and call.shares_thread
        if not await self._store.outbox.redirect(
            delivery.order_id,
            place,
            at=self._clock.now(),
            thread_ts=call.order.thread_ts if keeps_thread else None,
            refused_id=delivery.delivery_id,
        ):
            # whoever posts it finds out whether it stands, and moves the thread where it does not
            raise NotReadyError(retry_after_seconds=_REPLY_PAUSE_SECONDS)
        _log.warning("order %s: continued in %s (%s)", delivery.order_id, place, why)

    async def _find_place(self, delivery: Delivery, call: Call, why: str) -> str | None:
        """Return where a card may be posted anew, None where that is nowhere."""
        is_own = why == _GONE or (why == _THREAD_GONE and not call.shares_thread)
        if (is_own and call.is_waiting) or (
            why in THREAD_GONE_CODES and is_direct(delivery.channel_id)
        ):
            return delivery.channel_id
        dm = await self._find_dm(call.order.requested_by)
        return None if dm == delivery.channel_id else dm

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

    async def _give_up(self, delivery: Delivery, call: Call) -> None:
        """Tell no more; what has no card is not dialed, so that it is over, and that is said."""
        _log.error("order %s: nowhere left to tell it", delivery.order_id)
        if delivery.is_card and await self._store.queue.withdraw(
            call.order_id, at=self._clock.now(), reason=NO_PLACE_FOR_CARD
        ):
            message = build_not_called(NO_PLACE_FOR_CARD, attempt=call.attempt)
            await self.answer(call.order_id, call.order.requested_by, message)
        await self._store.outbox.drop(delivery)


def _word_approval(call: Call, delivery: Delivery) -> Message | None:
    """Ask about a call for as long as it waits; what stands says then what came of it."""
    if call.awaits_approval and len(call.transitions) == delivery.transition_seq:
        return build_approval_notice(call)
    return build_approval_over(call) if delivery.ts is not None else None
