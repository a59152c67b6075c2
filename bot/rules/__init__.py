"""May this be done: one rule a file, each says yes by returning and no by RuleRefusal."""

from bot.rules.asker import check_asker
from bot.rules.callee import check_callee
from bot.rules.caller_id import choose_caller_id
from bot.rules.due import check_due
from bot.rules.night import put_off_to_day
from bot.rules.requester import check_requester
from bot.rules.retry import check_retry, next_attempt_at
from bot.rules.viewer import Viewer, check_viewer

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
