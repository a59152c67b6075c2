"""The card of a call: the message in the channel that always shows its newest state."""

from typing import Final

from slack_sdk.models.blocks import Block

from bot.domain.calls import CLOSED_HERE, Call, CallStatus
from bot.domain.phone_numbers import format_number
from bot.ui.buttons import CallAction, build_call_buttons
from bot.ui.labels import (
    OWN_AGENT_LABEL,
    build_status,
    format_attempt,
    format_details,
    format_length,
    format_ordinal,
    format_outcome,
    format_requester,
    format_title,
    format_value,
)
from bot.ui.rich_text import Inline, Message, Moment, Text, build_context, build_message, clean, cut
from bot.ui.scheduled_call import (
    UPCOMING,
    build_due,
    build_overdue,
    has_retries_left,
    list_upcoming_actions,
)

REPLY_LOST: Final = "Voicy's reply was lost; checking whether the call went through. Not redialing."
NOT_CERTAIN: Final = "this is not certain; ask the callee before you call again"
RETRYING: Final = "retrying automatically"
ABOUT_TO_BE_DIALED: Final = "about to be dialed"
PAUSED_BY: Final = "waits, because all calls are paused by @"
IN_QUEUE: Final = "in line"
SINCE: Final = " · since "
SEEN_SINCE: Final = " · seen since "
UNUSUAL_NUMBER: Final = "unusual number"
MISSING: Final = "missing"
_SHOWN_VARIABLES: Final = 8


def build_card(call: Call) -> Message:
    """Build the card: who is called, the status, the agent and the requester."""
    title: list[Inline] = ["📞 ", Text(format_title(call.order), bold=True)]
    buttons = build_call_buttons("card", call, _list_actions(call))
    return build_message([title, build_state(call)], _build_context(call), *buttons)


def build_state(call: Call) -> list[Inline]:
    """Build the line of a status: sign, word, and what is worth knowing with it."""
    sign, word = build_status(call.status)
    attempt = format_attempt(call)
    if attempt and call.status == CallStatus.SCHEDULED and call.attempt > 1:
        return [sign, Text(attempt.capitalize(), bold=True), *_build_details(call)]
    return [sign, word, format_details(attempt), *_build_details(call)]


def _build_details(call: Call) -> list[Inline]:
    match call.status:
        case CallStatus.SCHEDULED:
            return build_due(call)
        case CallStatus.OVERDUE:
            return build_overdue(call)
        case CallStatus.QUEUED:
            return [format_details(_format_wait(call))]
        case CallStatus.UNCONFIRMED:
            return [format_details(REPLY_LOST)]
        case CallStatus.UNTRACED:
            return [format_details(NOT_CERTAIN)]
        case _ if call.is_final:
            return [format_details(format_length(call), format_outcome(call))]
    if not call.transitions:
        return []
    newest = call.transitions[-1]
    return [SEEN_SINCE if newest.is_unseen else SINCE, Moment(newest.at)]


def _format_wait(call: Call) -> str:
    if call.paused_by is not None:
        return f"{PAUSED_BY}{clean(call.paused_by, 60)}"
    if call.queue_position is not None:
        return f"{format_ordinal(call.queue_position)} {IN_QUEUE}"
    return f"{clean(call.reason)}; {RETRYING}" if call.reason else ABOUT_TO_BE_DIALED


def _build_context(call: Call) -> Block:
    agent = clean(call.agent_name or "", 60) or OWN_AGENT_LABEL
    facts = format_details(
        f"from {format_number(call.order.from_number)}",
        format_requester(call.order),
        clean(call.last_action) if call.last_action else None,
        UNUSUAL_NUMBER if call.order.is_unusual_number else None,
        _format_missing(call),
    )
    return build_context(f"Agent: {agent}{facts}", _format_variables(call))


def _format_missing(call: Call) -> str | None:
    names = [clean(name, 40) for name in call.order.missing_variables[:_SHOWN_VARIABLES]]
    return f"{MISSING}: {', '.join(names)}" if names else None


def _format_variables(call: Call) -> str:
    shown = [
        f"{clean(name, 40)}: {format_value(value, 80)}"
        for name, value in call.order.variables.items()
    ]
    if len(shown) > _SHOWN_VARIABLES:
        shown[_SHOWN_VARIABLES:] = [f"and {len(shown) - _SHOWN_VARIABLES} more"]
    return cut(" · ".join(shown), 1_000)


def _list_actions(call: Call) -> list[CallAction]:
    if call.status in UPCOMING:
        return list_upcoming_actions(call)
    if has_retries_left(call):
        return [CallAction.STOP_TRYING]
    if call.status == CallStatus.QUEUED and (call.queue_position is not None or call.reason):
        return [CallAction.CANCEL]
    if call.status == CallStatus.REFUSED:
        return [CallAction.EDIT_ORDER]
    return [CallAction.CALL_AGAIN] if call.status in CLOSED_HERE else []
