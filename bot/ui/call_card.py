"""The card of a call: the message in the channel that always shows its newest state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.domain.approvals import is_approved
from bot.domain.calls import Call
from bot.domain.consents import ConsentSource
from bot.domain.orders import CallerId, CallOrder
from bot.domain.statuses import COMPLETED, ENDED, FAILED, CallStatus
from bot.ui.buttons import CallAction, build_call_buttons
from bot.ui.call_back import build_call_back
from bot.ui.labels import (
    NUMBER_DELETED,
    build_status,
    format_attempt,
    format_call_status,
    format_called,
    format_details,
    format_headline,
    format_length,
    format_ordinal,
    format_outcome,
    format_phone,
    format_variables,
)
from bot.ui.rich_text import (
    Inline,
    Message,
    Moment,
    Text,
    build_context,
    build_message,
    clean,
    format_fallback,
    write_moment,
)
from bot.ui.scheduled_call import (
    UPCOMING,
    build_due,
    build_overdue,
    build_until,
    format_callee_time,
    has_retries_left,
    list_upcoming_actions,
)

REPLY_LOST: Final = "Voicy's reply was lost; checking whether the call went through. Not redialing."
ASK_FIRST: Final = "ask the callee before you call again"
RETRYING: Final = "retrying automatically"
ABOUT_TO_BE_DIALED: Final = "about to be dialed"
PAUSED_BY: Final = "waits, because all calls are paused by @"
IN_QUEUE: Final = "in line"
SINCE: Final = " · since "
SEEN_SINCE: Final = " · seen since "
UNUSUAL_NUMBER: Final = "unusual number"
REQUESTER_CLOCK: Final = "the number tells no time zone: quiet hours by the requester's clock"
# as many letters as stand on one line with a status and a length
_LONGEST_OUTCOME: Final = 40
# a point ends no sentence after a short word, as in "Dr. Chen" or "2 p.m."
_FIRST_SENTENCE: Final = re.compile(r".+?(?:[^\W\d_]{4}[.]|\d{3}[.]|[!?。！？؟।])(?=\s|$)|.+")


def build_card(call: Call, caller_ids: Sequence[CallerId] = ()) -> Message:
    """Build the card: who is called, how it stands or what came of it, who asked for it.

    The first of the `caller_ids` is the usual one. Its text begins with the word of the status.
    """
    title: list[Inline] = ["📞 ", *_build_callee(call.order)]
    sign, *state = build_state(call, _format_summary(call))
    quiet = " · ".join(filter(None, _list_quiet_facts(call, caller_ids)))
    buttons = build_call_buttons("card", call, _list_actions(call), *build_call_back(call))
    small_print = [build_context(quiet)] if quiet else []
    message = build_message([title, [sign, *state]], *small_print, *buttons)
    return replace(message, text=format_fallback([state, title, [quiet]]))


def build_state(call: Call, summary: str | None = None) -> list[Inline]:
    """Build the line of a status: sign, word, and what is worth knowing with it.

    A `summary` is what came of it where nothing else says that.
    """
    sign, word = build_status(*format_call_status(call))
    attempt = format_attempt(call)
    if attempt and call.status == CallStatus.SCHEDULED and call.attempt > 1:
        return [sign, Text(attempt.capitalize(), bold=True), *_build_details(call, summary)]
    return [sign, word, format_details(attempt), *_build_details(call, summary)]


def _build_details(call: Call, summary: str | None) -> list[Inline]:
    match call.status:
        case CallStatus.SCHEDULED:
            return build_due(call)
        case CallStatus.OVERDUE if call.awaits_approval:
            return [format_details(clean(call.reason or ""))]
        case CallStatus.OVERDUE:
            return build_overdue(call)
        case CallStatus.QUEUED:
            return [format_details(_format_wait(call)), *build_until(call)]
        case CallStatus.UNCONFIRMED:
            return [format_details(REPLY_LOST)]
        case CallStatus.UNTRACED:
            return [format_details(ASK_FIRST)]
        case _ if call.is_final:
            outcome = format_headline(call) or summary or format_outcome(call)
            return [format_details(outcome, format_length(call))]
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


def _format_summary(call: Call) -> str | None:
    """Format the first sentence of what only the summary tells; the thread has all of it."""
    found = _FIRST_SENTENCE.match((call.told_by_summary or "").strip())
    return clean(found[0].removesuffix("."), _LONGEST_OUTCOME) if found else None


def _format_pass(call: Call) -> str:
    """Say who let a call be dialed in quiet hours, and why; "" where nobody had to."""
    order, dialed_at, until = call.order, call.dialing_at, call.order.quiet_allowed_until
    is_over = until is None or (call.is_final if dialed_at is None else dialed_at >= until)
    if until is None or is_over or not order.quiet_reason:
        return ""
    at = dialed_at or until
    there = format_callee_time(order, at) or write_moment(at)
    called = f"called at {there}" if dialed_at else f"may be called in quiet hours until {there}"
    by, reason = clean(order.quiet_allowed_by or "", 60), clean(order.quiet_reason, 150)
    return f"🌙 {called}, allowed by @{by}: “{reason}”"


def _format_basis(order: CallOrder) -> str | None:
    """Say on what basis a call is made where that was written for it alone."""
    is_own = order.consent_basis and order.consent_source == ConsentSource.ORDER
    return f"basis: {clean(order.consent_basis or '', 150)}" if is_own else None


def _build_callee(order: CallOrder) -> list[Inline]:
    number = format_called(order) or NUMBER_DELETED
    name = clean(order.callee_name, 60)
    return [Text(name, bold=True), f" · {number}"] if name else [Text(number, bold=True)]


def _list_quiet_facts(call: Call, caller_ids: Sequence[CallerId]) -> Iterator[str | None]:
    """List who calls for whom, and what is not as usual."""
    order = call.order
    requester = clean(order.requested_by_name, 60)
    yield clean(call.agent_name or "", 60)
    yield f"@{requester}" if requester else None
    yield clean(call.last_action) if call.last_action else None
    yield _format_caller_id(order, caller_ids)
    yield _format_pass(call)
    yield _format_basis(order)
    yield f"approved by @{clean(order.approved_by, 60)}" if is_approved(order) else None
    if not call.is_final:
        yield UNUSUAL_NUMBER if order.is_unusual_number else None
        yield REQUESTER_CLOCK if order.judged_by_requester_clock else None
    if call.status not in ENDED:
        yield format_variables(order)


def _format_caller_id(order: CallOrder, caller_ids: Sequence[CallerId]) -> str | None:
    if not caller_ids or order.from_number == caller_ids[0].number:
        return None
    labels = {each.number: each.label for each in caller_ids if each.label != each.number}
    return f"from {clean(labels.get(order.from_number, ''), 60) or format_phone(order.from_number)}"


def _list_actions(call: Call) -> list[CallAction]:
    actions = _list_actions_of_status(call)
    shows_number = call.order.is_masked and call.order.to_number
    return [*actions, CallAction.SHOW_NUMBER] if shows_number else actions


def _list_actions_of_status(call: Call) -> list[CallAction]:
    if call.awaits_approval:
        return [CallAction.APPROVE, CallAction.DECLINE, *list_upcoming_actions(call)[1:]]
    if call.status in UPCOMING:
        return list_upcoming_actions(call)
    if has_retries_left(call):
        return [CallAction.STOP_TRYING]
    if call.status == CallStatus.QUEUED and (call.queue_position is not None or call.reason):
        return [CallAction.CANCEL]
    if call.status == CallStatus.REFUSED:
        return [CallAction.EDIT_ORDER]
    return [*_list_actions_after_the_end(call)] if call.is_final else []


def _list_actions_after_the_end(call: Call) -> Iterator[CallAction]:
    if call.result.has_transcript:
        yield CallAction.SHOW_TRANSCRIPT
    yield CallAction.CALL_AGAIN
    if call.result.has_recording:
        yield CallAction.SHOW_RECORDING
    if call.is_unreached:
        yield CallAction.IN_15_MINUTES
        yield CallAction.IN_1_HOUR
    if call.status in COMPLETED | FAILED and call.order.to_number:
        yield CallAction.DO_NOT_CALL
