"""A call is scheduled for a time to come, at most a year ahead."""

from datetime import datetime, timedelta
from typing import Final

from bot.errors import PolicyError

TIME_PASSED: Final = "This time has passed."
_FARTHEST: Final = timedelta(days=366)


def check_due(due_at: datetime, now: datetime) -> None:
    """Refuse a time that has passed or is more than a year ahead; raises PolicyError."""
    if due_at <= now:
        raise PolicyError(TIME_PASSED, field="when")
    if due_at > now + _FARTHEST:
        raise PolicyError("A call can be scheduled at most a year ahead.", field="when")
