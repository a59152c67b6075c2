"""May this be done: one rule a file, each says yes by returning and no by PolicyError."""

from bot.policies.callee import check_callee
from bot.policies.caller_id import choose_caller_id
from bot.policies.ownership import require_requester
from bot.policies.quiet_hours import put_off_to_day
from bot.policies.results_access import Viewer, require_access
from bot.policies.retries import check_retry, next_attempt_at
from bot.policies.schedule import check_due
from bot.policies.workspace import require_own_workspace

__all__ = [
    "Viewer",
    "check_callee",
    "check_due",
    "check_retry",
    "choose_caller_id",
    "next_attempt_at",
    "put_off_to_day",
    "require_access",
    "require_own_workspace",
    "require_requester",
]
