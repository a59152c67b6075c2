"""An invented account whose calls are polled as the tracker polls them, without any waiting."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from bot.calling.polling import PollInterval, QuotaSnapshot
from bot.store.records import LiveCall
from tests.builders.polling import LIMIT, WINDOW_SECONDS, StoppedClock, build_live, build_quota

_ANSWER_SECONDS: Final = 0.1
_AT_ONCE_SECONDS: Final = 0.02
_NEXT: Final = {"initiated": "ringing", "ringing": "ongoing", "ongoing": "user_hangup"}
_MEAN_SECONDS: Final = {"ringing": 9.0, "ongoing": 70.0}


@dataclass(kw_only=True)
class _Truth:
    """A call as the API knows it, and the status in which it was last seen."""

    status: str = "initiated"
    changes_at: float
    seen: str = "initiated"
    seen_at: float


@dataclass(kw_only=True)
class PolledAccount:
    """An account whose calls come, ring, talk and end by chance, and a bot that polls them."""

    seed: int
    clock: StoppedClock = field(default_factory=StoppedClock)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        self._interval = PollInterval(self.clock)
        self._calls: dict[str, _Truth] = {}
        self._dials = self._polls = self._sent = self._used = 0
        self._next_dial_at = 0.0
        self._window_ends_at = WINDOW_SECONDS

    def run(self, rounds: int) -> list[float | None]:
        """Poll so often; returns the delays that were planned, None where nothing was live."""
        delays = []
        for _ in range(rounds):
            delays.append(delay := self._follow())
            until_dial = self._next_dial_at - self.clock.seconds
            self.clock.seconds += until_dial if delay is None else delay
            if self._random.random() < 0.1:  # a timer that is late
                self.clock.seconds += 0.01
        return delays

    def _follow(self) -> float | None:
        self._live_on()
        live = self._read_live()
        if not live:
            return None
        quota = self._observe_quota()
        poll = self._interval.plan(live, quota)
        if poll.delay_seconds > _AT_ONCE_SECONDS:
            return poll.delay_seconds
        self._interval.observe_poll(poll)
        self._polls += 1
        self._send()
        self.clock.seconds += _ANSWER_SECONDS
        self._live_on()
        for call in live:
            self._see(call)
        live = self._read_live()
        return self._interval.plan(live, self._observe_quota()).delay_seconds if live else None

    def _live_on(self) -> None:
        """Dial whoever is dialed by now and let every call change as often as it has."""
        while self._next_dial_at <= self.clock.seconds:
            self._dials += 1
            self._send()
            self._calls[f"c{self._dials}"] = _Truth(
                seen_at=self._next_dial_at,
                changes_at=self._next_dial_at + self._random.uniform(1, 3),
            )
            self._next_dial_at += self._random.uniform(1, 50) if self._dials % 12 else 100.0
        for call in self._calls.values():
            while call.status in _NEXT and call.changes_at <= self.clock.seconds:
                call.status = _NEXT[call.status]
                mean = _MEAN_SECONDS.get(call.status)
                if mean is not None:
                    call.changes_at += self._random.uniform(0.3 * mean, 1.7 * mean)

    def _see(self, live: LiveCall) -> None:
        call = self._calls[live.order_id]
        has_changed = call.status != call.seen
        self._interval.observe_call(live, has_changed=has_changed)
        if has_changed:
            call.seen, call.seen_at = call.status, self.clock.seconds
        if call.status not in _NEXT:
            del self._calls[live.order_id]

    def _read_live(self) -> list[LiveCall]:
        return [
            build_live(call.seen, -timedelta(seconds=call.seen_at), name=name)
            for name, call in self._calls.items()
        ]

    def _send(self) -> None:
        self._turn_window()
        self._sent += 1
        self._used += 1

    def _turn_window(self) -> None:
        while self.clock.seconds >= self._window_ends_at:
            self._window_ends_at += WINDOW_SECONDS
            self._used = 0

    def _observe_quota(self) -> QuotaSnapshot:
        self._turn_window()
        quota = build_quota(
            remaining=max(0, LIMIT - self._used),
            resets_in_seconds=self._window_ends_at - self.clock.seconds,
            sent=self._sent,
            polls=self._polls,
        )
        self._interval.observe_quota(quota)
        return quota
