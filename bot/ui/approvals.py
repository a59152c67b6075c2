"""Calls that wait for a second person, in words, and the answers."""

from typing import Final

from bot.domain.calls import Call
from bot.ui.buttons import CallAction, build_call_buttons
from bot.ui.labels import (
    APPROVAL_LABEL,
    OWN_AGENT_LABEL,
    build_status,
    format_callee,
    format_details,
    format_variables,
)
from bot.ui.rich_text import Inline, Mention, Message, Moment, Text, build_message, clean
from bot.ui.scheduled_call import DUE, format_callee_time

NOBODY_ANSWERED: Final = "nobody approved it within 24 hours"
ASKS_TO_CALL: Final = " asks to call "
ALLOWED: Final = "✅ Approved. "
DECLINED: Final = "Declined. "
ASKED_ANEW: Final = "This call was changed, so you were asked about it anew, in a message below."
OVER: Final = "you are no longer asked; the card of the call says what came of it."


def build_approval_notice(call: Call) -> Message:
    """Ask somebody else than its requester whether a call may be made."""
    order, due_at = call.order, call.due_at
    asked: list[Inline] = [
        *build_status(*APPROVAL_LABEL),
        " · ",
        Mention(user_id=call.asked_by or order.requested_by),
        ASKS_TO_CALL,
        Text(format_callee(order), bold=True),
        format_details(clean(call.agent_name or OWN_AGENT_LABEL, 60), format_variables(order)),
    ]
    there = format_details(format_callee_time(order, due_at))
    when: list[Inline] = ["For ", Moment(due_at, DUE), f"{there}. {clean(call.reason or '', 600)}"]
    actions = [CallAction.APPROVE, CallAction.DECLINE]
    return build_message([asked, when], *build_call_buttons("approval", call, actions))


def build_approval_over(call: Call) -> Message:
    """Say, in the place of the question, that it is over."""
    by = call.order.approved_by
    answer = f"approved by @{clean(by, 60)}" if by else None
    return build_message([[f"{format_callee(call.order)}{format_details(answer)} · {OVER}"]])


def build_approval_replaced() -> Message:
    """Say, in the place of the question, that the same is asked in a newer message."""
    return build_message([[ASKED_ANEW]])


def format_declined(name: str) -> str:
    """Say who did not allow a call."""
    return f"declined by @{clean(name, 60)}"
