"""What there is to judge by, and what the bot must have known of each call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.crash.bot_process import Life
from tests.crash.orders import Order
from tests.crash.points import Exchange, Place
from tests.crash.threads import Threads

# what the bot was shown it has written down by then, however busy the machine is
_WRITING_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything there is to judge by; `ledger` is the sandbox's."""

    orders: Sequence[Order]
    ledger: Mapping[str, Any]
    exchanges: Sequence[Exchange]
    lives: Sequence[Life]
    acknowledged: frozenset[str]
    ended_at: float


def find_known(evidence: Evidence, threads: Threads) -> dict[str, set[str]]:
    """Return the statuses of each call, by id, that the bot was shown and lived to write down.

    A list says nothing of a call whose dial the same process has not written down yet.
    """
    known: dict[str, set[str]] = {call["call_id"]: set() for call in evidence.ledger["calls"]}
    tags = {dial["call_id"]: dial["vars_provided"]["name"] for dial in evidence.ledger["dials"]}
    dials = [it for it in evidence.exchanges if it.place is Place.DIAL]
    for exchange in evidence.exchanges:
        if not _was_written_down(exchange, evidence):
            continue
        for call_id, status in exchange.shown.items():
            if call_id not in known:
                continue
            tag = tags[call_id]
            own = [dial for dial in dials if (dial.subject, dial.life) == (tag, exchange.life)]
            if all(_is_known(dial, exchange, evidence, threads) for dial in own):
                known[call_id].add(status)
    return known


def _was_written_down(exchange: Exchange, evidence: Evidence) -> bool:
    answered_at = exchange.answered_at
    if not exchange.shown or answered_at is None:
        return False
    ended_at = evidence.lives[exchange.life - 1].ended_at or evidence.ended_at
    if ended_at - answered_at >= _WRITING_SECONDS:
        return True
    # it lists again only when it has written down what the list before told
    return exchange.place is Place.LIST and any(
        it.place is Place.LIST and it.life == exchange.life and it.arrived_at > answered_at
        for it in evidence.exchanges
    )


def _is_known(dial: Exchange, shown_in: Exchange, evidence: Evidence, threads: Threads) -> bool:
    """Tell whether what came of a dial was written down before something else was asked."""
    if dial is shown_in:
        return True
    if dial.ended_at is None:
        return False
    if dial.ended_at + _WRITING_SECONDS <= shown_in.arrived_at:
        return True
    return any(
        it.place is Place.REPLY
        and it.life == dial.life
        and dial.ended_at < it.arrived_at < shown_in.arrived_at
        and threads.tags_by_card.get(it.subject) == dial.subject
        for it in evidence.exchanges
    )
