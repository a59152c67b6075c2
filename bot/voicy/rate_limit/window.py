"""The API's current request window, as far as our own count and its answers tell."""

from typing import Final

from bot.voicy.rate_limit.headers import RateFacts

WINDOW_SECONDS: Final = 60.0
_SAME_WINDOW_SECONDS: Final = 2.5


class RequestWindow:
    """Count what may still be sent before the window ends; times are a monotonic clock's seconds.

    Until the API tells its end, a window lasts 60 s from its first request. Others may use the
    same key, so of our own count and the API's `Remaining` the smaller is believed.
    """

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        self.ends_at: float | None = None
        self.started_at = 0.0
        self.is_proven = False
        self._used = 0
        self._told_remaining: int | None = None
        self._is_end_told = False

    @property
    def remaining(self) -> int:
        """How many requests may still be sent in this window."""
        own = self.limit - self._used
        told = own if self._told_remaining is None else self._told_remaining
        return max(0, min(own, told))

    @property
    def reserve(self) -> int:
        """How many of the last requests are kept for people: a twentieth, at least 3."""
        return min(max(3, -(-self.limit // 20)), self.limit // 2)

    def turn(self, now: float, *, in_flight: int) -> None:
        """Begin a new window if this one is over.

        What is still in flight may be counted in either window, so it counts in the new one too.
        """
        if self.ends_at is None or now < self.ends_at:
            return
        self._begin(now, in_flight=in_flight)

    def take(self, now: float) -> None:
        """Count one request that is about to be sent."""
        if self.ends_at is None:
            self._begin(now, in_flight=0)
            self.ends_at = now + WINDOW_SECONDS
        self._used += 1
        if self._told_remaining is not None:
            self._told_remaining -= 1

    def give_back(self) -> None:
        """Take back one request that was not sent after all."""
        self._used = max(0, self._used - 1)
        if self._told_remaining is not None:
            self._told_remaining += 1

    def learn(self, facts: RateFacts, now: float, *, in_flight: int) -> None:
        """Believe an answer; `in_flight` includes the request it answers."""
        self.limit = facts.limit or self.limit
        if facts.is_stale:
            return
        self.is_proven = True
        if facts.resets_in_seconds is not None:
            self._learn_end(now + facts.resets_in_seconds, now, in_flight)
        if facts.remaining is not None:
            known = facts.remaining if self._told_remaining is None else self._told_remaining
            self._told_remaining = min(facts.remaining, known)

    def exhaust(self, *, until: float) -> None:
        """Let nothing through before `until`."""
        self._told_remaining = 0
        self.ends_at = until
        self._is_end_told = True

    def _learn_end(self, told_end: float, now: float, in_flight: int) -> None:
        if self.ends_at is None or not self._is_end_told:
            self.ends_at = told_end
        elif told_end > self.ends_at + _SAME_WINDOW_SECONDS:
            self._begin(now, in_flight=in_flight)
            self.ends_at, self.is_proven = told_end, True
        else:
            self.ends_at = min(self.ends_at, told_end)
        self._is_end_told = True

    def _begin(self, now: float, *, in_flight: int) -> None:
        self.started_at = now
        self.ends_at = now + WINDOW_SECONDS if in_flight else None
        self.is_proven = False
        self._used = in_flight
        self._told_remaining = None
        self._is_end_told = False
