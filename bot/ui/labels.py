"""The words and signs for statuses, durations and values that people read."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from bot.domain.calls import Call
from bot.domain.meanings import UNTALKED, Outcome, fold_value
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164, format_number, mask_number
from bot.domain.statuses import API_PREFIX, COMPLETED, FAILED, CallStatus
from bot.ui.outcomes import OUTCOME_LABEL
from bot.ui.rich_text import Inline, Text, clean, cut, isolate

# overdue for want of a second person's word
APPROVAL_LABEL: Final = ("✋", "Waits for approval")
STATUS_LABEL: Final[Mapping[str, tuple[str, str]]] = {
    CallStatus.SCHEDULED: ("🗓", "Scheduled"),
    CallStatus.OVERDUE: ("⏰", "Overdue"),
    CallStatus.QUEUED: ("⏳", "Queued"),
    CallStatus.DIALING: ("📞", "Dialing"),
    CallStatus.UNCONFIRMED: ("❓", "Unconfirmed"),
    CallStatus.INITIATED: ("📤", "Initiated"),
    CallStatus.RINGING: ("🔔", "Ringing"),
    CallStatus.ONGOING: ("🟢", "Ongoing"),
    **dict.fromkeys(COMPLETED, ("🏁", "Ended")),
    **{status: OUTCOME_LABEL[Outcome(status)] for status in FAILED},
    CallStatus.REFUSED: ("❌", "Not dialed"),
    CallStatus.WITHDRAWN: ("↩️", "Canceled before dialing"),
    CallStatus.UNTRACED: ("❓", "The phone may have rung"),
    CallStatus.LOST: ("❔", "Lost"),
}

CONVERSATION_SIGN: Final = "✅"
NO_CONVERSATION: Final = "no conversation took place"
NOBODY_CALLED: Final = "Nobody was called."
# of a call of long ago
NUMBER_DELETED: Final = "a deleted number"
MISSING: Final = "missing"
_SHOWN_VARIABLES: Final = 8
_LONGEST_HEADLINE: Final = 72
OWN_AGENT_LABEL: Final = "the number's own agent"
OUTCOME_SENTENCE: Final[Mapping[str, str]] = {
    CallStatus.USER_HANGUP: "the callee hung up",
    CallStatus.AGENT_HANGUP: "the agent hung up",
    CallStatus.INACTIVITY: "nobody spoke any more",
    CallStatus.ERROR_INACTIVITY: "the line went silent after a fault",
}


def format_status(status: str) -> tuple[str, str]:
    """Return sign and word of a status; one that nobody listed keeps its own word."""
    word = status.removeprefix(API_PREFIX).replace("_", " ").capitalize()
    return STATUS_LABEL.get(status) or ("🔹", clean(word, 40) or "Unknown status")


def format_call_status(call: Call) -> tuple[str, str]:
    """Return sign and word of how a call stands: what its result means, else its status."""
    if call.outcomes and call.outcome != Outcome.ANSWERED:
        return OUTCOME_LABEL[call.outcomes[0]]
    if call.awaits_approval:
        return APPROVAL_LABEL
    sign, word = format_status(call.status)
    return (CONVERSATION_SIGN if call.outcome == Outcome.ANSWERED else sign), word


def build_status(sign: str, word: str) -> list[Inline]:
    """Build sign and word of a status, the beginning of every line about it."""
    return [f"{sign} ", Text(word, bold=True)]


def format_details(*details: str | None) -> str:
    """Format what is known of several details to follow a status: ` · 8 s · the callee hung up`."""
    return "".join(f" · {detail}" for detail in details if detail)


def format_headline(call: Call, *, words: int = 1) -> str | None:
    """Say what the fields that the team mapped say of a result, beside its first `words`."""
    also = [
        OUTCOME_LABEL[each][1].lower()
        for each in call.outcomes[words:]
        # whoever wants something was reached, and an answer that means nothing says nothing
        if each != Outcome.ANSWERED and (each != Outcome.REACHED or each == call.outcomes[0])
    ]
    said = {fold_value(OUTCOME_LABEL[each][1]) for each in call.outcomes}
    values = dict.fromkeys(
        format_value(value, _LONGEST_HEADLINE)
        for value in (call.call_back, call.headline)
        if value is not None and fold_value(value) not in said
    )
    return format_details(*also, *values).removeprefix(" · ") or None


def format_outcome(call: Call) -> str | None:
    """Say in plain words why a call is over, None where its word says it all."""
    sentence = None if call.outcome in UNTALKED else OUTCOME_SENTENCE.get(call.status)
    if call.status == CallStatus.ERROR and CallStatus.ONGOING not in call.status_history:
        sentence = NO_CONVERSATION
    return "; ".join(filter(None, [sentence, clean(call.reason or "")])) or None


def format_attempt(call: Call) -> str | None:
    """Say which attempt of an order a call is, None where it is the only one."""
    attempts = call.order.attempts
    return f"attempt {call.attempt} of {attempts}" if attempts > 1 else None


def format_phone(number: E164) -> str:
    """Format a phone number for people, in its own order beside words from right to left."""
    return isolate(format_number(number))


def format_masked(number: str) -> str:
    """Format a number of which only country and last digits are shown: `+1 … 6543`."""
    return isolate(mask_number(number).replace("…", " … ").strip()) if number else ""


def format_called(request: CallOrder) -> str:
    """Format the number that is called, masked where it is; "" where it is deleted."""
    write = format_masked if request.is_masked else format_phone
    return write(request.to_number)


def format_callee(request: CallOrder) -> str:
    """Format who is called: the number, with the name among the variables where there is one."""
    number = format_called(request) or NUMBER_DELETED
    name = clean(request.callee_name, 60)
    return f"{number} ({name})" if name else number


def format_title(request: CallOrder) -> str:
    """Format which call something is about: `Call to +1 555-987-6543 (John)`."""
    return f"Call to {format_callee(request)}"


def format_variables(request: CallOrder) -> str:
    """Format what its agent is given, but for the callee's name, and what nobody gave."""
    shown = [
        f"{clean(name, 40)}: {format_value(value, 80)}"
        for name, value in request.variables.items()
        if not request.callee_name or value.strip() != request.callee_name
    ]
    if len(shown) > _SHOWN_VARIABLES:
        shown[_SHOWN_VARIABLES:] = [f"and {len(shown) - _SHOWN_VARIABLES} more"]
    missing = [clean(name, 40) for name in request.missing_variables[:_SHOWN_VARIABLES]]
    if missing:
        shown.append(f"{MISSING}: {', '.join(missing)}")
    return cut(" · ".join(shown), 1_000)


