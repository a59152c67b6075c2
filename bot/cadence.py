"""How soon to look at the calls again: as often as the requests that are left allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.calls import CallStatus
from bot.store.calls import LiveCall

_ABOUT_TO_RING: Final = frozenset({CallStatus.UNCONFIRMED, CallStatus.INITIATED})
# the part of the limit that polling never touches: people's dials come first
_RESERVED_SHARE: Final = 0.07
# A change is likeliest in the seconds before a phone rings, then while it rings. The mean lag is
# least where the gap between two looks goes with the root of that likelihood; these are the gaps,
# in parts of an even pace, and what calm times save the urgent ones use.
_BEFORE_RINGING: Final = 0.6
_RINGING: Final = 0.95
_CALM: Final = 1.4
_QUICKEST_SECONDS: Final = 0.2
_LONG_TALK_SECONDS: Final = 5.0
_LONG_TALK: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left of the request limit: `remaining` until the window ends in so many seconds.

    `others_per_second` is how fast dials, look-ups and results use it up beside the polls.
    """

    limit: int
    remaining: int
    resets_in_seconds: float
    others_per_second: float


def choose_delay(live: Sequence[LiveCall], allowance: Allowance, *, now: datetime) -> float:
    """Return the seconds until the next poll.

    What is left of the window is spread over the rest of it, quicker while a call is about to
    change.
    """
    even = _spread_evenly(allowance)
    if any(call.status in _ABOUT_TO_RING for call in live):
        return max(even * _BEFORE_RINGING, _QUICKEST_SECONDS)
    if any(call.status == CallStatus.RINGING for call in live):
        return max(even * _RINGING, _QUICKEST_SECONDS)
    if all(now - call.changed_at > _LONG_TALK for call in live):
        return max(even * _CALM, _LONG_TALK_SECONDS / len(live))
    return max(even * _CALM, _QUICKEST_SECONDS)


def _spread_evenly(allowance: Allowance) -> float:
    seconds, remaining = allowance.resets_in_seconds, float(allowance.remaining)
    if seconds <= 0:  # no window is open yet
        seconds, remaining = 60.0, float(allowance.limit)
    spare = remaining - allowance.limit * _RESERVED_SHARE - allowance.others_per_second * seconds
    # with nothing to spare, wait for the next window rather than for the last request of this one
    return seconds / spare if spare >= 1 else seconds
