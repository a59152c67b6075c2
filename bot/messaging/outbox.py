"""The outbox worker: its tasks, and whose turn it is in them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final

from bot.clock import Clock
from bot.domain.orders import CallerId
from bot.domain.workspaces import ChannelKey
from bot.errors import CallBotError, StoreError
from bot.messaging.relay import Relay
from bot.messaging.sender import Sender, Writer
from bot.messaging.undeliverable import Undeliverable
from bot.signals import Signals
from bot.slack import Slack
from bot.slack.rate_limits import Bucket, ChannelPace
from bot.store.interface import Store
from bot.store.records import DeliveryKind

# Slack's tier for chat.update is 50 a minute for the whole workspace, burst and all, and what was
# sent evenly may arrive a little closer together
_EDITS_PER_SECOND: Final = 45 / 60
_EDITS_AT_ONCE: Final = 4
# more than that take longer than a card should be behind
_MANY_EDITS: Final = round(10 * _EDITS_PER_SECOND)
_FAULT_PAUSE_SECONDS: Final = 5.0
_log = logging.getLogger(__name__)


class OutboxWorker:
    """Turns deliveries into messages: one worker a channel posts, one for all of them edits.

    Each has one request in flight. `writers` word what is in no call thread, by its kind; of
    `caller_ids` the first is the usual.
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
        caller_ids: Sequence[CallerId] = (),
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        notices = {DeliveryKind.NOTICE: undeliverable.write_notice}
        sender = Sender(store, slack, clock, {**writers, **notices}, caller_ids=caller_ids)
        self.relay = Relay(store, clock, sender, undeliverable, signals=signals, wake=self.wake)
        self._edits = Bucket(clock, per_second=_EDITS_PER_SECOND, burst=_EDITS_AT_ONCE)
        # by channel; None edits
        self._workers: dict[ChannelKey | None, asyncio.Task[None]] = {}
        self._news: dict[ChannelKey | None, asyncio.Event] = {}
        self._woken = asyncio.Event()
        self._is_stopping = False

    def wake(self) -> None:
        """Say that there may be something to tell."""
        self._woken.set()

    async def sweep(self) -> None:
        """Let messages be taken up whose process is gone; raises StoreError."""
        await self._store.outbox.recover(at=self._clock.now())

    async def run(self) -> None:
        """Serve until stopped."""
        while not self._is_stopping:
            await self._woken.wait()
            self._woken.clear()
            if self._is_stopping:
                return
            try:
                channels, has_edits = await self._store.outbox.find_due()
                for channel in channels:
                    self._ensure_worker(channel)
                if has_edits:
                    self._ensure_worker(None)
            except StoreError as exc:
                _log.error("cannot read what is due: %s", exc.reason)
                await self._clock.sleep(_FAULT_PAUSE_SECONDS)
                self._woken.set()

    async def stop(self, *, grace_seconds: float) -> None:
        """Finish the posts in flight, start no new ones."""
        self._is_stopping = True
        self._woken.set()
        for news in self._news.values():
            news.set()
        workers = list(self._workers.values())
        if workers:
            await asyncio.wait(workers, timeout=grace_seconds)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    def _ensure_worker(self, channel: ChannelKey | None) -> None:
        if channel not in self._workers:
            work = self._serve_edits() if channel is None else self._serve_channel(channel)
            self._workers[channel] = worker = asyncio.create_task(work, name=f"outbox {channel}")
            self._news[channel] = asyncio.Event()
            worker.add_done_callback(lambda _: self._dismiss(channel))
        else:
            self._news[channel].set()

    def _dismiss(self, channel: ChannelKey | None) -> None:
        self._workers.pop(channel, None)
        # something may have come in after the worker looked for the last time; a post may be
        # followed by what nobody said
        if channel is not None or self._news[channel].is_set():
            self.wake()

    async def _serve_channel(self, channel: ChannelKey) -> None:
        pace = self._slack.pace_of(channel.channel_id)
        await self._serve(channel, partial(self._post_next, channel, pace), pace)

    async def _serve_edits(self) -> None:
        await self._serve(None, self._edit_next, self._edits)

    async def _serve(
        self,
        channel: ChannelKey | None,
        serve_next: Callable[[], Awaitable[bool]],
        pace: ChannelPace | Bucket,
    ) -> None:
        """Serve until there is nothing left to do."""
        while not self._is_stopping:
            try:
                if not await serve_next():
                    return
                continue
            except CallBotError as exc:
                _log.error("the outbox has to wait: %s", exc)
            except Exception:  # noqa: BLE001 - a fault in one channel must not silence the others
                _log.exception("the outbox has to wait")
            pace.pause(_FAULT_PAUSE_SECONDS)
            # what cannot be read would fail again at once, before it comes to the pace
            await self._wait_for_news(channel, _FAULT_PAUSE_SECONDS)

    async def _post_next(self, channel: ChannelKey, pace: ChannelPace) -> bool:
        """Post one message at most; False where there is none left."""
        outbox, now = self._store.outbox, self._clock.now()
        self._news[channel].clear()
        post = await outbox.next_post(channel, at=now)
        if post is None:
            due_at = await outbox.next_due_at(channel, at=now)
            return await self._wait_until(channel, due_at, now)
        # after a wait it is looked up anew, because a card that people wait for may have come in
        if not await pace.wait() and not self._is_stopping:
            await self.relay.post(post, pace)
        return True

    async def _edit_next(self) -> bool:
        """Edit one message at most; False where there is none left."""
        outbox, now = self._store.outbox, self._clock.now()
        self._news[None].clear()
        edit = await outbox.next_edit(at=now)
        if edit is None:
            return await self._wait_until(None, await outbox.next_edit_due_at(at=now), now)
        if self._edits.take():
            await self.relay.edit(edit, self._edits)
            return True
        # posts have a limit of their own
        if await outbox.tell_results_apart(at=now, many=_MANY_EDITS):
            self.wake()
        await self._wait_for_news(None, self._edits.wait_seconds)
        return True

    async def _wait_until(
        self, channel: ChannelKey | None, due_at: datetime | None, now: datetime
    ) -> bool:
        """Wait for the next message that was postponed; False where there is none."""
        if due_at is None:
            return False
        await self._wait_for_news(channel, (due_at - now).total_seconds())
        return True

    async def _wait_for_news(self, channel: ChannelKey | None, seconds: float) -> None:
        """Wait so long, or until there is news: something else may have to go first."""
        news = asyncio.ensure_future(self._news[channel].wait())
        time = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait((news, time), return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
            time.cancel()
