"""The judge's own copy of what a guarded world forbids, held against every dial that arrived."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from tests.crash.evidence import Evidence
from tests.crash.limits import COUNTRY, LIFTED_BY, Act, Change, Limits
from tests.crash.orders import Order
from tests.crash.placed_calls import PlacedCall
from tests.crash.points import Exchange, Place

# what was claimed before a change may be sent after it: a claim is used for a second
_CLAIMED_SECONDS: Final = 3.0
_CODES: Final = {COUNTRY: "+44"}
_Span = tuple[float, float]


class Rails:
    """What was certainly forbidden, when; there is none in a world that is not guarded."""

    def __init__(self, evidence: Evidence, limits: Limits) -> None:
        self._evidence = evidence
        self._limits = limits
        self._orders = {order.tag: order for order in evidence.orders}

    def find_forbidden(self, calls: Sequence[tuple[str, PlacedCall]]) -> Iterator[tuple[str, str]]:
        """Yield the tag of each dial that should not have been, and why; `calls` have tags."""
        for exchange in self._evidence.exchanges:
            order = self._orders.get(exchange.subject)
            if exchange.place is Place.DIAL and order is not None:
                for why in self._find_reasons(order, self._find_doubt(exchange)):
                    yield order.tag, f"dialed at {exchange.arrived_at:.1f}, and {why}"
        yield from self._find_too_many(calls)

    def is_capped(self, order: Order, dialed: Sequence[str]) -> bool:
        """Tell whether a call has to wait for tomorrow; `dialed` are tags, one for each dial."""
        numbers = [self._orders[tag].to_number for tag in dialed]
        return (
            len(numbers) >= self._limits.calls_per_day
            or numbers.count(order.to_number) >= self._limits.calls_per_number
        )

    def _find_doubt(self, exchange: Exchange) -> _Span:
        """Return from when to when what arrived may have been claimed."""
        arrived_at = exchange.arrived_at
        begins = [b for b, e in self._evidence.troubles if b - 1.0 <= arrived_at <= e]
        return min([arrived_at, *begins]) - _CLAIMED_SECONDS, arrived_at

    def _find_reasons(self, order: Order, doubt: _Span) -> Iterator[str]:
        if any(_is_within(doubt, span) for span in self._list_spans(Act.PAUSE, "")):
            yield "all calls were paused"
        if any(_is_within(doubt, span) for span in self._list_spans(Act.ADD, order.to_number)):
            yield "its number was on the do-not-call list"
        for country, code in _CODES.items():
            is_closed = any(_is_within(doubt, it) for it in self._list_spans(Act.CLOSE, country))
            if order.to_number.startswith(code) and is_closed:
                yield "its country was closed"
        if self._limits.is_bound(order.to_number) and _is_within(doubt, self._limits.quiet_seconds):
            yield "it was quiet there"
        if order.until_seconds and doubt[0] > self._find_heard_at(order) + order.until_seconds:
            yield "it was wanted no more"

    def _find_heard_at(self, order: Order) -> float:
        """Return when the bot heard of an order last: what it did not answer may come once more."""
        heard = [it for it in self._evidence.exchanges if it.place is Place.ENVELOPE]
        moments = [it.answered_at or it.arrived_at for it in heard if it.subject == order.tag]
        return max(moments, default=self._evidence.asked_at[order.tag])

    def _find_too_many(self, calls: Sequence[tuple[str, PlacedCall]]) -> Iterator[tuple[str, str]]:
        """Yield each call too many; a world is shorter than a day."""
        of_number: Counter[str] = Counter()
        in_order = sorted(calls, key=lambda it: it[1].began_at)
        for count, (tag, _) in enumerate(in_order, 1):
            number = self._orders[tag].to_number
            of_number[number] += 1
            if count > self._limits.calls_per_day:
                yield tag, f"it was call {count} of the day"
            if of_number[number] > self._limits.calls_per_number:
                yield tag, f"it was call {of_number[number]} to its number"
        for number in of_number:
            own = [(tag, it) for tag, it in in_order if self._orders[tag].to_number == number]
            for (_, before), (tag, after) in pairwise(own):
                if after.began_at < before.ended_at:
                    yield tag, "its number was on the phone"

    def _list_spans(self, forbids: Act, subject: str) -> Iterator[_Span]:
        """Yield when something was certainly forbidden: seen to be, and not asked to be lifted."""
        own = [it for it in self._evidence.changes if it.subject == subject]
        lifts = [it for it in own if it.act is LIFTED_BY[forbids]]
        for change in own:
            if change.act is forbids and change.confirmed_at is not None:
                before = [lift for lift in lifts if lift.asked_at < change.confirmed_at]
                after = [it.asked_at for it in lifts if it.asked_at >= change.confirmed_at]
                if all(_is_settled(lift, change) for lift in before):
                    yield change.confirmed_at, min(after, default=math.inf)


def _is_settled(lift: Change, change: Change) -> bool:
    """Tell whether a lift can come true no more: who heard nothing of it may still get it."""
    return lift.confirmed_at is not None and lift.confirmed_at <= change.asked_at


def _is_within(inner: _Span, outer: _Span) -> bool:
    return outer[0] <= inner[0] and inner[1] < outer[1]
