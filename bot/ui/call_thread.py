"""The thread of a call: a reply for each transition, or for several; the last with the result."""

from collections.abc import Mapping
from typing import Final

from bot.domain.calls import Call, Transition
from bot.domain.statuses import COMPLETED, ENDED, FAILED, CallStatus, is_final
from bot.ui.labels import (
    APPROVAL_LABEL,
    NOBODY_CALLED,
    NUMBER_DELETED,
    build_status,
    format_attempt,
    format_called,
    format_details,
    format_duration,
    format_headline,
    format_length,
    format_outcome,
    format_status,
    format_variables,
)
from bot.ui.rich_text import Mention, Message, RichLine, Text, build_message, clean
from bot.ui.scheduled_call import build_overdue
from bot.ui.variables import build_variables

NOT_CALLED_AGAIN: Final = "Nobody was called this time, and there will be no further attempt."
NOT_REDIALED: Final = (
    "It is not redialed automatically. If you are sure that the phone did not ring, call again."
)
ENDING_UNKNOWN: Final = "How this call ended is not known."
PICKED_UP_UNSEEN: Final = "picked up while I wasn't looking"
TRYING_AGAIN: Final = "trying again"
SUMMARY_FOLLOWS: Final = "The summary follows in this thread as soon as it is ready."
_ADVICE: Final[Mapping[str, str]] = {
    CallStatus.REFUSED: NOBODY_CALLED,
    CallStatus.WITHDRAWN: NOBODY_CALLED,
    CallStatus.UNTRACED: NOT_REDIALED,
    CallStatus.LOST: ENDING_UNKNOWN,
}


def build_reply(call: Call, transition_seq: int, *, first_seq: int | None = None) -> Message:
    """Build the reply for a transition of a call, or for those from another one on.

    `call` is the attempt that went through them.
    """
    transition = call.transitions[transition_seq - 1]
    earlier = call.transitions[(first_seq or transition_seq) - 1 : transition_seq - 1]
    lines = [_build_first_line(call, each) for each in (*earlier, transition)]
    addressee: RichLine = ["Requested by ", Mention(user_id=call.order.requested_by)]
    if transition.status == CallStatus.OVERDUE:
        # what is to become of the call is asked for as long as nobody has answered
        if call.status != CallStatus.OVERDUE or call.transitions[-1] != transition:
            return build_message([*lines, addressee])
        why = (
            [format_details(clean(call.reason or ""))]
            if call.awaits_approval
            else build_overdue(call)
        )
        return build_message([*lines[:-1], [*lines[-1], *why], addressee])
    if is_final(transition.status):
        lines += _build_result(call)
        if not call.will_be_tried_again:
            lines.append(addressee)
    return build_message(lines)


def build_result(call: Call) -> Message | None:
    """Build the result of a call by itself, None where there is none."""
    if not call.is_final or not (call.result.summary or call.result.values):
        return None
    number = format_called(call.order) if call.shares_thread else None
    title: RichLine = [Text("Result", bold=True), format_details(number)]
    return build_message([title, *_build_result(call)])


def build_deleted_result() -> Message:
    """Build what stands in the place of a result that was forgotten."""
    return build_message([[Text("Result", bold=True), f" · {NUMBER_DELETED}"]])


def _build_first_line(call: Call, transition: Transition) -> RichLine:
    is_further_attempt = transition.seq == 1 and call.attempt > 1
    will_be_tried_again = is_final(transition.status) and call.will_be_tried_again
    details = format_details(
        format_called(call.order) if call.shares_thread else None,
        format_attempt(call) if is_further_attempt else None,
        *_list_details(call, transition),
        TRYING_AGAIN if will_be_tried_again else None,
    )
    label = APPROVAL_LABEL if transition.awaits_approval else format_status(transition.status)
    return [*build_status(*label), details]


def _list_details(call: Call, transition: Transition) -> list[str | None]:
    after = _format_time_since_dial(call, transition)
    match transition.status:
        case CallStatus.UNCONFIRMED:
            reason = f" ({clean(call.reason)})" if call.reason else ""
            return [f"Voicy's reply was lost{reason}; checking whether the call went through"]
        case CallStatus.INITIATED:
            return []
        case CallStatus.ONGOING:
            return [f"picked up {after}" if after else PICKED_UP_UNSEEN]
        case status if status in COMPLETED:
            return [format_headline(call, words=0), format_outcome(call), format_length(call)]
        case status if status in FAILED:
            return [format_outcome(call), after]
        case status if is_final(status):
            return [format_outcome(call)]
    return [after]


def _format_time_since_dial(call: Call, transition: Transition) -> str | None:
    if call.dialing_at is None or transition.is_unseen or transition.at < call.dialing_at:
        return None
    return f"after {format_duration(transition.at - call.dialing_at)}"


def _build_result(call: Call) -> list[RichLine]:
    result = call.result
    lines: list[RichLine] = []
    if advice := _ADVICE.get(call.status):
        is_further_attempt = advice == NOBODY_CALLED and call.attempt > 1
        lines.append([NOT_CALLED_AGAIN if is_further_attempt else advice])
    if result.summary:
        lines.append([Text("Summary ", bold=True), clean(result.summary, 1_200, keep_lines=True)])
    elif call.status in COMPLETED and call.is_result_awaited:
        lines.append([SUMMARY_FOLLOWS])
    lines += build_variables({**result.collected, **result.extracted})
    # the card has them until then
    if call.status in ENDED and (given := format_variables(call.order)):
        lines.append([Text("Variables ", bold=True), given])
    return lines
