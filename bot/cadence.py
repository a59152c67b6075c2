"""How soon to look at the calls again: quick before a change, never above the budget."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.calls import CallStatus
from bot.store.calls import LiveCall

_ABOUT_TO_CHANGE: Final = frozenset(
    {CallStatus.UNCONFIRMED, CallStatus.INITIATED, CallStatus.RINGING}
)
_QUICK_SECONDS: Final = 1.0
_TALKING_SECONDS: Final = 2.0
_LONG_TALK_SECONDS: Final = 5.0
_LONG_TALK: Final = timedelta(minutes=3)
# the part of the request limit that polling may use up; dials and results need the rest
_POLLING_SHARE: Final = 0.75


def choose_delay(live: Sequence[LiveCall], *, now: datetime, requests_per_minute: int) -> float:
    """Return the seconds until the next poll.

    Each call wants to be seen at a pace of its own and they share one request, so the more calls
    are talking, the sooner one of them is about to end.
    """
    eagerness = sum(1 / _wanted_delay(call, now) for call in live)
    sustainable = 60 / (requests_per_minute * _POLLING_SHARE)
    return max(sustainable, min(1 / eagerness if eagerness else _LONG_TALK_SECONDS, 5.0))


def _wanted_delay(call: LiveCall, now: datetime) -> float:
    if call.status in _ABOUT_TO_CHANGE:
        return _QUICK_SECONDS
    return _TALKING_SECONDS if now - call.changed_at < _LONG_TALK else _LONG_TALK_SECONDS
