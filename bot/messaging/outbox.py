"""The outbox worker: one task a channel, and what becomes of a delivery that Slack refuses."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Final

from bot.clock import Clock
from bot.domain.workspaces import ChannelKey
from bot.errors import (
    CallBotError,
    ChannelUnavailableError,
    DeliveryUnknownError,
    InvalidPayloadError,
    LeaseExpiredError,
    SlackAuthError,
    SlackUnavailableError,
    StoreError,
)
from bot.messaging.rate_limits import Bucket, ChannelPace
from bot.messaging.sender import Sender, Writer
from bot.messaging.undeliverable import Undeliverable
from bot.signals import Signal, Signals
from bot.slack import Slack
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind
from bot.ui.rich_text import Message

# Slack's tier for chat.update is 50 a minute for the whole workspace, burst and all
_EDITS_PER_SECOND: Final = 40 / 60
_AUTH_ERROR_PAUSE_SECONDS: Final = 10.0
_DOUBT_PAUSE_SECONDS: Final = 2.0
_FAULT_PAUSE_SECONDS: Final = 5.0
_log = logging.getLogger(__name__)


class OutboxWorker:
    """Turns deliveries into messages: one worker a channel, one post in flight a channel.

    `writers` word what is in no call thread, by its kind.
    """

    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        undeliverable: Undeliverable,
        *,
        signals: Signals,
        writers: Mapping[DeliveryKind, Writer] = MappingProxyType({}),
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._signals = signals
        self._sender = Sender(
            store, slack, clock, writers, doubt_pause_seconds=_DOUBT_PAUSE_SECONDS
        )
        self._undeliverable = undeliverable
        self._edits = Bucket(clock, per_second=_EDITS_PER_SECOND, burst=10)
        self._paces: dict[ChannelKey, ChannelPace] = {}
        self._workers: dict[ChannelKey, asyncio.Task[None]] = {}
        self._news: dict[ChannelKey, asyncio.Event] = {}
        self._woken = asyncio.Event()
        self._is_stopping = False
        self.auth_error: str | None = None

    def wake(self) -> None:
        """Say that there may be something to tell."""
        self._woken.set()

    async def run(self) -> None:
        """Serve until stopped."""
        while not self._is_stopping:
            await self._woken.wait()
            self._woken.clear()
            if self._is_stopping:
                return
            try:
                await self._store.outbox.recover(at=self._clock.now())
                for channel in await self._store.outbox.channels_due():
                    self._ensure_worker(channel)
            except StoreError as exc:
                _log.error("cannot read what is due: %s", exc.reason)
                await self._clock.sleep(_FAULT_PAUSE_SECONDS)
                self._woken.set()

    async def stop(self, *, grace_seconds: float) -> None:
        """Finish the posts in flight, start no new ones."""
        self._is_stopping = True
        self._woken.set()
        workers = list(self._workers.values())
        if workers:
            await asyncio.wait(workers, timeout=grace_seconds)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def post_plain(self, channel: ChannelKey, message: Message) -> None:
        """Say what belongs to no call, in the rhythm of its channel; raises SlackError."""
        pace = self._paces.setdefault(channel, ChannelPace(self._clock))
        await pace.wait()
        # before the answer is here, so that the next in turn waits for it
        pace.record_post()
        await self._slack.post_plain(channel.channel_id, message)

    def _ensure_worker(self, channel: ChannelKey) -> None:
        if channel not in self._workers:
            worker = asyncio.create_task(self._serve(channel), name=f"outbox {channel.channel_id}")
            self._workers[channel] = worker
            self._news[channel] = asyncio.Event()
            worker.add_done_callback(lambda _: self._dismiss(channel))
        else:
            self._news[channel].set()

    def _dismiss(self, channel: ChannelKey) -> None:
        self._workers.pop(channel, None)
        # something may have come in after the worker looked for the last time
        self.wake()

    async def _serve(self, channel: ChannelKey) -> None:
        pace = self._paces.setdefault(channel, ChannelPace(self._clock))
        while not self._is_stopping:
            try:
                if not await self._serve_once(channel, pace):
                    return
            except CallBotError as exc:
                _log.error("posting in %s failed: %s", channel.channel_id, exc)
                pace.pause(_FAULT_PAUSE_SECONDS)
            except Exception:  # noqa: BLE001 - a fault in one channel must not silence the others
                _log.exception("posting in %s failed", channel.channel_id)
                pace.pause(_FAULT_PAUSE_SECONDS)

    async def _serve_once(self, channel: ChannelKey, pace: ChannelPace) -> bool:
        """Do one edit and one post at most; False where there is nothing left to do."""
        deliveries = self._store.outbox
        edit = await deliveries.next_edit(channel)
        has_post = await deliveries.next_post(channel) is not None
        if edit is not None and not (has_post and pace.is_ready):
            if self._edits.take():
                await self._edit(edit)
            elif not has_post:
                await self._wait_for_edit(channel)
        if has_post:
            await pace.wait()
            # looked up after the wait, because a card that people wait for may have come in
            post = await deliveries.next_post(channel)
            if post is not None and not self._is_stopping:
                await self._post(post, pace)
        return has_post or edit is not None

    async def _wait_for_edit(self, channel: ChannelKey) -> None:
        """Wait until an edit is possible, or there is news for the channel: posts come first."""
        news = self._news[channel]
        news.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._edits.wait_seconds):
                await news.wait()

    async def _post(self, delivery: Delivery, pace: ChannelPace) -> None:
        try:
            sent = await self._sender.post(delivery)
        except LeaseExpiredError:
            _log.warning("delivery %s: not sent, its lease is too old", delivery.delivery_id)
            await self._release(delivery)
        except SlackUnavailableError as exc:
            await self._release(delivery)
            pace.pause(exc.retry_after_seconds)
        except DeliveryUnknownError as exc:
            _log.warning("delivery %s: answer lost (%s)", delivery.delivery_id, exc.code)
            pace.pause(_DOUBT_PAUSE_SECONDS)
        except ChannelUnavailableError as exc:
            await self._channel_unavailable(delivery, exc)
        except SlackAuthError as exc:
            await self._app_unauthorized(delivery, exc, pace)
        except InvalidPayloadError as exc:
            await self._drop_message(delivery, exc)
        else:
            self.auth_error = None
            if sent is None:
                await self._store.outbox.drop(delivery)
            else:
                await self._record_sent(delivery, *sent)
        finally:
            pace.record_post()

    async def _release(self, delivery: Delivery) -> None:
        # a message in doubt stays in doubt: nothing more is known of when it was sent before
        if not delivery.is_in_doubt:
            await self._store.outbox.release(delivery)

    async def _edit(self, delivery: Delivery) -> None:
        try:
            await self._sender.edit(delivery)
        except SlackUnavailableError as exc:
            self._edits.pause(exc.retry_after_seconds)
            return
        except DeliveryUnknownError:
            self._edits.pause(_DOUBT_PAUSE_SECONDS)
            return
        except SlackAuthError as exc:
            self._record_auth_error(exc)
            self._edits.pause(_AUTH_ERROR_PAUSE_SECONDS)
            return
        except ChannelUnavailableError as exc:
            if delivery.is_card:
                await self._undeliverable.leave(delivery, exc.code)
                self.wake()
        except InvalidPayloadError as exc:
            _log.error("Slack refuses an edit: %s", exc.code)
        await self._store.outbox.record_shown(delivery)

    async def _record_sent(self, delivery: Delivery, ts: str, shown_revision: int) -> None:
        await self._store.outbox.record_sent(delivery, ts, shown_revision=shown_revision)
        if delivery.is_card:
            self._signals.emit(Signal.CARD_POSTED)
            _log.info("order %s: card posted in %s", delivery.order_id, delivery.channel_id)
        elif delivery.kind is DeliveryKind.DIGEST:
            self._signals.emit(Signal.DIGEST_POSTED)

    async def _channel_unavailable(self, delivery: Delivery, exc: ChannelUnavailableError) -> None:
        await self._store.outbox.release(delivery)
        if await self._undeliverable.refuse_card(delivery, exc):
            return
        await self._undeliverable.leave(delivery, exc.code)
        self.wake()

    async def _app_unauthorized(
        self, delivery: Delivery, exc: SlackAuthError, pace: ChannelPace
    ) -> None:
        await self._release(delivery)
        self._record_auth_error(exc)
        pace.pause(_AUTH_ERROR_PAUSE_SECONDS)
        if delivery.is_card and await self._store.inbox.find_reply(delivery.order_id):
            await self._undeliverable.refuse_card(delivery, exc)

    async def _drop_message(self, delivery: Delivery, exc: InvalidPayloadError) -> None:
        _log.error("delivery %s given up: %s", delivery.delivery_id, exc.code)
        if not await self._undeliverable.refuse_card(delivery, exc):
            await self._store.outbox.drop(delivery)

    def _record_auth_error(self, exc: SlackAuthError) -> None:
        self.auth_error = exc.code
        _log.critical(
            "Slack no longer accepts this app (%s); everything is kept and posted once it does. "
            "Reinstall the app and check with: python app.py doctor",
            exc.code,
        )
