"""Settle dials whose answer was lost: find their call in the API's list, never by guessing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.statuses import CallStatus
from bot.store.records import LiveCall
from bot.ui.reasons import CALL_NOT_FOUND, IDENTICAL_ORDERS, SEVERAL_CALLS_FOUND
from bot.voicy import VoicyCall

# how long the API may take to show a call it placed
RECONCILIATION_TIME: Final = timedelta(seconds=120)
# clocks are compared through a header that counts whole seconds
_CLOCK_MARGIN: Final = timedelta(seconds=3)
# a dial is given up after less than this, so its call cannot have started later
_LATEST_START: Final = timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What became of a lost dial: `found`, or the reason why it never will be."""

    call: LiveCall
    found: VoicyCall | None = None
    reason: str | None = None


def reconcile(
    live: Sequence[LiveCall],
    listed: Sequence[VoicyCall],
    ours: frozenset[str],
    *,
    now: datetime,
    clock_offset: timedelta,
) -> tuple[Reconciliation, ...]:
    """Compare lost dials with the listed calls that are not ours already.

    `clock_offset` is the API's clock minus ours. Orders that are not decided yet are left out.
    """
    unclaimed = [each for each in listed if each.call_id not in ours]
    settlements = []
    for call in live:
        if call.status != CallStatus.UNCONFIRMED:
            continue
        twins = [other for other in live if _is_twin(call, other)]
        if any(twin.status == CallStatus.DIALING for twin in twins):
            continue  # the answer to the twin's dial may still say which call is its own
        candidates = [each for each in unclaimed if _could_be(call, each, clock_offset)]
        settlement = _decide(call, candidates, has_twin=bool(twins), now=now)
        if settlement is not None:
            settlements.append(settlement)
    return tuple(settlements)


def _decide(
    call: LiveCall, candidates: list[VoicyCall], *, has_twin: bool, now: datetime
) -> Reconciliation | None:
    if candidates and has_twin:
        return Reconciliation(call=call, reason=IDENTICAL_ORDERS)
    if len(candidates) > 1:
        return Reconciliation(call=call, reason=SEVERAL_CALLS_FOUND)
    if candidates:
        return Reconciliation(call=call, found=candidates[0])
    # where our clock was set back meanwhile, the dial lies ahead
    if abs(now - call.dialing_at) > RECONCILIATION_TIME:
        return Reconciliation(call=call, reason=CALL_NOT_FOUND)
    return None


def _is_twin(call: LiveCall, other: LiveCall) -> bool:
    return (
        other.attempt_id != call.attempt_id
        and other.call_id is None
        and (other.from_number, other.to_number) == (call.from_number, call.to_number)
    )


def _could_be(call: LiveCall, each: VoicyCall, clock_offset: timedelta) -> bool:
    if each.call_id is None or each.direction not in {None, "outgoing"}:
        return False
    if (each.from_number, each.to_number) != (call.from_number, call.to_number):
        return False
    if each.started_at is None:
        return True
    since_dial = each.started_at - call.dialing_at
    # by our clock as it is, or as it was right when the dial was written down and was set since
    return any(
        -_CLOCK_MARGIN <= since_dial - offset <= _LATEST_START
        for offset in (clock_offset, timedelta())
    )
