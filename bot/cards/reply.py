"""The thread of a call: one reply for each transition, the last one with the result."""

from datetime import timedelta

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.calls import COMPLETED, FAILED, Call, CallStatus, Transition, is_final
from bot.cards.lines import (
    Line,
    Mention,
    Message,
    Words,
    build_message,
    clean,
)
from bot.cards.recording import SHOW_RECORDING
from bot.cards.transcript import SHOW_TRANSCRIPT
from bot.cards.values import build_values
from bot.cards.words import (
    describe_outcome,
    describe_status,
    format_duration,
)
from bot.phone_numbers import format_number

_ADVICE = {
    CallStatus.REFUSED: "Nobody was called.",
    CallStatus.WITHDRAWN: "Nobody was called.",
    CallStatus.UNTRACED: "It will not be dialed again by itself. If you are sure that it did not "
    "ring, call again.",
    CallStatus.LOST: "The Voicy API no longer knows this call.",
}


def build_reply(call: Call, transition_seq: int) -> Message:
    """Draw the reply for one transition of a call."""
    transition = call.transitions[transition_seq - 1]
    sign, word = describe_status(transition.status)
    whose = [format_number(call.request.to_number)] if call.shares_thread else []
    details = "".join(f" · {detail}" for detail in (*whose, *_details(call, transition)))
    first: Line = [Words(f"{sign} "), Words(word, bold=True), Words(details)]
    if not is_final(transition.status):
        return build_message([first])
    lines = [first, *_result(call), _addressee(call)]
    return build_message(lines, *_actions(call))


def _details(call: Call, transition: Transition) -> list[str]:
    waited = _format_wait(call, transition)
    if transition.status == CallStatus.UNCONFIRMED:
        reason = f" ({clean(call.reason)})" if call.reason else ""
        return [f"the answer to the dial was lost{reason}; looking for the call"]
    if transition.status == CallStatus.INITIATED:
        return []
    if transition.status == CallStatus.ONGOING:
        return [f"picked up after {waited}"] if waited else []
    if transition.status in COMPLETED:
        duration = call.result.duration_ms
        length = [format_duration(timedelta(milliseconds=duration))] if duration else []
        return [*length, *_outcome(call)]
    if transition.status in FAILED:
        return [*_outcome(call), *([f"after {waited}"] if waited else [])]
    if is_final(transition.status):
        return _outcome(call)
    return [f"after {waited}"] if waited else []


def _outcome(call: Call) -> list[str]:
    outcome = describe_outcome(call)
    return [outcome] if outcome else []


def _format_wait(call: Call, transition: Transition) -> str | None:
    if call.dialing_at is None:
        return None
    return format_duration(transition.at - call.dialing_at)


def _result(call: Call) -> list[Line]:
    result = call.result
    lines: list[Line] = []
    if call.status in _ADVICE:
        lines.append([Words(_ADVICE[CallStatus(call.status)])])
    if result.summary:
        lines.append(
            [Words("Summary ", bold=True), Words(clean(result.summary, 1_200, keep_lines=True))]
        )
    elif call.status in COMPLETED and call.is_result_awaited:
        lines.append([Words("The summary follows here as soon as it is written.")])
    lines += build_values({**result.collected, **result.extracted})
    return lines


def _addressee(call: Call) -> Line:
    return [Words("Asked for by "), Mention(call.request.requested_by)]


def _actions(call: Call) -> list[Block]:
    if call.status == CallStatus.REFUSED:
        buttons = [("Edit and try again", "edit_order")]
    else:
        buttons = [("Call again", "call_again")]
    if call.result.has_recording:
        buttons.insert(0, ("Recording", SHOW_RECORDING))
    if call.result.has_transcript:
        buttons.insert(0, ("Transcript", SHOW_TRANSCRIPT))
    elements = [
        ButtonElement(text=label, action_id=action_id, value=call.order_id)
        for label, action_id in buttons
    ]
    # a block keeps its id while its buttons stay, so that a click during an edit still counts
    block_id = ".".join(["reply", *(action_id for _, action_id in buttons)])
    return [ActionsBlock(block_id=block_id, elements=list(elements))]
