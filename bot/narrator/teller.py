"""Tell one delivery: look for it where it may stand already, post it, edit it to the newest."""

import logging

from bot.cards.anchor import build_card
from bot.cards.lines import Message
from bot.cards.reply import build_reply
from bot.errors import (
    AppGone,
    PayloadRefused,
    PostUnconfirmed,
    SlackUnavailable,
    TargetGone,
)
from bot.slack import Posted, Slack
from bot.store import Store
from bot.store.deliveries import Delivery

_log = logging.getLogger(__name__)


class Teller:
    """Turns a delivery into a message; what Slack refuses leaves as SlackError."""

    def __init__(self, store: Store, slack: Slack, *, doubt_pause_seconds: float) -> None:
        self._store = store
        self._slack = slack
        self._doubt_pause_seconds = doubt_pause_seconds

    async def post(self, delivery: Delivery) -> tuple[str, int]:
        """Make a message stand in Slack; returns its ts and the revision that it shows.

        One that was found shows nobody knows what, revision 0. Raises TargetGone where the thread
        is gone, after taking back what landed outside of it.
        """
        ts = await self._find(delivery) if delivery.is_in_doubt else None
        if ts is not None:
            return ts, 0
        return await self._send(delivery), delivery.revision

    async def edit(self, delivery: Delivery) -> None:
        """Make a message show the newest."""
        if delivery.ts is None:
            return
        message = await self._render(delivery)
        try:
            await self._slack.edit(delivery.channel_id, delivery.ts, message)
        except PayloadRefused as exc:
            await self._slack.edit(delivery.channel_id, delivery.ts, _without_blocks(message, exc))

    async def _send(self, delivery: Delivery) -> str:
        message = await self._render(delivery)
        await self._store.deliveries.claim(delivery)
        try:
            posted = await self._post(delivery, message)
        except PayloadRefused as exc:
            posted = await self._post(delivery, _without_blocks(message, exc))
        if posted.thread_ts == delivery.thread_ts or await self._stands_in_thread(delivery):
            return posted.ts
        # Slack puts the reply to a deleted message into the channel: take it back
        await self._slack.delete(delivery.channel_id, posted.ts)
        raise TargetGone("thread_not_found")

    async def _post(self, delivery: Delivery, message: Message) -> Posted:
        return await self._slack.post(
            delivery.channel_id,
            message,
            thread_ts=delivery.thread_ts,
            delivery_id=delivery.delivery_id,
        )

    async def _stands_in_thread(self, delivery: Delivery) -> bool:
        try:
            return await self._find(delivery) is not None
        except SlackUnavailable as exc:
            # it stands somewhere, so it must not count as not sent
            raise PostUnconfirmed(exc.code) from exc

    async def _find(self, delivery: Delivery) -> str | None:
        try:
            return await self._slack.find_delivery(
                delivery.channel_id,
                delivery.delivery_id,
                thread_ts=delivery.thread_ts,
                since=delivery.ordered_at,
            )
        except (TargetGone, PayloadRefused, AppGone) as exc:
            if isinstance(exc, AppGone) and exc.code != "missing_scope":
                raise
            _log.warning("cannot look for delivery %s: %s", delivery.delivery_id, exc.code)
            return None
        except PostUnconfirmed as exc:
            # reading changes nothing, so a lost answer is merely a reason to ask again
            pause = self._doubt_pause_seconds
            raise SlackUnavailable(exc.code, retry_after_seconds=pause) from exc

    async def _render(self, delivery: Delivery) -> Message:
        call = await self._store.calls.get(delivery.order_id)
        if delivery.transition_seq is None:
            return build_card(call)
        return build_reply(call, delivery.transition_seq)


def _without_blocks(message: Message, exc: PayloadRefused) -> Message:
    _log.error("Slack refuses the blocks: %s %s", exc.code, "; ".join(exc.details))
    return Message(text=message.text, blocks=())
