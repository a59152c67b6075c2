"""May this be done: one rule a file, each says yes by returning and no by RuleRefusal."""

from bot.policies.callee import check_callee
from bot.policies.caller_id import choose_caller_id
from bot.policies.ownership import check_requester
from bot.policies.quiet_hours import put_off_to_day
from bot.policies.results_access import Viewer, check_viewer
from bot.policies.retries import check_retry, next_attempt_at
from bot.policies.schedule import check_due
from bot.policies.workspace import check_asker

__all__ = [
    "Viewer",
    "check_asker",
    "check_callee",
    "check_due",
    "check_requester",
    "check_retry",
    "check_viewer",
    "choose_caller_id",
    "next_attempt_at",
    "put_off_to_day",
]
