"""The counting: what the outside world saw, against what was asked for and what the bot knew."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Final

from bot.ui.call_thread import SUMMARY_FOLLOWS
from bot.ui.notices import INCOMPLETE
from tests.crash.answers import Answers
from tests.crash.bystanders import GUESTS_NAME
from tests.crash.evidence import Evidence, find_known
from tests.crash.guarding import ADMINS_DM
from tests.crash.orders import DM, PUBLIC, Order
from tests.crash.placed_calls import WORD_OF_STATUS, PlacedCall, read_placed
from tests.crash.points import Exchange, Place
from tests.crash.rails import Rails
from tests.crash.threads import (
    Thread,
    Threads,
    is_part,
    leave_out_repeats,
    read_seconds,
    read_threads,
    to_seconds,
)

_UNCONFIRMED: Final = "Unconfirmed"
_MAY_HAVE_RUNG: Final = "The phone may have rung"
# how an order may end of which Voicy placed no call
_NEVER_CALLED: Final = frozenset({"Not dialed", "Canceled before dialing", _MAY_HAVE_RUNG})
# and how it may wait for a person, whom it asks
_ASKED: Final = "Overdue"
_TRIED_AGAIN: Final = frozenset({"Busy", "No answer"})
_STOPPED: Final = "Canceled before dialing"
# of a further attempt that is not allowed any more
_FORBIDDEN: Final = "Not dialed"
# what is told by itself of a call whose last reply nobody may edit any more
_RESULT: Final = "Result"
# what was held back comes through at once
_HELD_BACK_SECONDS: Final = 0.1
_NOBODY: Final = "nobody was called"
_NO_DIGIT: Final = re.compile(r"\D")
_REDIAL: Final = "In 15 min"
_BY_GUEST: Final = f"@{GUESTS_NAME}"
# nothing that goes wrong for a moment takes longer to be made up for
_LATE_SECONDS: Final = 180.0
# Slack's word for a message that was deleted
_GONE: Final = "message_not_found"
_WRITING_SECONDS: Final = 2.0
# so many edits without an answer are the last
_EDITED_IN_VAIN: Final = 6
# what Slack said of a channel may be a minute old
_REMEMBERED_SECONDS: Final = 65.0
# how the card of a call stands that waits for a time when it is allowed
_WAITING: Final = frozenset({"Scheduled", "Attempt"})


class Column(StrEnum):
    """What can be wrong."""

    DIALS = "dials>1"
    LOST = "lost"
    DOUBLED = "doubled"
    ORDER = "out of order"
    INVENTED = "invented"
    FALSE = "false"
    ASTRAY = "astray"
    CARDS = "cards wrong"
    FORBIDDEN = "forbidden"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One thing that is wrong; `tag` is empty where no order can be named."""

    column: Column
    tag: str
    detail: str


