"""The card of a call: the message in the channel that always shows its newest state."""

from datetime import timedelta

from slack_sdk.models.blocks import Block, ContextBlock, PlainTextObject

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
    format_attempt,
    format_duration,
    format_ordinal,
    format_outcome,
    format_status,
    format_value,
)
from bot.ui.rich_text import Message, Moment, RichLine, Text, build_message, clean, cut
from bot.ui.scheduled_call import (
    build_due,
    build_overdue,
    build_upcoming_buttons,
    has_retries_left,
    is_upcoming,
)

_SHOWN_VARIABLES = 8


def build_card(call: Call) -> Message:
    """Draw the anchor: who is called, how it stands, by which agent and for whom."""
    return build_message(
        [_build_title(call), build_state(call)], _build_context(call), *_build_actions(call)
    )


def _build_title(call: Call) -> RichLine:
    name = clean(call.order.variables.get("name", ""), 60)
    title = f"Call to {format_number(call.order.to_number)}"
    return [Text("📞 "), Text(f"{title} ({name})" if name else title, bold=True)]


def build_state(call: Call) -> RichLine:
    """Say how a call stands: sign, status, and what is worth knowing with it."""
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
            return [Text(" · the answer was lost; looking for the call, not dialing again")]
        case CallStatus.UNTRACED:
            return [Text(" · nobody knows for sure; look at the phone before calling again")]
        case _ if call.is_final:
            return [Text("".join(f" · {part}" for part in _format_end(call)))]
    return [Text(" · since "), Moment(call.transitions[-1].at)] if call.transitions else []


def _format_end(call: Call) -> list[str]:
    parts = []
    if call.result.duration_ms:
        parts.append(format_duration(timedelta(milliseconds=call.result.duration_ms)))
    outcome = format_outcome(call)
    if outcome:
        parts.append(outcome)
    return parts


def _build_waiting(call: Call) -> RichLine:
    if call.queue_position is not None:
        return [Text(f" · {format_ordinal(call.queue_position)} in line")]
    if call.reason:
        return [Text(f" · {clean(call.reason)}; trying again by itself")]
    return [Text(" · about to be dialed")]


def _build_context(call: Call) -> Block:
    request = call.order
    agent = clean(call.agent_name or "", 60) or "the number's own agent"
    facts = [
        f"Agent: {agent}",
        f"from {format_number(request.from_number)}",
        f"asked by @{clean(request.requested_by_name, 60)}",
    ]
    if request.is_unusual_number:
        facts.append("unusual number")
    elements = [PlainTextObject(text=" · ".join(facts), emoji=False)]
    if request.variables:
        elements.append(PlainTextObject(text=_format_variables(call), emoji=False))
    return ContextBlock(elements=list(elements))


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
        return [("Withdraw", CANCEL_CALL, encode_attempt(call))]
    if call.status == CallStatus.REFUSED:
        return [("Edit and try again", EDIT_ORDER, call.order_id)]
    if call.status in {CallStatus.UNTRACED, CallStatus.WITHDRAWN, CallStatus.LOST}:
        return [("Call again", CALL_AGAIN, call.order_id)]
    return []
