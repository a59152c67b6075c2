"""Whether a number is being called, or was lately: asked about before it is called again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.calls import Call
from bot.domain.meanings import UNATTENDED, Outcome
from bot.domain.statuses import COMPLETED, UNDIALED, CallStatus
from bot.policies.facts import Case
from bot.policies.verdicts import Allow, Ask, PolicyName, Verdict

_REACHED_WITHIN: Final = timedelta(days=1)
_CALLED_WITHIN: Final = timedelta(hours=1)
_NOT_CALLED: Final = UNDIALED | {CallStatus.OVERDUE}
_CUT_SHORT: Final = frozenset({CallStatus.ERROR, CallStatus.CANCELED})
_NO_TALK: Final = frozenset({*UNATTENDED, Outcome.WRONG_PERSON})
_RANG: Final = frozenset({CallStatus.RINGING, CallStatus.ONGOING})
EARLIER: Final = "earlier_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """A call to the same number, and whether who asks for another one may see it."""

    call: Call
    is_seen: bool


def check_duplicate(case: Case) -> Verdict:
    """Ask, once, where the number is being called, was called within the hour or reached today."""
    is_asked = not (case.is_claim or PolicyName.DUPLICATE in case.answered)
    if is_asked and find_earlier(case):
        return Ask(policy=PolicyName.DUPLICATE, value=EARLIER)
    return Allow()


def find_earlier(case: Case) -> tuple[Call, ...]:
    """Return the calls that the requester is asked about: live ones, those to come, those over."""
    return tuple(sorted((call for call in case.earlier if _is_asked_about(call, case)), key=_rank))


def was_reached(call: Call) -> bool:
    """Say whether somebody talked with the callee; where that is not known yet, they may have."""
    return call.status in COMPLETED and call.outcome not in _NO_TALK


def find_last_moment(call: Call) -> datetime:
    """Return when a call came to the status it has."""
    return call.transitions[-1].at if call.transitions else call.dialing_at or call.due_at


def _is_asked_about(call: Call, case: Case) -> bool:
    order = case.order
    if call.order.request_key == order.request_key or call.status in _NOT_CALLED:
        return False
    if call.status == CallStatus.SCHEDULED:
        return abs(call.due_at - (order.due_at or case.moment)) <= _CALLED_WITHIN
    if not call.is_final:
        return True
    age = case.moment - find_last_moment(call)
    if was_reached(call):
        return age <= _REACHED_WITHIN
    is_own_try = call.is_unreached and call.order.requested_by == order.requested_by
    return age <= _CALLED_WITHIN and _may_have_rung(call) and not is_own_try


def _rank(call: Call) -> tuple[bool, bool, bool]:
    return call.is_final, call.status == CallStatus.SCHEDULED, not was_reached(call)


def _may_have_rung(call: Call) -> bool:
    return call.status not in _CUT_SHORT or not _RANG.isdisjoint(call.status_history)
