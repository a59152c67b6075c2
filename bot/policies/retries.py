"""Trying again what was busy or not answered: after a pause, never in the callee's night."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from bot.domain.backoff import Backoff
from bot.domain.phone_numbers import E164, format_number
from bot.domain.time_zones import next_daytime, zones_of
from bot.errors import PolicyError

# zones that share no daytime today share none in another week
_ANY_MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def next_attempt_at(
    ended_at: datetime, attempt: int, zones: Sequence[str], backoff: Backoff
) -> datetime | None:
    """Return when to try again after attempt 1, 2, …; None where it is never day in all `zones`."""
    return next_daytime(ended_at + backoff.pause_after(attempt), zones)


def check_retry(e164: str, callee_time_zone: str | None) -> None:
    """Refuse to try again where nobody knows when it is day for the callee; raises PolicyError."""
    if next_daytime(_ANY_MOMENT, zones_of(e164, callee_time_zone)) is None:
        raise PolicyError(
            "Retries never happen at night, and the time zone of "
            f"{format_number(E164(e164))} is not known: add tz=America/New_York, or theirs.",
            field="retry",
        )
