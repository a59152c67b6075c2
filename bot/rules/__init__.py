"""May this be done: one rule a file, each says yes by returning and no by RuleRefusal."""

from bot.rules.asker import check_asker
from bot.rules.callee import check_callee
from bot.rules.caller_id import choose_caller_id
from bot.rules.viewer import Viewer, check_viewer

__all__ = ["Viewer", "check_asker", "check_callee", "check_viewer", "choose_caller_id"]
