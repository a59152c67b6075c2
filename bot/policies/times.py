"""When somebody may be called: at a time to come, while it is wanted, and by day if tried again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.backoff import Backoff
from bot.domain.time_zones import is_night, next_daytime, zones_of
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Ask, Delay, Deny, PolicyName, Verdict

_FARTHEST: Final = timedelta(days=366)
_STALE_AFTER: Final = timedelta(minutes=15)
# for a callee in zones that are never all in daytime at once
_UNTIL_IT_MAY_BE_DAY: Final = timedelta(days=1)
# zones that share no daytime today share none in another week
_ANY_MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
PAST: Final = "past"
TOO_FAR: Final = "too_far"
STALE: Final = "stale"
NO_ZONE: Final = "no_zone"


def check_schedule(case: Case) -> Verdict:
    """Deny a time that has passed or is more than a year ahead."""
    due_at = case.order.due_at
    if case.is_claim or due_at is None:
        return Allow()
    # a person may take a moment to submit what was right when they chose it
    return judge_time(due_at, case.received_at)


def judge_time(due_at: datetime, now: datetime) -> Verdict:
    """Judge a time that somebody chose at the moment `now`."""
    if due_at <= now:
        return Deny(policy=PolicyName.SCHEDULE, value=PAST, field="when")
    if due_at > now + _FARTHEST:
        return Deny(policy=PolicyName.SCHEDULE, value=TOO_FAR, field="when")
    return Allow()


def check_freshness(case: Case) -> Verdict:
    """Ask, once, about a request that waited while the bot was down."""
    if case.is_claim or PolicyName.FRESHNESS in case.answered:
        return Allow()
    if is_stale(case.received_at, case.moment):
        return Ask(policy=PolicyName.FRESHNESS, value=STALE)
    return Allow()


def is_stale(received_at: datetime, now: datetime) -> bool:
    """Say whether a request waited for so long that it may not be wanted any more."""
    return now - received_at > _STALE_AFTER


def check_retries(case: Case) -> Verdict:
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


def check_quiet_hours(case: Case) -> Verdict:
    """Delay an attempt whose time no person chose until it is day for the callee."""
    if not (case.is_claim and case.is_automatic):
        return Allow()
    zones = zones_of(case.order.to_number, case.order.callee_time_zone)
    if not is_night(case.moment, zones):
        return Allow()
    until = next_daytime(case.moment, zones) or case.moment + _UNTIL_IT_MAY_BE_DAY
    return Delay(policy=PolicyName.QUIET_HOURS, value="night", until=until)
