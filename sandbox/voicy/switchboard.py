"""The account's calls: placing them within its slots, letting them live, and counting dials."""

import asyncio
import uuid
from collections.abc import Iterator, Mapping

from sandbox.clock import SandboxClock
from sandbox.voicy.calls import Call, live
from sandbox.voicy.dialing import DialRequest
from sandbox.voicy.fate import DialAnswer, Fate
from sandbox.voicy.fates import fate_of
from sandbox.voicy.history import build_history
from sandbox.voicy.limits import STANDARD
from sandbox.voicy.refusal import RefusalError

_UNPLACED = (DialAnswer.REFUSED, DialAnswer.LOST_BEFORE_PLACING)


class Switchboard:
    """Place calls and keep them, oldest first; `plan` may change while calls live."""

    def __init__(self, clock: SandboxClock, from_numbers: Mapping[str, str]) -> None:
        self.plan = STANDARD
        self._clock = clock
        self._calls = {call.call_id: call for call in build_history(clock, list(from_numbers))}
        self._placed: list[Call] = []
        self._dials: list[dict[str, object]] = []
        self._lives: set[asyncio.Task[None]] = set()
        self._decided: dict[str, Fate] = {}

    def decide(self, number: str, fate: Fate) -> None:
        """Let calls to a number have a fate of its own from now on."""
        self._decided[number] = fate

    def calls(self, *, seconds_ago: float = 0.0) -> Iterator[Call]:
        """Yield all calls as they were, oldest first."""
        at = self._clock.epoch_seconds() - seconds_ago
        return (call for each in self._calls.values() if (call := each.as_of(at)) is not None)

    def find(self, call_id: str, *, seconds_ago: float = 0.0) -> Call:
        """Return a call the API may already know, as it was; raise RefusalError otherwise."""
        known = self._calls.get(call_id.lower())
        call = known and known.as_of(self._clock.epoch_seconds() - seconds_ago)
        if call is None or call.is_hidden(self._clock):
            raise RefusalError(404, "Call not found")
        return call

    def dial(self, request: DialRequest) -> tuple[Fate, Call | None]:
        """Place a call if its fate and the slots allow it, and write the dial down either way.

        Returns the fate with the call, or with None where the request was lost on the way.
        Raises RefusalError when nobody is called.
        """
        fate = self._decided.get(request.to_number) or fate_of(request.to_number)
        call = None if fate.answer in _UNPLACED or self._is_full() else self._place(request, fate)
        self._note_dial(request, call)
        if fate.answer is DialAnswer.REFUSED:
            is_old_page = fate.refusal_status == 422
            raise RefusalError(fate.refusal_status, fate.refusal, in_older_shape=is_old_page)
        if call is None and fate.answer is not DialAnswer.LOST_BEFORE_PLACING:
            raise RefusalError(429, "Concurrent call limit reached")
        return fate, call

    def ledger(self) -> dict[str, object]:
        """Return every accepted dial, placed or not, and every placed call with its statuses."""
        return {
            "dials": list(self._dials),
            "calls": [
                {
                    "call_id": call.call_id,
                    "statuses": [{"status": word, "at": at} for word, at in call.statuses],
                    "summary": None if call.written is None else call.written.summary,
                }
                for call in self._placed
            ],
        }

    async def stop(self) -> None:
        """End all lives where they are."""
        lives = list(self._lives)
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)

    def count_live(self) -> int:
        """Return how many calls take a slot now."""
        return sum(not call.is_final for call in self._placed)

    def _is_full(self) -> bool:
        return self.count_live() >= self.plan.concurrent_calls

    def _place(self, request: DialRequest, fate: Fate) -> Call:
        # Random ids: a bot's store outlives the sandbox, and must not meet the same id twice.
        call = Call(
            call_id=str(uuid.uuid4()),
            agent=request.agent,
            from_number=request.from_number,
            to_number=request.to_number,
            started_at=self._clock.epoch_seconds(),
            vars_provided=request.vars_provided,
            is_listed=fate.is_listed,
            hidden_until_story_seconds=self._clock.story_seconds() + fate.hidden_seconds,
        )
        call.enter("initiated", call.started_at)
        self._calls[call.call_id] = call
        self._placed.append(call)
        life = asyncio.create_task(live(call, fate, self._clock, self.plan.longest_call_seconds))
        self._lives.add(life)
        life.add_done_callback(self._lives.discard)
        return call

    def _note_dial(self, request: DialRequest, call: Call | None) -> None:
        self._dials.append(
            {
                "call_id": None if call is None else call.call_id,
                "from_number": request.from_number,
                "to_number": request.to_number,
                "vars_provided": request.vars_provided,
                "at": self._clock.epoch_seconds(),
                "placed": call is not None,
            }
        )
