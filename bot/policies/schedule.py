"""A call is scheduled for a future time, at most a year ahead."""

from datetime import datetime, timedelta
from typing import Final

from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Deny, PolicyName, Verdict

_FARTHEST: Final = timedelta(days=366)
PAST: Final = "past"
TOO_FAR: Final = "too_far"


def check(case: Case) -> Verdict:
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
