"""The card of a call: the message in the channel that always shows its newest state."""

from typing import Final

from slack_sdk.models.blocks import Block

from bot.domain.calls import Call, CallStatus
from bot.domain.phone_numbers import format_number
from bot.ui.buttons import (
    CALL_AGAIN,
    CANCEL_CALL,
    EDIT_ORDER,
    STOP_TRYING,
    Button,
    build_buttons,
    encode_attempt,
)
from bot.ui.labels import (
    OWN_AGENT_LABEL,
    format_attempt,
    format_length,
    format_ordinal,
    format_outcome,
    format_requester,
    format_status,
    format_title,
    format_value,
)
from bot.ui.rich_text import (
    Message,
    Moment,
    RichLine,
    Text,
    build_context,
    build_message,
    clean,
    cut,
)
from bot.ui.scheduled_call import (
    build_due,
    build_overdue,
    build_upcoming_buttons,
    has_retries_left,
    is_upcoming,
)

REPLY_LOST: Final = "Voicy's reply was lost; checking whether the call went through. Not redialing."
NOT_CERTAIN: Final = "this is not certain; ask the callee before you call again"
RETRYING: Final = "retrying automatically"
ABOUT_TO_BE_DIALED: Final = "about to be dialed"
IN_QUEUE: Final = "in line"
UNUSUAL_NUMBER: Final = "unusual number"
_SHOWN_VARIABLES: Final = 8


def build_card(call: Call) -> Message:
    """Build the card: who is called, the status, the agent and the requester."""
    return build_message(
        [_build_title(call), build_state(call)], _build_context(call), *_build_actions(call)
    )


def _build_title(call: Call) -> RichLine:
    return [Text("📞 "), Text(format_title(call.order), bold=True)]


def build_state(call: Call) -> RichLine:
    """Build the line of a status: sign, word, and what is worth knowing with it."""
    sign, word = format_status(call.status)
    attempt = format_attempt(call)
    if attempt and call.status == CallStatus.SCHEDULED and call.attempt > 1:
        word, attempt = attempt.capitalize(), None
    if attempt:
        return [*_build_status(sign, word), Text(f" · {attempt}"), *_build_details(call)]
    return [*_build_status(sign, word), *_build_details(call)]


def _build_status(sign: str, word: str) -> RichLine:
    return [Text(f"{sign} "), Text(word, bold=True)]


def _build_details(call: Call) -> RichLine:
    match call.status:
        case CallStatus.SCHEDULED:
            return build_due(call)
        case CallStatus.OVERDUE:
            return build_overdue(call)
        case CallStatus.QUEUED:
            return _build_waiting(call)
        case CallStatus.UNCONFIRMED:
            return [Text(f" · {REPLY_LOST}")]
        case CallStatus.UNTRACED:
            return [Text(f" · {NOT_CERTAIN}")]
        case _ if call.is_final:
            return [Text("".join(f" · {part}" for part in _format_end(call)))]
    return [Text(" · since "), Moment(call.transitions[-1].at)] if call.transitions else []


def _format_end(call: Call) -> list[str]:
    return list(filter(None, [format_length(call), format_outcome(call)]))


def _build_waiting(call: Call) -> RichLine:
    if call.queue_position is not None:
        return [Text(f" · {format_ordinal(call.queue_position)} {IN_QUEUE}")]
    if call.reason:
        return [Text(f" · {clean(call.reason)}; {RETRYING}")]
    return [Text(f" · {ABOUT_TO_BE_DIALED}")]


def _build_context(call: Call) -> Block:
    request = call.order
    agent = clean(call.agent_name or "", 60) or OWN_AGENT_LABEL
    facts = [
        f"Agent: {agent}",
        f"from {format_number(request.from_number)}",
        format_requester(request),
    ]
    if call.last_action:
        facts.append(clean(call.last_action))
    if request.is_unusual_number:
        facts.append(UNUSUAL_NUMBER)
    variables = [_format_variables(call)] if request.variables else []
    return build_context(" · ".join(facts), *variables)


def _format_variables(call: Call) -> str:
    items = list(call.order.variables.items())
    shown = [
        f"{clean(name, 40)}: {format_value(value, 80)}" for name, value in items[:_SHOWN_VARIABLES]
    ]
    if len(items) > _SHOWN_VARIABLES:
        shown.append(f"and {len(items) - _SHOWN_VARIABLES} more")
    return cut(" · ".join(shown), 1_000)


def _build_actions(call: Call) -> list[Block]:
    if is_upcoming(call):
        return build_upcoming_buttons(call, place="card")
    return build_buttons("card", _list_buttons(call))


def _list_buttons(call: Call) -> list[Button]:
    if has_retries_left(call):
        return [("Stop trying", STOP_TRYING, encode_attempt(call))]
    if call.status == CallStatus.QUEUED and (call.queue_position is not None or call.reason):
        return [("Cancel", CANCEL_CALL, encode_attempt(call))]
    if call.status == CallStatus.REFUSED:
        return [("Edit and try again", EDIT_ORDER, call.order_id)]
    if call.status in {CallStatus.UNTRACED, CallStatus.WITHDRAWN, CallStatus.LOST}:
        return [("Call again", CALL_AGAIN, call.order_id)]
    return []
