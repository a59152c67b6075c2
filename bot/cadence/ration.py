"""The ration: how many looks the request limit allows, spread over its windows."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left of the request limit: `remaining` until the window ends in so many seconds.

    `sent` counts every request so far; `others_per_second` is how fast dials, look-ups and
    results use the limit up beside the looks.
    """

    limit: int
    remaining: int
    resets_in_seconds: float
    sent: int
    others_per_second: float


class Ration:
    """Keeps account over the windows, so that calm ones pay for busy ones."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted_at = clock.monotonic()
        self._sent = 0
        self._saved = 0.0

    def find_even_gap(self, allowance: Allowance) -> float:
        """Return the seconds between two looks that would use up evenly what is left."""
        self._save(allowance)
        seconds = allowance.resets_in_seconds or _WINDOW_SECONDS
        share = self._saved + allowance.limit * _SHARE
        kept = _RESERVED_SHARE + _KEPT_SHARE * min(1.0, seconds / _WINDOW_SECONDS)
        left = allowance.remaining - allowance.limit * kept
        per_second = min(share / _WINDOW_SECONDS, left / seconds) - allowance.others_per_second
        # with nothing to spare, wait for the next window rather than for the last of this one
        return min(seconds, 1 / per_second) if per_second > 0 else seconds

    def _save(self, allowance: Allowance) -> None:
        now = self._clock.monotonic()
        fair = allowance.limit * _SHARE * (now - self._counted_at) / _WINDOW_SECONDS
        saved = self._saved + fair - (allowance.sent - self._sent)
        self._saved = min(saved, float(allowance.limit))  # a window gives no more than itself
        self._counted_at, self._sent = now, allowance.sent
