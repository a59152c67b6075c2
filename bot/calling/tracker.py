"""Follow live calls within the request budget and write down every transition; never speak."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.calling.polling import PollInterval, QuotaSnapshot
from bot.calling.polling.listed_calls import ListedCalls
from bot.calling.polling.unlisted_calls import UnlistedCalls
from bot.calling.reconciliation import reconcile
from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.domain.statuses import FINAL, CallStatus, read_status
from bot.errors import VoicyError, VoicyLimitError, VoicyRefusedError
from bot.signals import Signal, Signals
from bot.store.interface import Store
from bot.store.records import LiveCall
from bot.ui.reasons import CALLS_NOT_LISTED, TOO_OLD, UNKNOWN_TO_VOICY
from bot.voicy import VoicyCall, VoicyClient

# a call may be missing for a while right after its dial, and after a fault of the API
_MAY_BE_MISSING: Final = timedelta(seconds=60)
# by how much the API may date a call before the moment we asked for it
_START_MARGIN: Final = timedelta(seconds=30)
_LONGEST_CALL_MARGIN: Final = timedelta(minutes=10)
# what changed between two looks that are further apart happened at a time nobody knows
_LONGEST_WATCHED_GAP: Final = timedelta(seconds=10)
_FAULT_BACKOFF: Final = Backoff.of_seconds(1, 2, 4, 8, 15)
# timers are no finer than that
_AT_ONCE_SECONDS: Final = 0.02
_NOT_FOUND: Final = 404
# while nothing may be asked, looking again brings nothing
_REST_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class Tracker:
    """Polls all live calls at once."""

    def __init__(
        self,
        store: Store,
        voicy: VoicyClient,
        clock: Clock,
        *,
        longest_call: timedelta,
        signals: Signals,
    ) -> None:
        self._store = store
        self._voicy = voicy
        self._budget = voicy.budget
        self._clock = clock
        self._longest_call = longest_call + _LONGEST_CALL_MARGIN
        self._signals = signals
        self._listed_calls = ListedCalls(voicy, clock)
        self._unlisted_calls = UnlistedCalls(clock)
        self._seen_at: dict[int, datetime] = {}
        self._missing_since: dict[int, datetime] = {}
        self._faults = 0
        self._polls = 0
        self._interval = PollInterval(clock)
        self._polled_at = clock.monotonic()

    @property
    def poll_age_seconds(self) -> float:
        """Return how long ago the calls were last seen, or known to need no poll."""
        return self._clock.monotonic() - self._polled_at

    async def follow(self) -> float | None:
        """Poll once, if it is time; raises StoreError.

        Returns the seconds until the next poll, None to rest until a call is dialed.
        """
        live = await self._read_live()
        if not _is_followed(live):
            self._polled_at = self._clock.monotonic()
            return None
        poll = self._interval.plan(live, self._observe_quota())
        if poll.delay_seconds > _AT_ONCE_SECONDS:  # woken for a call that will not change yet
            return poll.delay_seconds
        requests_before = self._budget.requests_sent
        try:
            self._interval.observe_poll(poll)
            await self._poll(live)
        except VoicyError as exc:
            return self._record_fault(exc)
        self._faults = 0
        self._polled_at = self._clock.monotonic()
        live = await self._read_live()
        if not _is_followed(live):
            return None
        delay = self._interval.plan(live, self._observe_quota()).delay_seconds
        is_resting = self._budget.requests_sent == requests_before
        return max(delay, _REST_SECONDS) if is_resting else delay

    async def _read_live(self) -> tuple[LiveCall, ...]:
        """Return what is live, its moments by the wall clock as it is set now."""
        present = self._clock.to_present
        return tuple(
            replace(call, dialing_at=present(call.dialing_at), changed_at=present(call.changed_at))
            for call in await self._store.calls.live()
        )

    async def _poll(self, live: tuple[LiveCall, ...]) -> None:
        attempts = {call.attempt_id for call in live}
        self._seen_at = {each: at for each, at in self._seen_at.items() if each in attempts}
        listed = await self._list(live)
        await self._reconcile(live, listed)
        seen = {call.call_id: call for call in listed or ()}
        unlisted = []
        for call in live:
            if call.call_id is None:
                continue
            if call.call_id in seen:
                await self._record_observed(call, seen[call.call_id])
            else:
                unlisted.append(call)
        await self._unlisted_calls.poll_each(unlisted, self._poll_one, has_list=listed is not None)
        for call in unlisted:
            if self._unlisted_calls.is_hopeless(call):
                await self._close_if_too_old(call)

    async def _list(self, live: tuple[LiveCall, ...]) -> tuple[VoicyCall, ...] | None:
        """List what was dialed since the oldest live call; None where one request sees as much."""
        is_single = len(live) == 1 and live[0].call_id is not None
        if is_single and not self._faults and live[0].attempt_id not in self._missing_since:
            return None
        now = self._clock.now()
        # a dial that lies ahead was written down before our clock was set back
        oldest = now - max(abs(now - call.dialing_at) for call in live)
        return await self._listed_calls.read(started_since=oldest - _START_MARGIN)

    async def _reconcile(
        self, live: tuple[LiveCall, ...], listed: tuple[VoicyCall, ...] | None
    ) -> None:
        if not any(call.status == CallStatus.UNCONFIRMED for call in live):
            return
        # a call in the list may come of a dial that began after `live` was read
        live = await self._read_live()
        if listed is None:
            await self._give_up_unlisted(live)
            return
        unknown = tuple(call.call_id for call in listed if call.call_id is not None)
        ours = await self._store.calls.known(unknown)
        for settlement in reconcile(
            live,
            listed,
            ours,
            now=self._clock.now(),
            clock_offset=timedelta(seconds=self._budget.clock_offset_seconds),
        ):
            call, found = settlement.call, settlement.found
            if found is not None and found.call_id is not None:
                status = read_status(found.status, default=CallStatus.INITIATED)
                await self._store.calls.record_placed(
                    call.attempt_id,
                    call_id=found.call_id,
                    status=status,
                    agent_name=found.agent_name,
                    at=self._clock.now(),
                    is_unseen=True,
                )
                _log.info("order %s: found as call %s", call.order_id, found.call_id)
                self._tell(status)
            else:
                await self._close(call, CallStatus.UNTRACED, settlement.reason)

    async def _give_up_unlisted(self, live: tuple[LiveCall, ...]) -> None:
        """Close lost dials where no list was read for so long that their calls must be over."""
        now = self._clock.now()
        since = self._clock.to_present(self._listed_calls.unread_since or now)
        for call in live:
            is_given_up = now - max(since, call.dialing_at) > self._longest_call
            if call.status == CallStatus.UNCONFIRMED and is_given_up:
                await self._close(call, CallStatus.UNTRACED, CALLS_NOT_LISTED)

    async def _poll_one(self, call: LiveCall) -> None:
        """Ask for one call; one that the API does not know may only be missing for a while."""
        if call.call_id is None:
            return
        self._polls += 1
        # whatever else comes than another 404 does not say that there is none
        missing_since = self._missing_since.pop(call.attempt_id, self._clock.now())
        try:
            found = await self._voicy.get_call(call.call_id)
        except VoicyRefusedError as exc:
            if exc.status != _NOT_FOUND:
                raise
            await self._record_missing(call, missing_since)
            return
        await self._record_observed(call, found)

    async def _record_missing(self, call: LiveCall, since: datetime) -> None:
        self._missing_since[call.attempt_id] = since
        now, since = self._clock.now(), self._clock.to_present(since)
        if now - max(since, call.dialing_at) >= _MAY_BE_MISSING:
            await self._close(call, CallStatus.LOST, UNKNOWN_TO_VOICY)

    async def _record_observed(self, call: LiveCall, found: VoicyCall) -> None:
        now = self._clock.now()
        self._missing_since.pop(call.attempt_id, None)
        seen_at = self._clock.to_present(self._seen_at.get(call.attempt_id, call.changed_at))
        seen_at = max(call.changed_at, seen_at)
        self._seen_at[call.attempt_id] = now
        status = read_status(found.status, default=call.status)
        self._interval.observe_call(call, has_changed=status != call.status)
        if status != call.status or (found.agent_name and not call.agent_name):
            is_news = await self._store.calls.record_observed(
                call.attempt_id,
                status,
                at=now,
                duration_ms=found.duration_ms,
                agent_name=found.agent_name,
                is_unseen=now - seen_at > _LONGEST_WATCHED_GAP,
            )
            if is_news:
                _log.info("call %s: %s", call.call_id, status)
                self._tell(status)
        await self._close_if_too_old(call, found.started_at)

    async def _close_if_too_old(self, call: LiveCall, started_at: datetime | None = None) -> None:
        age = self._clock.now() - call.dialing_at
        if started_at is not None:  # by the API's clock: ours may have been set meanwhile
            offset = timedelta(seconds=self._budget.clock_offset_seconds)
            age = self._clock.now() + offset - started_at
        if age > self._longest_call:
            await self._close(call, CallStatus.LOST, TOO_OLD)

    async def _close(self, call: LiveCall, status: str, reason: str | None) -> None:
        is_news = await self._store.calls.add_transition(
            call.attempt_id, status, at=self._clock.now(), reason=reason
        )
        if is_news:
            _log.warning("order %s: %s (%s)", call.order_id, status, reason)
            self._missing_since.pop(call.attempt_id, None)
            self._tell(status)

    def _tell(self, status: str) -> None:
        self._signals.emit(Signal.CALL_ENDED if status in FINAL else Signal.STATUS_CHANGED)

    def _record_fault(self, exc: VoicyError) -> float:
        self._faults += 1
        self._missing_since.clear()
        pause = _FAULT_BACKOFF.pause_after(self._faults).total_seconds()
        if isinstance(exc, VoicyLimitError):
            pause = max(pause, exc.retry_after_seconds)
        _log.warning("cannot poll the calls: %s", exc)
        return pause

    def _observe_quota(self) -> QuotaSnapshot:
        quota = QuotaSnapshot(
            limit=self._budget.limit,
            remaining=self._budget.remaining,
            resets_in_seconds=self._budget.resets_in_seconds,
            sent=self._budget.requests_sent,
            polls=self._polls + self._listed_calls.requests,
        )
        self._interval.observe_quota(quota)
        return quota


def _is_followed(live: tuple[LiveCall, ...]) -> bool:
    """While only dials are on their way there is nothing to poll yet."""
    return any(call.status != CallStatus.DIALING for call in live)
