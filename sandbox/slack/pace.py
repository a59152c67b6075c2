"""Slack's rate limits: one message a second per channel, so many calls of a method a minute."""

import math
from collections import defaultdict, deque
from collections.abc import Callable

from sandbox.clock import monotonic
from sandbox.slack.errors import RateLimitedError

POST_SPACING_SECONDS = 1.0
WINDOW_SECONDS = 60.0
CALLS_PER_MINUTE = {2: 20, 3: 50, 4: 100}


class Pace:
    """Count what was let through and refuse what comes too early; there is no burst."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._last_post: dict[str, float] = {}
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self.refused = 0

    def take_post(self, channel: str) -> None:
        """Let one message into a channel. Raise RateLimitedError within a second of another."""
        now = self._now()
        last = self._last_post.get(channel)
        if last is not None and now - last < POST_SPACING_SECONDS:
            self._refuse(POST_SPACING_SECONDS - (now - last))
        self._last_post[channel] = now

    def take_call(self, method: str, tier: int) -> None:
        """Let one call of a method through. Raise RateLimitedError above its tier's limit."""
        now, calls = self._now(), self._calls[method]
        while calls and now - calls[0] >= WINDOW_SECONDS:
            calls.popleft()
        if len(calls) >= CALLS_PER_MINUTE[tier]:
            self._refuse(WINDOW_SECONDS - (now - calls[0]))
        calls.append(now)

    def _refuse(self, wait_seconds: float) -> None:
        self.refused += 1
        raise RateLimitedError(max(1, math.ceil(wait_seconds)))
