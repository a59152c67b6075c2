"""Trying again what was busy or not answered: after a pause, never in the callee's night."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from bot.domain.backoff import Backoff
from bot.domain.time_zones import next_daytime, zones_of
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict

# zones that share no daytime today share none in another week
_ANY_MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
NO_ZONE: Final = "no_zone"


def check(case: Case) -> Verdict:
    """Deny to try again where nobody knows when it is day for the callee."""
    order = case.order
    if case.is_claim or order.attempts == 1 or has_daytime(order.to_number, order.callee_time_zone):
        return Allow()
    return Deny(policy=PolicyName.RETRIES, value=NO_ZONE, field="retry")


def has_daytime(e164: str, callee_time_zone: str | None) -> bool:
    """Say whether there is an hour that is surely day where the callee is."""
    return next_daytime(_ANY_MOMENT, zones_of(e164, callee_time_zone)) is not None


def next_attempt_at(
    ended_at: datetime, attempt: int, zones: Sequence[str], backoff: Backoff
) -> datetime | None:
    """Return when to try again after attempt 1, 2, …; None where it is never day in all `zones`."""
    return next_daytime(ended_at + backoff.pause_after(attempt), zones)