def format_requester(request: CallOrder, limit: int = 60) -> str:
    """Format who requested a call; nobody is notified."""
    name = clean(request.requested_by_name, limit)
    return f"requested by @{name}" if name else "requested by somebody"


def format_duration(duration: timedelta) -> str:
    """Format a duration for people: `8 s`, `2 min 05 s`, `1 h 02 min`."""
    minutes, seconds = divmod(max(0, round(duration.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return isolate(f"{hours} h {minutes:02} min")
    return isolate(f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s")


def format_length(call: Call) -> str:
    """Format how long a conversation was, "" where there was none or it is not known."""
    length = call.result.duration_ms
    return format_duration(timedelta(milliseconds=length)) if length else ""


def format_value(value: Any, limit: int = 300) -> str:
    """Format a variable's value for people; lists and objects without brackets and quotes."""
    return clean(_flatten(value), limit) or "—"


def _flatten(value: Any, depth: int = 0) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping) and depth < 4:
        return "; ".join(f"{key}: {_flatten_part(item, depth)}" for key, item in value.items())
    if isinstance(value, list | tuple) and depth < 4:
        return ", ".join(_flatten_part(item, depth) for item in value)
    return str(value)


def _flatten_part(item: Any, depth: int) -> str:
    """Keep what belongs together in parentheses, where commas would not tell."""
    text = _flatten(item, depth + 1)
    is_compound = isinstance(item, Mapping | list | tuple) and len(item) > 1
    return f"({text})" if is_compound and depth < 4 else text


def choose_form(count: int, one: str, many: str) -> str:
    """Return the sentence about one, or that about several with their number in place of `{}`."""
    return one if count == 1 else many.format(f"{count:,}")


def join_names(names: Sequence[str], *, most: int = 10, last: str = "and") -> str:
    """Join names as people do, those beyond `most` counted: `a, b and 3 others`."""
    shown = [clean(name, 40) for name in names[:most]]
    if len(names) > most:
        shown.append(choose_form(len(names) - most, "1 other", "{} others"))
    return join_words(shown, last=last)


def join_words(words: Sequence[str], *, last: str = "and") -> str:
    """Join words as a sentence lists them: `a, b and c`."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def format_ordinal(number: int) -> str:
    """Format 1st, 2nd, 3rd, 11th."""
    is_teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
