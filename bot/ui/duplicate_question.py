"""The question about a number that is being called, or was lately, and what came of it."""

from collections.abc import Sequence
from typing import Final

from bot.domain.calls import Call
from bot.domain.meanings import REACHING
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from bot.policies.duplicates import EarlierCall, find_last_moment
from bot.ui.labels import (
    format_call_status,
    format_details,
    format_headline,
    format_length,
    format_outcome,
    format_phone,
)
from bot.ui.questions import build_answers
from bot.ui.rich_text import Inline, Message, Moment, RichLine, Text, build_message, clean
from bot.ui.scheduled_call import DUE
from bot.ui.variable_question import CALL_ANYWAY, SCHEDULE_ANYWAY

DROP_DRAFT: Final = "drop_draft"
CANCEL: Final = "Cancel"
CANCELED: Final = "↩️ Canceled: this call is not made."
CALL_IT_AGAIN: Final = "Call {number} again?"
IT_WAITS: Final = "This call is not dialed until you decide."
UNSEEN: Final = ", in a conversation that you cannot see."
_SHOWN: Final = 3


def build_duplicate_question(
    draft_id: str,
    number: E164,
    earlier: Sequence[EarlierCall],
    *,
    requester_id: str,
    is_scheduled: bool,
) -> Message:
    """Ask whether a number is to be called though it is being called, or was lately."""
    question = CALL_IT_AGAIN.format(number=format_phone(number))
    lines: list[RichLine] = [["✋ ", Text(question, bold=True), f" {IT_WAITS}"]]
    for each in earlier[:_SHOWN]:
        told = _tell(each.call, requester_id) if each.is_seen else _mention(each.call)
        lines.append(["• ", *told])
    if len(earlier) > _SHOWN:
        lines.append([f"and {len(earlier) - _SHOWN} more"])
    label = SCHEDULE_ANYWAY if is_scheduled else CALL_ANYWAY
    return build_message(lines, *build_answers(draft_id, [label], (CANCEL, DROP_DRAFT, draft_id)))


def _tell(call: Call, requester_id: str) -> list[Inline]:
    """Say who called the number, when, and what came of it."""
    is_own = call.order.requested_by == requester_id
    name = f"@{clean(call.order.requested_by_name, 40)}"
    who = "You" if is_own else name
    sign, word = format_call_status(call)
    match call.status:
        case CallStatus.QUEUED:
            have = "have" if is_own else "has"
            return [f"{who} {have} already asked for a call to this number; it is not dialed yet."]
        case CallStatus.SCHEDULED:
            whose = "Your" if is_own else f"{name}’s"
            return [f"{whose} call to this number is scheduled for ", Moment(call.due_at, DUE), "."]
        case _ if not call.is_final:
            return [f"{who} {'are' if is_own else 'is'} calling this number now: {sign} {word}"]
    verb = "reached" if call.outcome in REACHING else "called"
    came_of_it = format_headline(call) or format_outcome(call)
    outcome = format_details(f"{sign} {word}", came_of_it, format_length(call))
    return [f"{who} {verb} this number ", Moment(find_last_moment(call), DUE), outcome]


def _mention(call: Call) -> list[Inline]:
    """Say that the number is called, without a name and what came of it."""
    if call.status == CallStatus.SCHEDULED:
        return ["A call to this number is scheduled for ", Moment(call.due_at, DUE), UNSEEN]
    if call.status == CallStatus.QUEUED:
        return [f"A call to this number has been asked for{UNSEEN}"]
    if not call.is_final:
        return [f"This number is being called now{UNSEEN}"]
    return ["This number was called ", Moment(find_last_moment(call), DUE), UNSEEN]
