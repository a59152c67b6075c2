"""What carries one delivery to Slack, and writes down what came of it."""

import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from bot.clock import Clock
from bot.errors import (
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
from bot.messaging.sender import Sender
from bot.messaging.undeliverable import Undeliverable
from bot.signals import Signal, Signals
from bot.slack.codes import PERHAPS_OF_ONE
from bot.slack.rate_limits import Bucket, ChannelPace
from bot.store.interface import Store
from bot.store.records import Delivery, DeliveryKind
from bot.ui.notices import format_error

_AUTH_ERROR_PAUSE_SECONDS: Final = 10.0
# after a pause, what met it waits longer than the others, for it alone may be the reason
_OTHERS_FIRST_SECONDS: Final = 2.0
_log = logging.getLogger(__name__)


class Relay:
    """Posts or edits; what is wrong with one message holds up nobody else. May raise StoreError.

    It will `wake` the worker where more became due, and pauses the pace that Slack asks to pause.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        sender: Sender,
        undeliverable: Undeliverable,
        *,
        signals: Signals,
        wake: Callable[[], None],
    ) -> None:
        self.auth_error: str | None = None
        self._store = store
        self._clock = clock
        self._sender = sender
        self._undeliverable = undeliverable
        self._signals = signals
        self._wake = wake
        self._refusals = Refusals(store, clock)

    async def post(self, delivery: Delivery, pace: ChannelPace) -> None:
        """Post a message in its channel."""
        await self._attempt(delivery, self._post(delivery, pace))

    async def edit(self, delivery: Delivery, pace: Bucket) -> None:
        """Edit a message to the newest."""
        await self._attempt(delivery, self._edit(delivery, pace))

    async def _attempt(self, delivery: Delivery, work: Coroutine[Any, Any, None]) -> None:
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
        self._wake()

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
            self._wake()
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

    async def _edit(self, delivery: Delivery, pace: Bucket) -> None:
        try:
            await self._sender.edit(delivery)
        except LeaseExpiredError:
            return  # somebody else showed it, or it is looked at anew
        except SlackUnavailableError as exc:
            pace.pause(exc.retry_after_seconds)
            await self._step_back(delivery, exc)
            return
        except SlackAuthError as exc:
            self._record_auth_error(exc)
            pace.pause(_AUTH_ERROR_PAUSE_SECONDS)
            await self._let_others_first(delivery, _AUTH_ERROR_PAUSE_SECONDS)
            return
        except (ChannelUnavailableError, InvalidPayloadError) as exc:
            _log.error("Slack refuses an edit: %s", exc.code)
            if delivery.is_card and isinstance(exc, ChannelUnavailableError):
                await self._undeliverable.leave(delivery, exc.code)
            else:
                await self._undeliverable.post_anew(delivery)
            self._wake()
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
        self._wake()
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
        self._wake()

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
