"""Place a call at most once: written down, shown in Slack, then dialed, in this order only."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from bot.calling.agent_directory import AgentDirectory
from bot.calling.dial_answers import DialAnswers
from bot.calling.leases import DialLease
from bot.clock import Clock
from bot.domain.calls import Call
from bot.domain.statuses import CallStatus
from bot.errors import (
    DialUnconfirmedError,
    LeaseExpiredError,
    NotReadyError,
    StoreError,
    VoicyLimitError,
    VoicyRefusedError,
    VoicyUnavailableError,
)
from bot.signals import Signal, Signals
from bot.store.durable import PAUSE_SECONDS
from bot.store.interface import OPENS_WITHIN, DialGate, Store
from bot.ui.notices import build_not_called
from bot.ui.reasons import (
    BOT_NOT_RUNNING,
    BOT_STOPPED_WHILE_DIALING,
    CARD_NOT_POSTED,
    FROM_COPY,
)
from bot.ui.rich_text import Message
from bot.voicy import VoicyClient

_BEFORE_ALL: Final = datetime(1970, 1, 2, tzinfo=UTC)
# who waits in the queue counts on it, but not over a long stop of the bot
_STALE_IN_LINE_AFTER: Final = timedelta(minutes=15)
# as many as the largest account may have live
_MOST_PASSED_OVER: Final = 100
_log = logging.getLogger(__name__)


class Dialer:
    """Keeps the queue and dials; `answer_request` tells the person behind an order something."""

    def __init__(
        self,
        store: Store,
        voicy: VoicyClient,
        agents: AgentDirectory,
        clock: Clock,
        *,
        prepare_gate: Callable[[Call], Awaitable[DialGate]],
        watch_claimed: Callable[[Call], Awaitable[Callable[[], bool]]],
        answer_request: Callable[[str, str, Message], Awaitable[None]],
        signals: Signals,
    ) -> None:
        self._store = store
        self._voicy = voicy
        self._answers = DialAnswers(store, agents, clock)
        self._clock = clock
        self._prepare_gate = prepare_gate
        self._watch_claimed = watch_claimed
        self._answer_request = answer_request
        self._signals = signals
        self._woken = asyncio.Event()
        self._dials: set[asyncio.Task[None]] = set()
        # attempts whose lease was too old when their connection stood
        self._slow_to_connect: set[int] = set()
        self._is_stopping = False

    async def resume(self) -> None:
        """Take up what an earlier process left: lost answers, orders without a card, the line."""
        now = self._clock.now()
        if self._store.upkeep.is_copy:
            await self._hold_copied(now)
        await self._store.upkeep.keep()
        lost = await self._recover(include_own=True)
        if not await self._is_paused():
            await self._cancel_stale(now - _STALE_IN_LINE_AFTER, BOT_NOT_RUNNING)
        for order_id in await self._store.inbox.untold():
            await self._tell_not_called(order_id)
        _log.info("taken up: %d dials without an answer", lost)
        self._signals.emit(Signal.QUEUE_CHANGED)
        self._signals.emit(Signal.DIAL_ANSWERED)
        self.wake()

    async def _is_paused(self) -> bool:
        """Say whether the first of the queue waits for a person, so that it was not forgotten."""
        first = await self._store.queue.first()
        return first is not None and first.paused_by is not None

    async def _hold_copied(self, now: datetime) -> None:
        """Dial nobody of whom a copy of the database does not know whether they were dialed."""
        for call in await self._store.attempts.awaiting_retry():
            await self._store.attempts.stop_trying(call.order_id, at=now, reason=FROM_COPY)
        held = await self._store.attempts.hold_all(at=now, reason=FROM_COPY)
        _log.warning("the database is a copy: %d waiting calls are asked about, not dialed", held)

    def wake(self) -> None:
        """Say that there may be a call to dial: a card was posted or a slot is free."""
        self._woken.set()

    async def run(self) -> None:
        """Dial whoever is first in line whenever a slot is free, until stopped."""
        while not self._is_stopping:
            try:
                next_at = await self._dial_all()
            except StoreError as exc:
                _log.error("cannot read the queue: %s", exc.reason)
                next_at = self._clock.now() + timedelta(seconds=PAUSE_SECONDS)
            await self._wait_until(next_at)

    async def stop(self, *, grace_seconds: float) -> None:
        """Dial nobody any more and wait for the answers to the dials that were sent.

        What has no answer by then stays written down as dialing and is looked for at the next
        start.
        """
        self._is_stopping = True
        self.wake()
        if self._dials:
            await asyncio.wait(self._dials, timeout=grace_seconds)
        for dial in self._dials:
            dial.cancel()
        await asyncio.gather(*self._dials, return_exceptions=True)

    async def _recover(self, *, include_own: bool = False) -> int:
        lost = await self._store.calls.recover(
            at=self._clock.now(), reason=BOT_STOPPED_WHILE_DIALING, include_own=include_own
        )
        if lost:
            self._signals.emit(Signal.QUEUE_CHANGED)
            self._signals.emit(Signal.DIAL_ANSWERED)
        return lost

    async def _dial_all(self) -> datetime | None:
        """Dial until no slot is free; returns when to look again, None where nobody knows that."""
        passed_over: dict[int, datetime] = {}
        began_at = self._clock.now()
        while not self._is_stopping and len(passed_over) < _MOST_PASSED_OVER:
            first = await self._store.queue.first(passing_over=passed_over)
            if first is None:
                return min(passed_over.values(), default=None)
            try:
                gate = await self._prepare_gate(first)
            except NotReadyError as exc:  # Slack is asked about the others meanwhile
                pause = timedelta(seconds=exc.retry_after_seconds)
                passed_over[first.attempt_id] = self._clock.now() + pause
                continue
            call = await self._store.queue.claim_slot(
                at=self._clock.now(),
                gate=gate,
                attempt_id=first.attempt_id,
                passing_over=passed_over,
            )
            if call is None:
                break
            if call.status == CallStatus.DIALING:
                self._start_dial(call)
                self._signals.emit(Signal.MESSAGE_ADDED)
            else:  # it is kept back
                self._signals.emit(Signal.SCHEDULE_CHANGED)
        next_at = await self._store.queue.next_dial_at(passing_over=passed_over)
        # a moment that has passed means that a slot has to become free first
        moments = [next_at] if next_at is not None and next_at > began_at else []
        return min([*passed_over.values(), *moments], default=None)

    def _start_dial(self, call: Call) -> None:
        dial = asyncio.create_task(self._dial(call), name=f"dial {call.order_id}")
        self._dials.add(dial)
        dial.add_done_callback(self._dials.discard)

    async def _dial(self, call: Call) -> None:
        order_id, request, attempt_id = call.order_id, call.order, call.attempt_id
        _log.info("order %s: dialing", order_id)
        try:
            lease = DialLease(
                self._store.queue,
                self._clock,
                attempt_id,
                watch=partial(self._watch_claimed, call),
                renews_late=attempt_id in self._slow_to_connect,
            )
            self._slow_to_connect.discard(attempt_id)
            accepted = await self._voicy.dial(
                from_number=request.from_number,
                to_number=request.to_number,
                agent_id=request.agent_id,
                variables=request.variables,
                lease=lease,
            )
        except (LeaseExpiredError, StoreError) as exc:
            _log.warning("order %s: given back, not dialed: %s", order_id, exc)
            self._slow_to_connect.add(attempt_id)
            await self._answers.put_back(call, timedelta(), None, is_try=False)
        except VoicyRefusedError as exc:
            await self._answers.close(call, CallStatus.REFUSED, exc.reason)
        except VoicyLimitError as exc:
            await self._answers.wait_for_turn(call, exc)
        except VoicyUnavailableError as exc:
            await self._answers.try_again(call, exc)
        except DialUnconfirmedError as exc:
            _log.warning("order %s: the answer was lost (%s)", order_id, exc.reason)
            await self._answers.close(call, CallStatus.UNCONFIRMED, exc.reason)
        except Exception:  # noqa: BLE001 - whatever it was, the request may have gone out
            _log.exception("order %s: dialing failed", order_id)
            await self._answers.close(call, CallStatus.UNCONFIRMED, None)
        else:
            await self._answers.record_placed(call, accepted)
        self._signals.emit(Signal.QUEUE_CHANGED)
        self._signals.emit(Signal.DIAL_ANSWERED)
        self.wake()

    async def sweep(self) -> None:
        """Take up dials whose process is gone; cancel what got no card in time, and tell who asked
        for it. Raises StoreError.
        """
        await self._recover()
        await self._cancel_stale(_BEFORE_ALL, CARD_NOT_POSTED)

    async def _cancel_stale(self, waiting_before: datetime, reason: str) -> None:
        for order_id in await self._store.orders.stale(
            at=self._clock.now_for_age(OPENS_WITHIN), waiting_before=waiting_before
        ):
            is_withdrawn = await self._store.queue.withdraw(
                order_id, at=self._clock.now(), reason=reason
            )
            self._signals.emit(Signal.QUEUE_CHANGED)
            self.wake()
            if is_withdrawn:
                await self._tell_not_called(order_id)

    async def _tell_not_called(self, order_id: str) -> None:
        call = await self._store.calls.get(order_id)
        reason = (call.reason or CARD_NOT_POSTED).removesuffix(".")
        message = build_not_called(reason, attempt=call.attempt)
        await self._answer_request(order_id, call.order.requested_by, message)

    async def _wait_until(self, moment: datetime | None) -> None:
        seconds = None if moment is None else (moment - self._clock.now()).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
            self._woken.clear()
