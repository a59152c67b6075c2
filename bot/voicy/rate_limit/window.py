"""The API's current request window, as far as our own count and its answers show."""

from typing import Final

from bot.voicy.rate_limit.headers import RateFacts

WINDOW_SECONDS: Final = 60.0
# Ends that differ by less are the same window: `Date` and Reset are whole seconds.
_SAME_WINDOW_SECONDS: Final = 2.5


class RequestWindow:
    """Count what may still be sent before the window ends; times are a monotonic clock's seconds.

    Until the API names its end, a window lasts 60 s from its first request. Others may use the
    same key, so of our own count and the API's `Remaining` the smaller is believed. What is
    `in_flight` while a window ends may be counted in either, so it counts in the next one too.
    """

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        self.in_flight = 0
        self._begin(0.0)

    def _begin(self, now: float) -> None:
        self.started_at = now
        self.is_proven = False
        self._ends_at: float | None = now + WINDOW_SECONDS if self.in_flight else None
        self._used = self.in_flight
        self._api_remaining: int | None = None
        self._is_end_known = False

    def remaining(self, now: float) -> int:
        """Return how many requests may still be sent in the window that `now` is in."""
        if self._is_over(now):
            return max(0, self.limit - self.in_flight)
        own = self.limit - self._used
        return max(0, own if self._api_remaining is None else min(own, self._api_remaining))

    def seconds_left(self, now: float) -> float:
        """Return how long the window that `now` is in lasts, 0.0 where none has begun."""
        if self._is_over(now):
            return WINDOW_SECONDS if self.in_flight else 0.0
        return 0.0 if self._ends_at is None else self._ends_at - now

    def turn(self, now: float) -> None:
        """Begin a new window if this one is over."""
        if self._is_over(now):
            self._begin(now)

    def take(self, now: float) -> None:
        """Count one request that is about to be sent."""
        if self._ends_at is None:
            self._begin(now)
            self._ends_at = now + WINDOW_SECONDS
        self._used += 1
        self.in_flight += 1
        if self._api_remaining is not None:
            self._api_remaining -= 1

    def give_back(self) -> None:
        """Take back one request that was not sent after all."""
        self._used = max(0, self._used - 1)
        self.in_flight -= 1
        if self._api_remaining is not None:
            self._api_remaining += 1

    def learn(self, facts: RateFacts, now: float) -> None:
        """Believe an answer, whose request is still in flight."""
        self.turn(now)
        self.limit = facts.limit or self.limit
        if facts.is_stale:
            return
        self.is_proven = True
        if facts.resets_in_seconds is not None:
            self._learn_end(now + facts.resets_in_seconds, now)
        if facts.remaining is not None:
            known = facts.remaining if self._api_remaining is None else self._api_remaining
            self._api_remaining = min(facts.remaining, known)

    def exhaust(self, *, until: float) -> None:
        """Let nothing through before `until`."""
        self._api_remaining = 0
        self._ends_at = until
        self._is_end_known = True

    def _is_over(self, now: float) -> bool:
        return self._ends_at is not None and now >= self._ends_at

    def _learn_end(self, end: float, now: float) -> None:
        if self._ends_at is None or not self._is_end_known:
            self._ends_at = end
        elif end > self._ends_at + _SAME_WINDOW_SECONDS:
            self._begin(now)
            self._ends_at, self.is_proven = end, True
        else:
            self._ends_at = min(self._ends_at, end)
        self._is_end_known = True
