"""Tell one delivery: look for it where it may stand already, post it, edit it to the newest."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NoReturn

from bot.clock import Clock
from bot.domain.orders import CallerId
from bot.domain.workspaces import is_channel
from bot.errors import (
    ChannelUnavailableError,
    DeliveryUnknownError,
    InvalidPayloadError,
    NotReadyError,
    SlackAuthError,
    SlackError,
    SlackRefusedError,
)
from bot.messaging.message_claim import EditClaim, MessageClaim
from bot.messaging.refusals import is_hopeless, is_last_try, is_plain
from bot.messaging.waits import waiting_for_slack
from bot.slack import Posted, Slack
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind
from bot.ui.call_card import build_card
from bot.ui.call_thread import build_deleted_result, build_reply, build_result
from bot.ui.rich_text import Message

# None where it is no longer to be posted
Writer = Callable[[Delivery], Awaitable[Message | None]]
_TO_PERSON: Final = {DeliveryKind.WATCH_ENDED, DeliveryKind.NOTICE, DeliveryKind.ERASED}
_THREAD_GONE: Final = "thread_not_found"
# longer than a slow line holds a request whose process was killed
_ON_ITS_WAY_SECONDS: Final = 3.0
_AGAIN_AND_AGAIN: Final = "refused again and again"
_log = logging.getLogger(__name__)


class Sender:
    """Turns a delivery into a message; what Slack refuses leaves as SlackError."""

    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        writers: Mapping[DeliveryKind, Writer],
        *,
        caller_ids: Sequence[CallerId] = (),
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._caller_ids = caller_ids
        self._writers = {**writers, DeliveryKind.CALL_THREAD: self._write_thread_message}
        self._began_at = clock.monotonic()
        # posted by this process so soon that others may have something on its way
        self._own_ts: set[str] = set()

    async def post(self, delivery: Delivery) -> tuple[str, int] | None:
        """Make a message stand in Slack; returns its ts and the revision that it shows.

        None where it is no longer to be posted. Raises LeaseExpiredError where it was not sent
        because another process posts it, or because its claim took too long, NotReadyError where
        something has to be asked first that Slack does not answer now, InvalidPayloadError, too,
        where it refused the message so often that it is given up, and ChannelUnavailableError where
        the thread is gone, after taking back what landed outside of it.
        """
        delivery = await self._address(delivery)
        if delivery.ts is not None:
            await self._take_back(delivery, delivery.ts)
            raise ChannelUnavailableError(_THREAD_GONE)
        if delivery.is_in_doubt:
            self._let_arrive()
            if (ts := await self._find(delivery)) is not None:
                return ts, delivery.shown_revision
            # its thread may have been deleted before it arrived
            if delivery.thread_ts and (ts := await self._find(replace(delivery, thread_ts=None))):
                await self._leave_thread(delivery, ts)
        if is_hopeless(delivery):
            raise InvalidPayloadError(_AGAIN_AND_AGAIN)
        message = await self._write(delivery)
        if message is None:
            return None
        ts = await self._send(delivery, message)
        if self._arrival_seconds > 0:
            self._own_ts.add(ts)
        return ts, delivery.revision

    async def edit(self, delivery: Delivery) -> None:
        """Make a message show the newest; raises what `post` raises."""
        if is_hopeless(delivery):
            raise InvalidPayloadError(_AGAIN_AND_AGAIN)
        if delivery.ts not in self._own_ts:
            # Slack takes edits as they come, and an older one could come last
            self._let_arrive()
        message = await self._write(delivery)
        if delivery.ts is None or message is None:
            return
        place = await self._address(delivery)
        edit = partial(
            self._slack.edit,
            place.channel_id,
            delivery.ts,
            claim=EditClaim(self._store.outbox, self._clock, delivery),
            tries=1,
        )
        try:
            await edit(message)
        except InvalidPayloadError as exc:
            await edit(_without_blocks(message, exc))

    @property
    def _arrival_seconds(self) -> float:
        """Return how long what a process before this one sent may still be on its way."""
        return self._began_at + _ON_ITS_WAY_SECONDS - self._clock.monotonic()

    def _let_arrive(self) -> None:
        """Raise NotReadyError as long as something may be on its way."""
        if self._arrival_seconds > 0:
            raise NotReadyError(retry_after_seconds=self._arrival_seconds)

    async def _address(self, delivery: Delivery) -> Delivery:
        """Put the conversation with a person in the place of that person."""
        if delivery.kind not in _TO_PERSON or is_channel(delivery.channel_id):
            return delivery
        with waiting_for_slack():
            dm = await self._slack.open_dm(delivery.channel_id, tries=1)
        return replace(delivery, channel_id=dm)

    async def _send(self, delivery: Delivery, message: Message) -> str:
        try:
            posted = await self._post(delivery, message)
        except InvalidPayloadError as exc:
            posted = await self._post(delivery, _without_blocks(message, exc))
        if posted.thread_ts == delivery.thread_ts or await self._find(delivery) is not None:
            return posted.ts
        return await self._leave_thread(delivery, posted.ts)

    async def _leave_thread(self, delivery: Delivery, ts: str) -> NoReturn:
        """Take back a reply to a deleted message, which Slack puts into the channel."""
        await self._store.outbox.record_stray(delivery, ts)
        await self._take_back(delivery, ts)
        raise ChannelUnavailableError(_THREAD_GONE)

    async def _take_back(self, delivery: Delivery, ts: str) -> None:
        """Delete what landed outside of its thread, where Slack lets it; raises NotReadyError."""
        try:
            with waiting_for_slack():
                await self._slack.delete(delivery.channel_id, ts)
        except (ChannelUnavailableError, InvalidPayloadError, SlackRefusedError) as exc:
            if isinstance(exc, SlackRefusedError) and not is_last_try(delivery):
                raise
            _log.warning("delivery %s: not taken back: %s", delivery.delivery_id, exc.code)

    async def _post(self, delivery: Delivery, message: Message) -> Posted:
        return await self._slack.post(
            delivery.channel_id,
            message,
            thread_ts=delivery.thread_ts,
            delivery_id=delivery.delivery_id,
            claim=MessageClaim(self._store.outbox, self._clock, delivery),
        )

    async def _find(self, delivery: Delivery) -> str | None:
        """Look for a message; raises DeliveryUnknownError where a later look may tell more."""
        try:
            with waiting_for_slack():
                return await self._slack.own_messages.find_delivery(
                    delivery.channel_id,
                    delivery.delivery_id,
                    thread_ts=delivery.thread_ts,
                    since=delivery.ordered_at,
                )
        except SlackError as exc:
            if isinstance(exc, SlackAuthError) and exc.code != "missing_scope":
                raise
            if isinstance(exc, SlackRefusedError) and not is_last_try(delivery):
                raise DeliveryUnknownError(exc.code) from exc
            _log.warning("cannot look for delivery %s: %s", delivery.delivery_id, exc.code)
            return None

    async def _write(self, delivery: Delivery) -> Message | None:
        with waiting_for_slack():
            message = await self._writers[delivery.kind](delivery)
        return Message(text=message.text, blocks=()) if message and is_plain(delivery) else message

    async def _write_thread_message(self, delivery: Delivery) -> Message | None:
        """Word the card from the newest attempt, a reply from the attempt that it tells of."""
        if delivery.transition_seq is None or delivery.attempt_id is None:
            call = await self._store.calls.get(delivery.order_id)
            return build_card(call, self._caller_ids)
        call = await self._store.calls.get_attempt(delivery.attempt_id)
        if delivery.is_result_alone:
            stands = delivery.ts is not None
            return build_result(call) or (build_deleted_result() if stands else None)
        if delivery.thread_ts is None and call.attempt == 1 and call.dialing_at is None:
            return None  # Slack took no card, so that nobody there knows of the call
        return build_reply(call, delivery.transition_seq, first_seq=delivery.first_transition_seq)


def _without_blocks(message: Message, exc: InvalidPayloadError) -> Message:
    _log.error("Slack refuses the blocks: %s %s", exc.code, "; ".join(exc.details))
    return Message(text=message.text, blocks=())
