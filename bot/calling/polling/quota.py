"""The ration: how many looks the request limit allows, spread over its windows."""

from dataclasses import dataclass
from math import exp
from typing import Final

from bot.clock import Clock

_WINDOW_SECONDS: Final = 60.0
# what is used in the long run, for everything: a tenth is left to whoever else has the key
_SHARE: Final = 0.9
# of each window, what polling never touches, because people's dials come first
_RESERVED_SHARE: Final = 0.05
# and what is kept at its beginning for the calls that may be dialed in it, released by and by:
# many dials at once would otherwise leave nothing to see their calls end
_KEPT_SHARE: Final = 0.12
# how much of the time calls are live is learned from about the last window; what is believed at
# first, and how little of it is ever believed
_FIRST_BUSY: Final = 0.6
_LEAST_BUSY: Final = 0.5
# longer than any gap between two looks
_REST_SECONDS: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaSnapshot:
    """What is left of the request limit: `remaining` until the window ends in so many seconds.

    `sent` counts every request so far; `others_per_second` is how fast dials, look-ups and
    results use the limit up beside the looks.
    """

    limit: int
    remaining: int
    resets_in_seconds: float
    sent: int
    others_per_second: float


class PollQuota:
    """Keeps account over the windows, so that calm ones pay for busy ones.

    Where calls are live for a part of the time only, that part gets the looks of all of it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted_at = clock.monotonic()
        self._sent = 0
        self._saved = 0.0
        self._busy = _FIRST_BUSY

    def even_interval(self, allowance: QuotaSnapshot) -> float:
        """Return the seconds between two looks that would use up evenly what is left."""
        self._save(allowance)
        seconds = allowance.resets_in_seconds or _WINDOW_SECONDS
        share = self._saved + allowance.limit * _SHARE
        kept = _RESERVED_SHARE + _KEPT_SHARE * min(1.0, seconds / _WINDOW_SECONDS)
        left = allowance.remaining - allowance.limit * kept
        per_second = min(share / _WINDOW_SECONDS, left / seconds) - allowance.others_per_second
        per_second /= max(self._busy, _LEAST_BUSY)
        # with nothing to spare, wait for the next window rather than for the last of this one
        return min(seconds, 1 / per_second) if per_second > 0 else seconds

    def _save(self, allowance: QuotaSnapshot) -> None:
        now = self._clock.monotonic()
        self._learn_busy(now - self._counted_at)
        fair = allowance.limit * _SHARE * (now - self._counted_at) / _WINDOW_SECONDS
        saved = self._saved + fair - (allowance.sent - self._sent)
        self._saved = min(saved, float(allowance.limit))  # a window gives no more than itself
        self._counted_at, self._sent = now, allowance.sent

    def _learn_busy(self, seconds: float) -> None:
        """Learn from the time since the last question: a long one was a rest."""
        is_busy = seconds < _REST_SECONDS
        weight = 1 - exp(-seconds / _WINDOW_SECONDS)
        self._busy += (is_busy - self._busy) * weight
