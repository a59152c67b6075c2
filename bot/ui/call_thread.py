"""The thread of a call: one reply for each transition, the last one with the result."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from slack_sdk.models.blocks import Block

from bot.domain.calls import COMPLETED, FAILED, Call, CallStatus, Transition, is_final
from bot.domain.phone_numbers import format_number
from bot.ui.buttons import (
    CALL_AGAIN,
    EDIT_ORDER,
    IN_1_HOUR,
    IN_15_MINUTES,
    Button,
    build_buttons,
    encode_attempt,
)
from bot.ui.labels import (
    NOBODY_CALLED,
    format_attempt,
    format_duration,
    format_outcome,
    format_status,
)
from bot.ui.results import SHOW_RECORDING, SHOW_TRANSCRIPT
from bot.ui.rich_text import (
    Mention,
    Message,
    RichLine,
    Text,
    build_message,
    clean,
)
from bot.ui.scheduled_call import build_overdue, build_upcoming_buttons
from bot.ui.variables import build_variables

NOT_CALLED_AGAIN: Final = "Nobody was called this time, and there will be no further attempt."
NOT_REDIALED: Final = (
    "It is not redialed automatically. If you are sure that the phone did not ring, call again."
)
ENDING_UNKNOWN: Final = "How this call ended is not known."
TRYING_AGAIN: Final = "trying again"
SUMMARY_FOLLOWS: Final = "The summary will appear here when it is ready."
_ADVICE: Final[Mapping[str, str]] = {
    CallStatus.REFUSED: NOBODY_CALLED,
    CallStatus.WITHDRAWN: NOBODY_CALLED,
    CallStatus.UNTRACED: NOT_REDIALED,
    CallStatus.LOST: ENDING_UNKNOWN,
}
_ADVICE_ON_FURTHER: Final[Mapping[str, str]] = {
    **_ADVICE,
    CallStatus.REFUSED: NOT_CALLED_AGAIN,
    CallStatus.WITHDRAWN: NOT_CALLED_AGAIN,
}


def build_reply(call: Call, transition_seq: int) -> Message:
    """Build the reply for one transition of a call; `call` is the attempt that went through it."""
    transition = call.transitions[transition_seq - 1]
    first = _build_first_line(call, transition)
    if transition.status == CallStatus.OVERDUE:
        return _build_question(call, transition, first)
    if not is_final(transition.status) or call.will_be_tried_again:
        return build_message([first])
    return build_message(
        [first, *_build_result(call), _build_addressee(call)], *_build_actions(call)
    )


def _build_first_line(call: Call, transition: Transition) -> RichLine:
    sign, word = format_status(transition.status)
    details = [format_number(call.order.to_number)] if call.shares_thread else []
    attempt = format_attempt(call)
    if attempt and transition.seq == 1 and call.attempt > 1:
        details.append(attempt)
    details += _format_details(call, transition)
    if is_final(transition.status) and call.will_be_tried_again:
        details.append(TRYING_AGAIN)
    text = "".join(f" · {detail}" for detail in details)
    return [Text(f"{sign} "), Text(word, bold=True), Text(text)]


def _build_question(call: Call, transition: Transition, first: RichLine) -> Message:
    """Ask what is to become of a call whose time passed, for as long as nobody has answered."""
    if call.status != CallStatus.OVERDUE or call.transitions[-1] != transition:
        return build_message([first, _build_addressee(call)])
    line: RichLine = [*first, *build_overdue(call)]
    return build_message(
        [line, _build_addressee(call)], *build_upcoming_buttons(call, place="reply")
    )


def _format_details(call: Call, transition: Transition) -> list[str]:
    waited = _format_wait(call, transition)
    if transition.status == CallStatus.UNCONFIRMED:
        reason = f" ({clean(call.reason)})" if call.reason else ""
        return [f"Voicy's reply was lost{reason}; checking whether the call went through"]
    if transition.status == CallStatus.INITIATED:
        return []
    if transition.status == CallStatus.ONGOING:
        return [f"picked up after {waited}"] if waited else []
    if transition.status in COMPLETED:
        duration = call.result.duration_ms
        length = [format_duration(timedelta(milliseconds=duration))] if duration else []
        return [*length, *_format_outcome(call)]
    if transition.status in FAILED:
        return [*_format_outcome(call), *([f"after {waited}"] if waited else [])]
    if is_final(transition.status):
        return _format_outcome(call)
    return [f"after {waited}"] if waited else []


def _format_outcome(call: Call) -> list[str]:
    outcome = format_outcome(call)
    return [outcome] if outcome else []


def _format_wait(call: Call, transition: Transition) -> str | None:
    if call.dialing_at is None:
        return None
    return format_duration(transition.at - call.dialing_at)


def _build_result(call: Call) -> list[RichLine]:
    result = call.result
    lines: list[RichLine] = []
    advice = (_ADVICE_ON_FURTHER if call.attempt > 1 else _ADVICE).get(call.status)
    if advice:
        lines.append([Text(advice)])
    if result.summary:
        lines.append(
            [Text("Summary ", bold=True), Text(clean(result.summary, 1_200, keep_lines=True))]
        )
    elif call.status in COMPLETED and call.is_result_awaited:
        lines.append([Text(SUMMARY_FOLLOWS)])
    lines += build_variables({**result.collected, **result.extracted})
    return lines


def _build_addressee(call: Call) -> RichLine:
    return [Text("Requested by "), Mention(call.order.requested_by)]


def _build_actions(call: Call) -> list[Block]:
    order_id, attempt = call.order_id, encode_attempt(call)
    buttons: list[Button] = []
    if call.result.has_transcript:
        buttons.append(("Transcript", SHOW_TRANSCRIPT, order_id))
    if call.result.has_recording:
        buttons.append(("Recording", SHOW_RECORDING, order_id))
    if call.status == CallStatus.REFUSED:
        buttons.append(("Edit and try again", EDIT_ORDER, order_id))
    else:
        buttons.append(("Call again", CALL_AGAIN, order_id))
    if call.is_unreached:
        buttons += [("In 15 min", IN_15_MINUTES, attempt), ("In 1 h", IN_1_HOUR, attempt)]
    return build_buttons("reply", buttons)
