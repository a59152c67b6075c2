"""The outbox worker: its tasks, and what becomes of a delivery that Slack refuses."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from bot.clock import Clock
from bot.domain.orders import CallerId
from bot.domain.workspaces import ChannelKey
from bot.errors import (
    CallBotError,
    ChannelUnavailableError,
    DeliveryUnknownError,
    InvalidPayloadError,
    LeaseExpiredError,
    NotReadyError,
    SlackAuthError,
    SlackRefusedError,
    SlackUnavailableError,
    StoreError,
)
from bot.messaging.refusals import Refusals
from bot.messaging.sender import Sender, Writer
from bot.messaging.undeliverable import Undeliverable
from bot.signals import Signal, Signals
from bot.slack import Slack
from bot.slack.codes import PERHAPS_OF_ONE
from bot.slack.rate_limits import Bucket, ChannelPace
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind
from bot.ui.notices import format_error

# Slack's tier for chat.update is 50 a minute for the whole workspace, burst and all, and what was
# sent evenly may arrive a little closer together
_EDITS_PER_SECOND: Final = 45 / 60
_EDITS_AT_ONCE: Final = 4
# more than that take longer than a card should be behind
_MANY_EDITS: Final = round(10 * _EDITS_PER_SECOND)
_AUTH_ERROR_PAUSE_SECONDS: Final = 10.0
_FAULT_PAUSE_SECONDS: Final = 5.0
# after a pause, what met it waits longer than the others, for it alone may be the reason
_OTHERS_FIRST_SECONDS: Final = 2.0
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
        self._signals = signals
        self._refusals = Refusals(store, clock)
        notices = {DeliveryKind.NOTICE: undeliverable.write_notice}
        self._sender = Sender(store, slack, clock, {**writers, **notices}, caller_ids=caller_ids)
        self._undeliverable = undeliverable
        self._edits = Bucket(clock, per_second=_EDITS_PER_SECOND, burst=_EDITS_AT_ONCE)
        # by channel; None edits
        self._workers: dict[ChannelKey | None, asyncio.Task[None]] = {}
        self._news: dict[ChannelKey | None, asyncio.Event] = {}
        self._woken = asyncio.Event()
        self._is_stopping = False
        self.auth_error: str | None = None

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
            await self._attempt(post, self._post(post, pace))
        return True

    async def _edit_next(self) -> bool:
        """Edit one message at most; False where there is none left."""
        outbox, now = self._store.outbox, self._clock.now()
        self._news[None].clear()
        edit = await outbox.next_edit(at=now)
        if edit is None:
            return await self._wait_until(None, await outbox.next_edit_due_at(at=now), now)
        if self._edits.take():
            await self._attempt(edit, self._edit(edit))
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

    async def _attempt(self, delivery: Delivery, work: Coroutine[Any, Any, None]) -> None:
        """Post or edit a message; what is wrong with it alone holds up nobody else."""
        try:
            await work
        except NotReadyError as exc:
            until = self._clock.now() + timedelta(seconds=exc.retry_after_seconds)
            await self._store.outbox.postpone(delivery, until=until)
        except StoreError:
            raise
        except SlackRefusedError as exc:
            await self._release(delivery)
            await self._record_refusal(delivery, exc.code)
        except DeliveryUnknownError as exc:
            await self._record_refusal(delivery, exc.code)
        except Exception as exc:  # noqa: BLE001 - a fault in one message must not silence others
            _log.exception("delivery %s cannot be told", delivery.delivery_id)
            await self._record_refusal(delivery, type(exc).__name__)

    async def _record_refusal(self, delivery: Delivery, why: str) -> None:
        await self._refusals.record(delivery, why)
        # its requester may be owed a notice
        self.wake()

    async def _post(self, delivery: Delivery, pace: ChannelPace) -> None:
        try:
            sent = await self._sender.post(delivery)
        except LeaseExpiredError:
            _log.warning("delivery %s: not sent, its lease is too old", delivery.delivery_id)
            await self._release(delivery)
        except SlackUnavailableError as exc:
            await self._release(delivery)
            pace.pause(exc.retry_after_seconds)
            await self._step_back(delivery, exc)
        except ChannelUnavailableError as exc:
            await self._channel_unavailable(delivery, exc)
        except SlackAuthError as exc:
            await self._app_unauthorized(delivery, exc, pace)
        except InvalidPayloadError as exc:
            await self._undeliverable.set_aside(delivery, exc)
            self.wake()
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
        except LeaseExpiredError:
            return  # somebody else showed it, or it is looked at anew
        except SlackUnavailableError as exc:
            self._edits.pause(exc.retry_after_seconds)
            await self._step_back(delivery, exc)
            return
        except SlackAuthError as exc:
            self._record_auth_error(exc)
            self._edits.pause(_AUTH_ERROR_PAUSE_SECONDS)
            await self._let_others_first(delivery, _AUTH_ERROR_PAUSE_SECONDS)
            return
        except (ChannelUnavailableError, InvalidPayloadError) as exc:
            _log.error("Slack refuses an edit: %s", exc.code)
            if delivery.is_card and isinstance(exc, ChannelUnavailableError):
                await self._undeliverable.leave(delivery, exc.code)
            else:
                await self._undeliverable.post_anew(delivery)
            self.wake()
        else:
            self._refusals.record_taken()
        await self._store.outbox.record_shown(delivery)

    async def _step_back(self, delivery: Delivery, exc: SlackUnavailableError) -> None:
        """Let others go first after a pause; cards keep their order, for that of the dials."""
        if exc.code in PERHAPS_OF_ONE:
            await self._record_refusal(delivery, exc.code)
        elif delivery.ts is not None or not delivery.is_card:
            await self._let_others_first(delivery, exc.retry_after_seconds)

    async def _let_others_first(self, delivery: Delivery, pause_seconds: float) -> None:
        until = self._clock.now() + timedelta(seconds=pause_seconds + _OTHERS_FIRST_SECONDS)
        await self._store.outbox.postpone(delivery, until=until)

    async def _record_sent(self, delivery: Delivery, ts: str, shown_revision: int) -> None:
        self._refusals.record_taken()
        await self._store.outbox.record_sent(delivery, ts, shown_revision=shown_revision)
        self.wake()
        if delivery.is_card:
            self._signals.emit(Signal.CARD_POSTED)
            _log.info("order %s: card posted in %s", delivery.order_id, delivery.channel_id)
        elif delivery.kind is DeliveryKind.DIGEST:
            self._signals.emit(Signal.DIGEST_POSTED)

    async def _channel_unavailable(self, delivery: Delivery, exc: ChannelUnavailableError) -> None:
        await self._release(delivery)
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

    def _record_auth_error(self, exc: SlackAuthError) -> None:
        self.auth_error = exc.code
        _log.critical(
            "%s Everything is kept and posted once it does. Check with: make doctor",
            format_error(exc),
        )
