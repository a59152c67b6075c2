"""When somebody may be called: at a time to come, and while it is wanted."""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.orders import CallOrder
from bot.domain.time_zones import load_zone
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Ask, Deny, PolicyName, Verdict

_FARTHEST: Final = timedelta(days=366)
_STALE_AFTER: Final = timedelta(minutes=15)
PAST: Final = "past"
TOO_FAR: Final = "too_far"
STALE: Final = "stale"
TOO_EARLY: Final = "too_early"
OVER: Final = "over"


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


def check_until(case: Case) -> Verdict:
    """Deny a dial after the time until which it is wanted, whatever delayed it."""
    order, at = case.order, case.dial_at
    if order.until_at is None or at < order.until_at:
        return Allow()
    value = name_end(order, at) if case.is_claim else TOO_EARLY
    return Deny(policy=PolicyName.UNTIL, value=value, field="until")


def name_end(order: CallOrder, at: datetime) -> str:
    """Name the time until which a call was wanted, on the clock it was said by: “18:00”."""
    if order.until_at is None:
        return ""
    clock = load_zone(order.requester_time_zone or "UTC")
    end = order.until_at.astimezone(clock)
    day = "" if end.date() == at.astimezone(clock).date() else f"{end:%a, %b} {end.day}, "
    return f"{day}{end:%H:%M} ({clock.key})"


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
