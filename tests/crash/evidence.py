"""What there is to judge by, and what the bot must have known of each call."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from tests.crash.limits import Change, Limits
from tests.crash.lives import Life
from tests.crash.orders import Order
from tests.crash.points import Exchange, Place

# what the bot was shown it has written down by then
WRITING_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything there is to judge by; `ledger` is the sandbox's, seconds are the world's.

    `answers` is what the person was told alone: place, Slack's time, words. `troubles` are times
    in which what the world answered may not have reached the bot, or not its disk; at `healed_at`
    what the network had held back came through to Slack. `pressed` are the labels of buttons that
    somebody pressed, and no more than `slots` calls may be live at once. Slack takes no reply
    about `gagged` orders any more, channels are private from `hidden_at` on, and the numbers in
    `called` somebody else called with the same account. `limits` are None
    where nothing is forbidden.
    """

    orders: Sequence[Order]
    asked_at: Mapping[str, float]
    ledger: Mapping[str, Any]
    exchanges: Sequence[Exchange]
    lives: Sequence[Life]
    acknowledged: frozenset[str]
    answers: Sequence[tuple[str, float, str]]
    troubles: Sequence[tuple[float, float]]
    healed_at: Sequence[float]
    was_clock_set: bool
    pressed: Sequence[str]
    slots: int
    gagged: frozenset[str]
    hidden_at: Mapping[str, float]
    called: frozenset[str]
    limits: Limits | None
    changes: Sequence[Change]
    ended_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What Voicy showed of each call, by id: the statuses that the bot lived to write down.

    Those in `gone_back` were shown as they had been before what was shown already.
    """

    known: Mapping[str, set[str]]
    gone_back: set[str]


def read_shown(evidence: Evidence) -> Shown:
    """Go through the answers as they came.

    A list says nothing of a call whose dial the same process has not written down yet, and where a
    call stood before what was shown already is no news.
    """
    had = {
        call["call_id"]: [status["status"] for status in call["statuses"]]
        for call in evidence.ledger["calls"]
    }
    shown = Shown(known={call_id: set() for call_id in had}, gone_back=set())
    reached = dict.fromkeys(had, -1)
    tags = {dial["call_id"]: dial["vars_provided"].get("name") for dial in evidence.ledger["dials"]}
    dials = defaultdict[tuple[str, int], list[Exchange]](list)
    for it in evidence.exchanges:
        if it.place is Place.DIAL:
            dials[it.subject, it.life].append(it)
    for exchange in _sort_by_answer(evidence.exchanges):
        was_written = was_written_down(exchange, evidence)
        for call_id in exchange.shown.keys() & had.keys():
            status = exchange.shown[call_id]
            at = had[call_id].index(status)
            own = dials[str(tags[call_id]), exchange.life]
            if at < reached[call_id]:
                shown.gone_back.add(call_id)
            elif was_written and all(_is_known(dial, exchange) for dial in own):
                shown.known[call_id].add(status)
            reached[call_id] = max(reached[call_id], at)
    return shown


def was_written_down(exchange: Exchange, evidence: Evidence) -> bool:
    """Tell whether the bot lived to write down what it was answered."""
    answered_at = exchange.answered_at
    if answered_at is None:
        return False
    if any(begin <= answered_at + 1.0 and answered_at <= end for begin, end in evidence.troubles):
        return False
    ended_at = evidence.lives[exchange.life - 1].ended_at or evidence.ended_at
    return ended_at - answered_at >= WRITING_SECONDS


def _sort_by_answer(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return those that showed the bot a call, as their answers came."""
    answered = ((it.answered_at, it) for it in exchanges if it.shown and it.answered_at is not None)
    return [it for _, it in sorted(answered, key=itemgetter(0))]


def _is_known(dial: Exchange, shown_in: Exchange) -> bool:
    """Tell whether what came of a dial was written down before something else was asked."""
    if dial is shown_in:
        return True
    return dial.ended_at is not None and dial.ended_at + WRITING_SECONDS <= shown_in.arrived_at
