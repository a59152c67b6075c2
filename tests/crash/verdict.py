"""The counting: what the outside world saw, against what was asked for and what the bot knew."""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.crash.alone import judge_alone
from tests.crash.bystanders import GUESTS_NAME
from tests.crash.cards import judge_cards
from tests.crash.evidence import Evidence
from tests.crash.facts import Facts
from tests.crash.guarding import ADMINS_DM
from tests.crash.offences import Column, Offence
from tests.crash.orders import DM, Order
from tests.crash.placed_calls import PlacedCall
from tests.crash.telling import judge_telling
from tests.crash.threads import Thread, Threads

_BY_GUEST: Final = f"@{GUESTS_NAME}"


class Verdict:
    """Judge a world in which everything has been told that will be."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._facts = Facts(evidence)
        self.offences = list(self._judge())

    @property
    def threads(self) -> Threads:
        """Return what Slack shows of each order."""
        return self._facts.threads

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is missing that more time could bring."""
        waiting = {Column.LOST, Column.CARDS}
        return not any(offence.column in waiting for offence in self.offences)

    @property
    def has_gone_back(self) -> bool:
        """Tell whether Voicy showed how a call stood before what it had shown already."""
        return self._facts.has_gone_back(call for _, call in self._facts.calls)

    def find_tag(self, subject: str) -> str:
        """Return the tag of the order that a tag, a card's ts or a call's id belongs to."""
        return self._facts.find_tag(subject)

    def calls_of(self, tag: str) -> Sequence[PlacedCall]:
        """Return the calls that Voicy placed for an order, oldest first."""
        return self._facts.calls_of(tag)

    def note_dials_of_copy(self, tags: Sequence[str]) -> None:
        """Take in what the bot dialed when its database was an old copy of itself."""
        for tag in tags:
            detail = "dialed by a copy of the database"
            self.offences.append(Offence(column=Column.DIALS, tag=tag, detail=detail))

    def _judge(self) -> Iterator[Offence]:
        facts = self._facts
        for message in facts.threads.astray:
            if message["channel"] not in {DM, ADMINS_DM}:
                yield Offence(column=Column.ASTRAY, tag="", detail=repr(message["text"]))
        for tag, detail in self._find_too_many():
            yield Offence(column=Column.FORBIDDEN, tag=tag, detail=detail)
        for tag, detail in facts.rails.find_forbidden(facts.calls) if facts.rails else ():
            yield Offence(column=Column.FORBIDDEN, tag=tag, detail=detail)
        for tag, column, detail in judge_alone(facts):
            yield Offence(column=column, tag=tag, detail=detail)
        # the newest first: what answers it may be taken for an answer to an earlier one
        for order in sorted(self._evidence.orders, key=facts.asked_at, reverse=True):
            thread = facts.threads.by_tag.get(order.tag, Thread())
            if thread.card_words or thread.deleted_cards:
                for column, detail in self._judge_order(order, thread):
                    yield Offence(column=column, tag=order.tag, detail=detail)
            elif order.tag in self._evidence.acknowledged and not facts.answers.take(order):
                detail = "acknowledged, and neither a card nor an answer"
                yield Offence(column=Column.LOST, tag=order.tag, detail=detail)

    def _find_too_many(self) -> Iterator[tuple[str, str]]:
        """Yield who was called although all slots were taken, but for calls nobody knew to be."""
        calls = self._facts.calls
        for tag, call in calls:
            at_once = sum(it.began_at <= call.began_at < it.ended_at for _, it in calls)
            if at_once > self._evidence.slots and not self._evidence.was_clock_set:
                yield tag, f"it was one of {at_once} calls at once"

    def _judge_order(self, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
        if any(_BY_GUEST in text for text in thread.texts):
            yield Column.FORBIDDEN, f"a guest did something to it: {thread.texts}"
        yield from judge_cards(self._facts, order, thread)
        yield from judge_telling(self._facts, order, thread)
