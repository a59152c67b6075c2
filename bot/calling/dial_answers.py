"""What comes of a dial, written down before anything else is done."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, ParamSpec, TypeVar

from bot.calling.agent_directory import AgentDirectory
from bot.clock import Clock
from bot.domain.backoff import Backoff
from bot.domain.calls import Call
from bot.domain.statuses import CallStatus, read_status
from bot.errors import VoicyLimitError, VoicyUnavailableError
from bot.store.durable import write_durably
from bot.store.interface import Store
from bot.ui.notices import format_error
from bot.ui.reasons import NO_FREE_SLOT
from bot.voicy import DialAccepted

# for a dial that certainly was not sent; after the last pause it is given up
_DIAL_BACKOFF: Final = Backoff.of_seconds(2, 5, 10, 20, 30)
_BUSY_PAUSE_SECONDS: Final = 5.0
_BUSY_LIMIT: Final = timedelta(minutes=30)
_P = ParamSpec("_P")
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class DialAnswers:
    """Writes down what Voicy answered to a dial, or that it did not, however long that takes."""

    def __init__(self, store: Store, agents: AgentDirectory, clock: Clock) -> None:
        self._store = store
        self._agents = agents
        self._clock = clock

    async def record_placed(self, call: Call, accepted: DialAccepted) -> None:
        """Write down which call came of a dial."""
        is_ours = await self._write(
            self._store.calls.record_placed,
            call.attempt_id,
            call_id=accepted.call_id,
            status=read_status(accepted.status, default=CallStatus.INITIATED),
            agent_name=self._agents.name_of(accepted.agent_id or call.order.agent_id),
            at=self._clock.now(),
            agent_id=accepted.agent_id,
        )
        if is_ours:
            _log.info("order %s: call %s", call.order_id, accepted.call_id)
        else:  # an answer that names the call of another order says nothing about this one
            await self.close(call, CallStatus.UNCONFIRMED, None)

    async def wait_for_turn(self, call: Call, exc: VoicyLimitError) -> None:
        """Let a call wait for a slot that Voicy does not give yet, but not for ever."""
        now = self._clock.now()
        busy_since = self._clock.to_present(call.busy_since or now)
        if now - busy_since > _BUSY_LIMIT:
            await self.close(call, CallStatus.REFUSED, f"{NO_FREE_SLOT}: {exc}")
        else:
            pause = timedelta(seconds=max(exc.retry_after_seconds, _BUSY_PAUSE_SECONDS))
            _log.warning("order %s: not dialed yet: %s", call.order_id, exc)
            await self.put_back(call, pause, format_error(exc), is_try=False, busy_since=now)

    async def try_again(self, call: Call, exc: VoicyUnavailableError) -> None:
        """Let a call that certainly was not dialed wait for a further try, or give it up."""
        if call.dial_tries > len(_DIAL_BACKOFF.pauses):
            await self.close(call, CallStatus.REFUSED, format_error(exc))
        else:
            _log.warning("order %s: not dialed yet: %s", call.order_id, exc)
            pause = _DIAL_BACKOFF.pause_after(call.dial_tries)
            await self.put_back(call, pause, format_error(exc))

    async def put_back(
        self,
        call: Call,
        pause: timedelta,
        reason: str | None,
        *,
        is_try: bool = True,
        busy_since: datetime | None = None,
    ) -> None:
        """Give a call back to the queue."""
        await self._write(
            self._store.queue.put_back,
            call.attempt_id,
            not_before=self._clock.now() + pause,
            reason=reason,
            is_try=is_try,
            busy_since=busy_since,
        )

    async def close(self, call: Call, status: CallStatus, reason: str | None) -> None:
        """Give a call the status that it has by an answer, or by none."""
        await self._write(
            self._store.calls.add_transition,
            call.attempt_id,
            status,
            at=self._clock.now(),
            reason=reason,
        )

    async def _write(
        self, write: Callable[_P, Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        return await write_durably(self._clock, "the answer to a dial", write, *args, **kwargs)
