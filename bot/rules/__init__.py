"""May this call be made: one rule a file, each says yes by returning and no by RuleRefusal."""

from bot.rules.callee import check_callee
from bot.rules.caller_id import choose_caller_id

__all__ = ["check_callee", "choose_caller_id"]