class Verdict:
    """Judge a world in which everything has been told that will be."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._placed = read_placed(evidence.ledger)
        self.threads: Threads = read_threads(evidence.ledger["messages"])
        self._known = find_known(evidence)
        self._rails = Rails(evidence, evidence.limits) if evidence.limits else None
        self._answers = Answers(evidence)
        self.offences = list(self._judge())

    def note_dials_of_copy(self, tags: Sequence[str]) -> None:
        """Take in what the bot dialed when its database was an old copy of itself."""
        for tag in tags:
            detail = "dialed by a copy of the database"
            self.offences.append(Offence(column=Column.DIALS, tag=tag, detail=detail))

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is missing that more time could bring."""
        waiting = {Column.LOST, Column.CARDS}
        return not any(offence.column in waiting for offence in self.offences)

    def find_tag(self, subject: str) -> str:
        """Return the tag of the order that a tag, a card's ts or a call's id belongs to."""
        return self.threads.tags_by_ts.get(subject) or self._tags_by_call.get(subject) or subject

    def calls_of(self, tag: str) -> Sequence[PlacedCall]:
        """Return the calls that Voicy placed for an order, oldest first."""
        return self._placed.get(tag, ())

    def _most_attempts(self, order: Order) -> int:
        return 1 + order.retries + self._evidence.pressed.count(_REDIAL)

    @cached_property
    def _calls(self) -> Sequence[tuple[str, PlacedCall]]:
        return [(tag, call) for tag, calls in self._placed.items() for call in calls]

    @cached_property
    def _dialed(self) -> Sequence[str]:
        """Return the tags of all calls that were placed, or that the bot cannot rule out."""
        lost = [tag for tag, it in self.threads.by_tag.items() if _MAY_HAVE_RUNG in it.told]
        return [tag for tag, _ in self._calls] + lost

    @cached_property
    def _tags_by_call(self) -> dict[str, str]:
        return {call.call_id: tag for tag, call in self._calls}

    def _judge(self) -> Iterator[Offence]:
        for message in self.threads.astray:
            if message["channel"] not in {DM, ADMINS_DM}:
                yield Offence(column=Column.ASTRAY, tag="", detail=repr(message["text"]))
        for tag, detail in self._find_too_many():
            yield Offence(column=Column.FORBIDDEN, tag=tag, detail=detail)
        for tag, detail in self._rails.find_forbidden(self._calls) if self._rails else ():
            yield Offence(column=Column.FORBIDDEN, tag=tag, detail=detail)
        # the newest first: what answers it may be taken for an answer to an earlier one
        for order in sorted(self._evidence.orders, key=self._asked_at, reverse=True):
            thread = self.threads.by_tag.get(order.tag, Thread())
            if thread.card_words or thread.deleted_cards:
                for column, detail in self._judge_order(order, thread):
                    yield Offence(column=column, tag=order.tag, detail=detail)
            elif order.tag in self._evidence.acknowledged and not self._answers.take(order):
                detail = "acknowledged, and neither a card nor an answer"
                yield Offence(column=Column.LOST, tag=order.tag, detail=detail)

    def _find_too_many(self) -> Iterator[tuple[str, str]]:
        """Yield who was called although all slots were taken, but for calls nobody knew to be."""
        for tag, call in self._calls:
            at_once = sum(it.began_at <= call.began_at < it.ended_at for _, it in self._calls)
            if at_once > self._evidence.slots and not self._evidence.was_clock_set:
                yield tag, f"it was one of {at_once} calls at once"

    def _asked_at(self, order: Order) -> float:
        return self._evidence.asked_at.get(order.tag, 0.0)

    def _judge_order(self, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
        calls = self.calls_of(order.tag)
        yield from self._judge_dials(order, calls)
        yield from self._judge_cards(order, thread)
        yield from self._judge_lines(order, thread)
        if any(_BY_GUEST in text for text in thread.texts):
            yield Column.FORBIDDEN, f"a guest did something to it: {thread.texts}"
        if calls:
            yield from self._judge_called(order, thread, calls)
        elif not (self._is_put_off(order, thread) or self._is_left(order, thread)):
            yield from self._judge_uncalled(order, thread)

    def _is_put_off(self, order: Order, thread: Thread) -> bool:
        """Tell whether a call waits for tomorrow, and its card says so."""
        is_capped = self._rails is not None and self._rails.is_capped(order, self._dialed)
        return is_capped and bool(_WAITING & set(thread.newest_words))

    def _judge_dials(
        self, order: Order, calls: Sequence[PlacedCall]
    ) -> Iterator[tuple[Column, str]]:
        if len(calls) > self._most_attempts(order):
            yield Column.DIALS, f"{len(calls)} phones rang"
        for before, after in pairwise(calls):
            if before.words[-1] not in _TRIED_AGAIN or after.began_at < before.ended_at:
                yield Column.DIALS, f"dialed again after {list(before.words)}"

    def _judge_lines(self, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
        if len(thread.lines) > self._most_attempts(order):
            yield Column.DOUBLED, f"{len(thread.lines)} lines in the watching channel"
        private_at = self._find_private(order.channel_id)
        if any(read_seconds(line["ts"]) >= private_at for line in thread.lines):
            yield Column.INVENTED, "a line about what was told in private"
        if any(order.to_number[1:] in _NO_DIGIT.sub("", line["text"]) for line in thread.lines):
            yield Column.ASTRAY, "its whole number in the watching channel"

    def _find_private(self, channel_id: str) -> float:
        """Return from when on everybody must know that a channel is private."""
        if channel_id not in PUBLIC:
            return 0.0
        return self._evidence.hidden_at.get(channel_id, math.inf) + _REMEMBERED_SECONDS

    def _judge_cards(self, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
        for channel, words in thread.card_words.items():
            in_doubt = self._was_closed(channel, since=self._evidence.asked_at[order.tag])
            if len(words) > 1 + in_doubt + self._refused_edits[order.tag]:
                yield Column.DOUBLED, f"{len(words)} cards in {channel}"
        if len(thread.card_words) > 1 and DM not in thread.card_words:
            yield Column.DOUBLED, f"cards in {list(thread.card_words)}"
        first_at = min(map(read_seconds, thread.all_card_ts))
        for dial in self._list_dials(order):
            if dial.arrived_at < first_at:
                yield Column.CARDS, "dialed before its card stood"
        for gone in self._closed:
            if gone.subject in thread.all_card_ts and gone.refused == _GONE:
                yield from self._judge_dials_without_card(order, thread, gone)

    def _judge_dials_without_card(
        self, order: Order, thread: Thread, gone: Exchange
    ) -> Iterator[tuple[Column, str]]:
        """Yield dials after Slack said that the card is gone, and before there was another one."""
        known_at = gone.arrived_at + _WRITING_SECONDS
        newer = [read_seconds(ts) for ts in thread.all_card_ts if ts > gone.subject]
        for dial in self._list_dials(order):
            if known_at < dial.arrived_at < min(newer, default=math.inf):
                yield Column.CARDS, "dialed without a card"

    def _list_dials(self, order: Order) -> list[Exchange]:
        made = (it for it in self._evidence.exchanges if it.place is Place.DIAL)
        return [dial for dial in made if dial.subject == order.tag]

    def _was_closed(self, channel: str, *, since: float) -> bool:
        """Tell whether nobody could look for a card in doubt; it is posted once more, then."""
        return any(it.subject == channel and it.arrived_at >= since for it in self._closed)

    @cached_property
    def _closed(self) -> tuple[Exchange, ...]:
        return tuple(it for it in self._evidence.exchanges if it.is_closed)

    def _is_left(self, order: Order, thread: Thread) -> bool:
        """Tell whether a card stands that nobody could look for, and its requester was answered."""
        asked_at = self._evidence.asked_at[order.tag]
        is_in_doubt = not thread.told and self._was_closed(thread.newest_channel, since=asked_at)
        return is_in_doubt and self._answers.take(order)

    @cached_property
    def _refused_edits(self) -> Counter[str]:
        """Count by tag the edits that Slack did not take: what is new stands elsewhere, then."""
        edits = [it for it in self._evidence.exchanges if it.place is Place.EDIT]
        refused = Counter(self.find_tag(it.subject) for it in edits if it.is_closed)
        unanswered = Counter(it.subject for it in edits if it.answered_at is None)
        for subject, count in unanswered.items():
            refused[self.find_tag(subject)] += count // _EDITED_IN_VAIN
        return refused

    def _judge_called(
        self, order: Order, thread: Thread, calls: Sequence[PlacedCall]
    ) -> Iterator[tuple[Column, str]]:
        # by a clock that was set in between nobody can tell which call was ours
        if not (self._evidence.was_clock_set and _MAY_HAVE_RUNG in thread.told):
            yield from self._judge_told(order, thread, calls)

    def _judge_told(
        self, order: Order, thread: Thread, calls: Sequence[PlacedCall]
    ) -> Iterator[tuple[Column, str]]:
        is_once = self._most_attempts(order) == 1
        had = [word for call in calls for word in call.words]
        # between two attempts, and of one that Voicy placed no call for
        more_words = {_ASKED} if is_once else {_STOPPED, _ASKED, _MAY_HAVE_RUNG}
        if self._rails is not None and not is_once:
            more_words.add(_FORBIDDEN)
        apart = {_UNCONFIRMED, _RESULT, *more_words}
        told = [word for word in thread.told if word not in apart]
        told = leave_out_repeats(told, had, self._count_closed(order))
        more = Counter(told) - Counter(had)
        for word in more:
            column = Column.DOUBLED if word in had else Column.INVENTED
            yield column, f"told {thread.told}; the calls had {had}"
        if not more and not is_part(told, had):
            yield Column.ORDER, f"told {thread.told}; the calls had {had}"
        most = {
            _UNCONFIRMED: self._most_attempts(order),
            _RESULT: len(calls) + self._refused_edits[order.tag],
        }
        if any(thread.told.count(word) > most[word] for word in most):
            yield Column.DOUBLED, f"told {thread.told}"
        if is_once:
            yield from _judge_truth(thread)
        must = Counter(
            word for call in calls for word in call.words[:-1] if self._is_known(call, word)
        )
        must.update(call.words[-1] for call in calls)
        yield from self._judge_lost(order, thread, list(must - Counter(told)))
        if order.tag not in self._evidence.gagged:
            yield from self._judge_pace(thread, calls)
        is_put_off = self._is_put_off(order, thread)
        # whether it is tried again
        is_open = is_put_off or _ASKED in thread.newest_words
        if not thread.lines and self._is_public(order, thread) and not is_open:
            yield Column.LOST, "the line in the watching channel"
        ends = {had[-1]} if is_once else {had[-1], *more_words}
        ends |= _WAITING if is_put_off else set()
        is_right = not thread.card_words or ends & set(thread.newest_words)
        if not is_right and not self._is_overtaken(order):
            yield Column.CARDS, f"the card says {thread.card_words}, the calls {had}"

    def _judge_pace(
        self, thread: Thread, calls: Sequence[PlacedCall]
    ) -> Iterator[tuple[Column, str]]:
        """Yield what was told too late; a call that had to be looked for may take its time."""
        for call in calls if _UNCONFIRMED not in thread.told else ():
            told_at = [at for word, at in thread.told_at if word == call.words[-1]]
            first_at = min((at for at in told_at if at >= call.ended_at), default=call.ended_at)
            late = first_at - call.ended_at
            if late > _LATE_SECONDS + self._measure_trouble(call.ended_at, first_at):
                yield Column.LATE, f"{call.words[-1]} told {late:.0f} s later"

    def _measure_trouble(self, begins_at: float, ends_at: float) -> float:
        """Return how many seconds of trouble, or without a bot, lay between moments of Slack's."""
        first, last = to_seconds(begins_at), to_seconds(ends_at)
        lives = pairwise(self._evidence.lives)
        absences = [(before.ended_at or last, after.started_at) for before, after in lives]
        troubles = [*self._evidence.troubles, *absences]
        spans = [(max(begin, first), min(end, last)) for begin, end in troubles]
        return sum(end - begin for begin, end in spans if end > begin)

    def _judge_lost(
        self, order: Order, thread: Thread, lost: Sequence[str]
    ) -> Iterator[tuple[Column, str]]:
        if order.tag not in self._evidence.gagged:
            for word in lost:
                yield Column.LOST, f"{word} not told, only {thread.told}"
            if SUMMARY_FOLLOWS in thread.last_reply:
                yield Column.LOST, "the summary"
        elif lost and not self._hears_of_gag(order):
            yield Column.LOST, f"{lost} refused by Slack, and its requester does not know"

    def _is_public(self, order: Order, thread: Thread) -> bool:
        """Tell whether everybody may hear of an order; one that moved is nobody else's any more."""
        is_hidden = order.channel_id in self._evidence.hidden_at
        return not is_hidden and {order.channel_id, thread.newest_channel} <= set(PUBLIC)

    def _judge_uncalled(self, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
        allowed = _NEVER_CALLED | {_UNCONFIRMED, _ASKED}
        for word in thread.told:
            if word not in allowed:
                yield Column.INVENTED, f"{word} told; nobody was called"
        if _UNCONFIRMED in thread.told[1:] and _ASKED not in thread.told:
            yield Column.ORDER, f"told {thread.told}"
        if not thread.card_words:
            if not allowed & set(thread.told) and not self._answers.take(order):
                yield Column.LOST, "its card was deleted, and nobody knows what came of it"
        elif not set(thread.newest_words) & (_NEVER_CALLED | {_ASKED}):
            detail = f"the card says {thread.card_words}, nobody was called, told {thread.told}"
            yield Column.CARDS, detail

    def _hears_of_gag(self, order: Order) -> bool:
        """Tell whether the requester of a call knows that Slack takes nothing about it."""
        said = [text for place, _, text in self._evidence.answers if place == DM]
        return any(INCOMPLETE in text and f"({order.tag})" in text for text in said)

    def _is_overtaken(self, order: Order) -> bool:
        """Tell whether the last edit of a message is an old one that the network held back.

        Slack takes edits as they come, and nobody can call back what was sent.
        """
        edits = [it for it in self._evidence.exchanges if it.place is Place.EDIT]
        last_at = {
            it.subject: it.arrived_at for it in edits if self.find_tag(it.subject) == order.tag
        }
        return any(
            0 <= last - healed < _HELD_BACK_SECONDS
            for last in last_at.values()
            for healed in self._evidence.healed_at
        )

    def _count_closed(self, order: Order) -> int:
        """Count the threads of an order in which nobody could look any more for a reply in doubt.

        It is told once more where the story goes on.
        """
        looks = {it.subject: it.is_closed for it in self._looks}
        return sum(closed for it, closed in looks.items() if self.find_tag(it) == order.tag)

    @cached_property
    def _looks(self) -> tuple[Exchange, ...]:
        return tuple(it for it in self._evidence.exchanges if it.place is Place.LOOK_UP)

    def _is_known(self, call: PlacedCall, word: str) -> bool:
        return any(WORD_OF_STATUS[status] == word for status in self._known[call.call_id])


def _judge_truth(thread: Thread) -> Iterator[tuple[Column, str]]:
    for text in thread.texts:
        if _NOBODY in text.casefold():
            yield Column.FALSE, f"somebody was called, and {text!r} is said"
