"""The counting: what the outside world saw, against what was asked for and what the bot knew."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.ui.call_thread import SUMMARY_FOLLOWS
from tests.crash.evidence import Evidence, find_known
from tests.crash.orders import PUBLIC, Order
from tests.crash.threads import Thread, Threads, read_threads

_WORDS: Final = {
    "initiated": "Initiated",
    "ringing": "Ringing",
    "ongoing": "Ongoing",
    "transferring": "Transferring",
    **dict.fromkeys(("ended", "user_hangup", "agent_hangup"), "Ended"),
    "busy": "Busy",
    "no_answer": "No answer",
    "error": "Error",
    "canceled": "Canceled",
}
_UNCONFIRMED: Final = "Unconfirmed"
_MAY_HAVE_RUNG: Final = "The phone may have rung"
# how an order may end of which Voicy placed no call
_NEVER_CALLED: Final = frozenset({"Not dialed", "Canceled before dialing", _MAY_HAVE_RUNG})


class Column(StrEnum):
    """What can be wrong."""

    DIALS = "dials>1"
    LOST = "lost"
    DOUBLED = "doubled"
    ORDER = "out of order"
    INVENTED = "invented"
    ASTRAY = "astray"
    ANCHORS = "anchors wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One thing that is wrong; `tag` is empty where no order can be named."""

    column: Column
    tag: str
    detail: str


class Verdict:
    """Judge a world in which everything has been told that will be.

    `is_patient` says that the bot had the time to give up looking for calls never placed.
    """

    def __init__(self, evidence: Evidence, *, is_patient: bool) -> None:
        self._evidence = evidence
        self._is_patient = is_patient
        self._numbers = Counter(order.to_number for order in evidence.orders)
        self._placed = _read_placed(evidence.ledger)
        self._statuses = {
            call["call_id"]: [status["status"] for status in call["statuses"]]
            for call in evidence.ledger["calls"]
        }
        self.threads: Threads = read_threads(evidence.ledger["messages"])
        self._known = find_known(evidence, self.threads)
        self.offences = list(self._judge())

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is missing that more time could bring."""
        waiting = {Column.LOST, Column.ANCHORS}
        return not any(offence.column in waiting for offence in self.offences)

    def find_tag(self, subject: str) -> str:
        """Return the tag of the order that a tag, a card's ts or a call's id belongs to."""
        by_call = {call_id: tag for tag, ids in self._placed.items() for call_id in ids}
        return self.threads.tags_by_card.get(subject) or by_call.get(subject) or subject

    def _judge(self) -> Iterator[Offence]:
        for text in self.threads.astray:
            yield Offence(column=Column.ASTRAY, tag="", detail=f"outside every thread: {text!r}")
        for order in self._evidence.orders:
            thread = self.threads.by_tag.get(order.tag, Thread())
            for column, detail in self._judge_order(order, thread):
                yield Offence(column=column, tag=order.tag, detail=detail)

    def _judge_order(self, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
        calls = self._placed.get(order.tag, [])
        if not thread.card_words:
            if order.tag in self._evidence.acknowledged:
                yield Column.LOST, "acknowledged, and no card"
            return
        if len(thread.card_words) > 1:
            yield Column.DOUBLED, f"{len(thread.card_words)} cards"
        for word, times in Counter(thread.told).items():
            if times > 1:
                yield Column.DOUBLED, f"{word} told {times} times"
        if thread.lines > 1:
            yield Column.DOUBLED, f"{thread.lines} lines in the watching channel"
        if thread.lines and order.channel_id not in PUBLIC:
            yield Column.INVENTED, "a line about what was told in private"
        if len(calls) > 1:
            yield Column.DIALS, f"{len(calls)} phones rang"
        elif calls:
            yield from self._judge_called(order, thread, calls[0])
        else:
            yield from self._judge_uncalled(thread)

    def _judge_called(
        self, order: Order, thread: Thread, call_id: str
    ) -> Iterator[tuple[Column, str]]:
        has_twin = self._numbers[order.to_number] > 1
        is_given_up = has_twin and _MAY_HAVE_RUNG in thread.told
        had = [_WORDS[status] for status in self._statuses[call_id]]
        told = [word for word in thread.told if word != _UNCONFIRMED]
        allowed = {*had, _MAY_HAVE_RUNG} if is_given_up else set(had)
        for word in told:
            if word not in allowed:
                yield Column.INVENTED, f"{word} told; the call had {had}"
        places = [had.index(word) for word in told if word in had]
        if places != sorted(places) or _UNCONFIRMED in thread.told[1:]:
            yield Column.ORDER, f"told {thread.told}; the call had {had}"
        if is_given_up:
            return
        must = [_WORDS[it] for it in self._statuses[call_id] if it in self._known[call_id]]
        for word in {*must, had[-1]} - set(told):
            yield Column.LOST, f"{word} not told, only {thread.told}"
        if SUMMARY_FOLLOWS in thread.last_reply:
            yield Column.LOST, "the summary"
        if not thread.lines and order.channel_id in PUBLIC:
            yield Column.LOST, "the line in the watching channel"
        if thread.card_words[-1] != had[-1]:
            yield Column.ANCHORS, f"the card says {thread.card_words[-1]}, the call {had[-1]}"

    def _judge_uncalled(self, thread: Thread) -> Iterator[tuple[Column, str]]:
        allowed = _NEVER_CALLED | {_UNCONFIRMED}
        for word in thread.told:
            if word not in allowed:
                yield Column.INVENTED, f"{word} told; nobody was called"
        if _UNCONFIRMED in thread.told[1:]:
            yield Column.ORDER, f"told {thread.told}"
        ends = _NEVER_CALLED if self._is_patient else allowed
        card = thread.card_words[-1]
        if card not in ends or [card] != thread.told[-1:]:
            yield (
                Column.ANCHORS,
                f"the card says {card}, nobody was called, told {thread.told}",
            )


def _read_placed(ledger: Mapping[str, Any]) -> dict[str, list[str]]:
    placed: dict[str, list[str]] = {}
    for dial in ledger["dials"]:
        if dial["placed"]:
            placed.setdefault(str(dial["vars_provided"]["name"]), []).append(dial["call_id"])
    return placed
