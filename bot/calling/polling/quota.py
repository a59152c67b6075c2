"""How many polls a second the request limit allows, so that calm minutes pay for busy ones.

With L requests a window of W = 60 s, of which R are left for the next T seconds:

    planned    = (credit + 0.9 L) / W          requests a second that all may use in the long run
    left       = (R - people - 0.08 L T / W) / T    requests a second that this window still holds
    polls      = (min(planned, left) - others) / busy share
    interval   = 1 / polls

`credit` is what was planned and not used so far, below zero where more was used. `others` is what
dials, look-ups and results use. `busy share` is the part of the time in which calls are live:
polls of all the time are spent in it. The shares stand in `bot.voicy.rate_limit.shares`.
"""

from dataclasses import dataclass
from math import exp
from typing import Final

from bot.clock import Clock
from bot.voicy.rate_limit.shares import LONG_RUN_SHARE, NEW_CALLS_SHARE, reserve_for_people
from bot.voicy.rate_limit.window import WINDOW_SECONDS

# Until it was learned; and the least that is believed, so that a rare call cannot use it all up.
_FIRST_BUSY_SHARE: Final = 0.6
_LEAST_BUSY_SHARE: Final = 0.5
# The busy share is that of about the last minute, `others` that of about the last three: results
# are asked for in clusters.
_BUSY_MEMORY_SECONDS: Final = WINDOW_SECONDS
_OTHERS_MEMORY_SECONDS: Final = 180.0
# A pause this long was no interval between polls (5 s at most), so nothing was live.
_REST_SECONDS: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaSnapshot:
    """What is left of the request limit: `remaining` until the window ends in so many seconds.

    `sent` counts every request so far, `polls` those of them that looked at live calls.
    """

    limit: int
    remaining: int
    resets_in_seconds: float
    sent: int
    polls: int


class PollQuota:
    """Keeps account of the requests over many windows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._observed_at = clock.monotonic()
        self._sent = 0
        self._others = 0
        self._credit = 0.0
        self._others_per_second = 0.0
        self._busy_share = _FIRST_BUSY_SHARE

    def observe(self, quota: QuotaSnapshot) -> None:
        """Learn what was used since the last observation."""
        now = self._clock.monotonic()
        seconds, self._observed_at = now - self._observed_at, now
        planned = quota.limit * LONG_RUN_SHARE * seconds / WINDOW_SECONDS
        credit = self._credit + planned - (quota.sent - self._sent)
        self._credit = min(credit, float(quota.limit))  # a window gives no more than itself
        self._sent = quota.sent
        is_busy = seconds < _REST_SECONDS
        self._busy_share += (is_busy - self._busy_share) * (
            1 - exp(-seconds / _BUSY_MEMORY_SECONDS)
        )
        if seconds > 0:
            others = quota.sent - quota.polls
            newest = (others - self._others) / seconds
            weight = min(1.0, seconds / _OTHERS_MEMORY_SECONDS)
            self._others_per_second += (newest - self._others_per_second) * weight
            self._others = others

    def even_interval(self, quota: QuotaSnapshot) -> float:
        """Return the seconds between two polls that would use up evenly what is left."""
        seconds = quota.resets_in_seconds or WINDOW_SECONDS
        planned = (self._credit + quota.limit * LONG_RUN_SHARE) / WINDOW_SECONDS
        new_calls = quota.limit * NEW_CALLS_SHARE * min(1.0, seconds / WINDOW_SECONDS)
        left = (quota.remaining - reserve_for_people(quota.limit) - new_calls) / seconds
        polls = min(planned, left) - self._others_per_second
        polls /= max(self._busy_share, _LEAST_BUSY_SHARE)
        # with nothing to spare, wait for the next window rather than for the last of this one
        return min(seconds, 1 / polls) if polls > 0 else seconds
