"""What an answer's headers say about the request limit, read so that odd values do no harm."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

_LONGEST_PAUSE_SECONDS: Final = 120.0
# `Date` and Reset are whole seconds: a window may end up to a second after the one it names.
_ROUNDING_SECONDS: Final = 1.0
_EPOCH_FROM: Final = 1e8  # no pause is three years long: a larger Reset is a date
_MILLISECONDS_FROM: Final = 1e11
_RETRY_WORDS: Final = re.compile(r"(?:retry|try again)\s+(?:after|in)\s+(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFacts:
    """What one answer says; None where it says nothing that can be believed.

    `resets_in_seconds` (rounded up) and `retry_after_seconds` count from the answer and are never
    absurd. `api_time` is the API's clock when it answered, in Unix seconds. `is_stale` says that
    the window the answer is about is already over.
    """

    limit: int | None
    remaining: int | None
    resets_in_seconds: float | None
    retry_after_seconds: float | None
    api_time: float | None
    is_stale: bool = False


def read_rate_facts(
    headers: Mapping[str, str], *, believed_api_time: float, words: str = ""
) -> RateFacts:
    """Read `X-RateLimit-*`, `Retry-After`, `Date` and the “retry after N seconds” of an error text.

    Reset may be Unix seconds or seconds from now. Unix seconds are compared with the answer's own
    `Date`, so that our clock does not matter; without one, with `believed_api_time`, and then an
    absurd distance counts as none.
    """
    values = {name.casefold(): value for name, value in headers.items()}
    api_time = _read_date(values.get("date", ""))
    now = believed_api_time if api_time is None else api_time
    limit = _read_number(values.get("x-ratelimit-limit", ""))
    remaining = _read_number(values.get("x-ratelimit-remaining", ""))
    distance = _read_distance(values.get("x-ratelimit-reset", ""), now)
    is_stale = api_time is not None and distance is not None and distance < 0
    if is_stale or (api_time is None and not -2 <= (distance or 0) <= _LONGEST_PAUSE_SECONDS):
        distance = None
    return RateFacts(
        limit=int(limit) if limit is not None and limit >= 1 else None,
        remaining=max(0, int(remaining)) if remaining is not None else None,
        resets_in_seconds=None if distance is None else _clamp(distance) + _ROUNDING_SECONDS,
        retry_after_seconds=_read_retry_after(values.get("retry-after", ""), now, words),
        api_time=api_time,
        is_stale=is_stale,
    )


def _read_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _read_distance(text: str, now: float) -> float | None:
    """Read seconds from `now`, whichever of the two ways Reset is written."""
    number = _read_number(text)
    if number is None or number < _EPOCH_FROM:
        return number
    return (number / 1000 if number >= _MILLISECONDS_FROM else number) - now


def _read_date(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _read_retry_after(text: str, now: float, words: str) -> float | None:
    """Read Retry-After, seconds or a date; without one, what the error text says."""
    seconds = _read_number(text)
    if seconds is None and (moment := _read_date(text)) is not None:
        seconds = moment - now
    if seconds is None and (match := _RETRY_WORDS.search(words)):
        seconds = float(match[1])
    return None if seconds is None else _clamp(seconds)


def _clamp(seconds: float) -> float:
    return min(max(seconds, 0.0), _LONGEST_PAUSE_SECONDS)
