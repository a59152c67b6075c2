"""The card of a call: the message in the channel that always shows its newest state."""

from datetime import timedelta

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    PlainTextObject,
)

from bot.calls import Call, CallStatus
from bot.cards.lines import Line, Message, Moment, Words, build_message, clean, cut
from bot.cards.words import (
    describe_outcome,
    describe_status,
    format_duration,
    format_value,
    ordinal,
)
from bot.phone_numbers import format_number

_SHOWN_VARIABLES = 8


def build_card(call: Call) -> Message:
    """Draw the anchor: who is called, how it stands, by which agent and for whom."""
    return build_message([_title(call), draw_state(call)], _context(call), *_actions(call))


def _title(call: Call) -> Line:
    name = clean(call.request.variables.get("name", ""), 60)
    title = f"Call to {format_number(call.request.to_number)}"
    return [Words("📞 "), Words(f"{title} ({name})" if name else title, bold=True)]


def draw_state(call: Call) -> Line:
    """Say how a call stands: sign, status, and what is worth knowing with it."""
    sign, word = describe_status(call.status)
    return [Words(f"{sign} "), Words(word, bold=True), *_status_details(call)]


def _status_details(call: Call) -> Line:
    if call.status == CallStatus.QUEUED:
        return _waiting(call)
    if call.status == CallStatus.UNCONFIRMED:
        return [Words(" · the answer was lost; looking for the call, not dialing again")]
    if call.status == CallStatus.UNTRACED:
        return [Words(" · nobody knows for sure; look at the phone before calling again")]
    if not call.is_final:
        return [Words(" · since "), Moment(call.transitions[-1].at)] if call.transitions else []
    parts = []
    if call.result.duration_ms:
        parts.append(format_duration(timedelta(milliseconds=call.result.duration_ms)))
    outcome = describe_outcome(call)
    if outcome:
        parts.append(outcome)
    return [Words("".join(f" · {part}" for part in parts))]


def _waiting(call: Call) -> Line:
    if call.place_in_line is not None:
        return [Words(f" · {ordinal(call.place_in_line)} in line")]
    if call.reason:
        return [Words(f" · {clean(call.reason)}; trying again by itself")]
    return [Words(" · about to be dialed")]


def _context(call: Call) -> Block:
    request = call.request
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
        elements.append(PlainTextObject(text=_variables(call), emoji=False))
    return ContextBlock(elements=list(elements))


def _variables(call: Call) -> str:
    items = list(call.request.variables.items())
    shown = [
        f"{clean(name, 40)}: {format_value(value, 80)}" for name, value in items[:_SHOWN_VARIABLES]
    ]
    if len(items) > _SHOWN_VARIABLES:
        shown.append(f"and {len(items) - _SHOWN_VARIABLES} more")
    return cut(" · ".join(shown), 1_000)


def _actions(call: Call) -> list[Block]:
    if call.status == CallStatus.QUEUED and (call.place_in_line is not None or call.reason):
        return [_button("Withdraw", "withdraw_call", call)]
    if call.status == CallStatus.REFUSED:
        return [_button("Edit and try again", "edit_order", call)]
    if call.status in {CallStatus.UNTRACED, CallStatus.WITHDRAWN, CallStatus.LOST}:
        return [_button("Call again", "call_again", call)]
    return []


def _button(label: str, action_id: str, call: Call) -> ActionsBlock:
    # a block keeps its id while its buttons stay, so that a click during an edit still counts
    return ActionsBlock(
        block_id=f"card.{action_id}",
        elements=[ButtonElement(text=label, action_id=action_id, value=call.order_id)],
    )
