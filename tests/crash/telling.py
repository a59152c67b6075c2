"""What is wrong with what was told of an order, and whether it was told at all."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from bot.ui.call_thread import SUMMARY_FOLLOWS
from bot.ui.reasons import CALL_NOT_FOUND, CALLS_NOT_LISTED
from tests.crash.facts import MAY_HAVE_RUNG, WAITING, Facts
from tests.crash.offences import Column
from tests.crash.orders import Order
from tests.crash.placed_calls import LONGEST_SEARCH_SECONDS, PlacedCall
from tests.crash.threads import Thread, is_part, leave_out_repeats, to_seconds

_UNCONFIRMED: Final = "Unconfirmed"
_STOPPED: Final = "Canceled before dialing"
# how an order may end of which Voicy placed no call
_NEVER_CALLED: Final = frozenset({"Not dialed", _STOPPED, MAY_HAVE_RUNG})
# and how it may wait for a person, whom it asks
_ASKED: Final = "Overdue"
# of a further attempt that is not allowed any more
_FORBIDDEN: Final = "Not dialed"
# what is told by itself of a call whose last reply nobody may edit any more
_RESULT: Final = "Result"
_UNDOCUMENTED: Final = "Transferring"
_NOBODY: Final = "nobody was called"
# nothing that goes wrong for a moment takes longer to be made up for
_LATE_SECONDS: Final = 180.0
# a call is given up no sooner: as long as Voicy may take to show it, and without a list as long
# as the longest call may last
_SOUGHT_SECONDS: Final = {CALL_NOT_FOUND: 120.0, CALLS_NOT_LISTED: LONGEST_SEARCH_SECONDS}


def judge_telling(facts: Facts, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
    """Yield what is wrong, and how."""
    if facts.evidence.was_clock_set and order.to_number in facts.evidence.called:
        return  # by a clock that was set in between nobody can tell whose call it was
    if not (facts.evidence.was_clock_set or order.retries):
        yield from _judge_patience(facts, order, thread)
    if calls := facts.calls_of(order.tag):
        yield from _judge_called(facts, order, thread, calls)
    elif not (facts.is_put_off(order, thread) or _is_left(facts, order, thread)):
        yield from _judge_uncalled(facts, order, thread)


def _judge_patience(facts: Facts, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
    """Yield a lost call that was given up too early, or that nobody gives up."""
    told = [(word, to_seconds(at)) for word, at in thread.told_at]
    given_up = [at for word, at in told if word == MAY_HAVE_RUNG]
    for reason, seconds in _SOUGHT_SECONDS.items():
        waited = min(given_up, default=math.inf) - facts.asked_at(order)
        if waited < seconds and any(reason in text for text in thread.texts):
            yield Column.FALSE, f"given up after {waited:.0f} s"
    if order.tag in facts.evidence.gagged:
        return  # what is told last need not be what came last
    for (word, at), (_, ends_at) in pairwise((*told, ("", facts.evidence.ended_at))):
        sought = facts.measure_longest_life(at, ends_at) if word == _UNCONFIRMED else 0.0
        if sought > _LATE_SECONDS + _SOUGHT_SECONDS[CALLS_NOT_LISTED]:
            yield Column.LATE, f"looked for {sought:.0f} s by one process"


def _judge_called(
    facts: Facts, order: Order, thread: Thread, calls: Sequence[PlacedCall]
) -> Iterator[tuple[Column, str]]:
    # by a clock that was set in between nobody can tell which call was ours, nor without a list
    is_unlisted = any(CALLS_NOT_LISTED in text for text in thread.texts)
    is_untold = facts.evidence.was_clock_set or is_unlisted
    if not (is_untold and MAY_HAVE_RUNG in thread.told):
        yield from _judge_told(facts, order, thread, calls)


def _judge_told(
    facts: Facts, order: Order, thread: Thread, calls: Sequence[PlacedCall]
) -> Iterator[tuple[Column, str]]:
    is_once = facts.most_attempts(order) == 1
    had = [word for call in calls for word in call.words]
    # between two attempts, and of one that Voicy placed no call for
    more_words = {_ASKED} if is_once else {_STOPPED, _ASKED, MAY_HAVE_RUNG}
    if facts.rails is not None and not is_once:
        more_words.add(_FORBIDDEN)
    apart = {_UNCONFIRMED, _RESULT, *more_words}
    told = [word for word in thread.told if word not in apart]
    told = leave_out_repeats(told, had, facts.count_closed(order))
    more = Counter(told) - Counter(had)
    for word in more:
        column = Column.DOUBLED if word in had else Column.INVENTED
        yield column, f"told {thread.told}; the calls had {had}"
    if not (more or is_part(_leave_out_undocumented(facts, calls, told), had)):
        yield Column.ORDER, f"told {thread.told}; the calls had {had}"
    most = {
        _UNCONFIRMED: facts.most_attempts(order),
        # what comes later is told where the story goes on
        _RESULT: len(calls) + facts.refused_edits[order.tag] + len(thread.card_words) - 1,
    }
    if any(thread.told.count(word) > most[word] for word in most):
        yield Column.DOUBLED, f"told {thread.told}"
    if is_once:
        yield from _judge_truth(thread)
    must = Counter(word for call in calls for word in call.words[:-1] if facts.is_known(call, word))
    must.update(call.words[-1] for call in calls)
    yield from _judge_lost(facts, order, thread, list(must - Counter(told)))
    if order.tag not in facts.evidence.gagged:
        yield from _judge_pace(facts, thread, calls)
    is_put_off = facts.is_put_off(order, thread)
    # whether it is tried again
    is_open = is_put_off or _ASKED in thread.newest_words
    if not thread.lines and facts.is_public(order, thread) and not is_open:
        yield Column.LOST, "the line in the watching channel"
    ends = {had[-1]} if is_once else {had[-1], *more_words}
    ends |= WAITING if is_put_off else set()
    is_right = not thread.card_words or ends & set(thread.newest_words)
    if not is_right and not facts.is_overtaken(order):
        yield Column.CARDS, f"the card says {thread.card_words}, the calls {had}"


def _leave_out_undocumented(
    facts: Facts, calls: Sequence[PlacedCall], told: Sequence[str]
) -> Sequence[str]:
    """Return what can be told in order: nobody knows where a word belongs that is not documented,
    once calls were shown as they had been before.
    """
    has_gone_back = facts.has_gone_back(calls)
    return [word for word in told if not (has_gone_back and word == _UNDOCUMENTED)]


def _judge_pace(
    facts: Facts, thread: Thread, calls: Sequence[PlacedCall]
) -> Iterator[tuple[Column, str]]:
    """Yield what was told too late; a call that had to be looked for may take its time."""
    for call in calls if _UNCONFIRMED not in thread.told else ():
        told_at = [at for word, at in thread.told_at if word == call.words[-1]]
        first_at = min((at for at in told_at if at >= call.ended_at), default=call.ended_at)
        late = first_at - call.ended_at
        if late > _LATE_SECONDS + facts.measure_trouble(call.ended_at, first_at):
            yield Column.LATE, f"{call.words[-1]} told {late:.0f} s later"


def _judge_lost(
    facts: Facts, order: Order, thread: Thread, lost: Sequence[str]
) -> Iterator[tuple[Column, str]]:
    if order.tag not in facts.evidence.gagged:
        for word in lost:
            yield Column.LOST, f"{word} not told, only {thread.told}"
        told = "".join(thread.texts)
        untold = [call for call in facts.calls_of(order.tag) if call.summary not in told]
        if untold or SUMMARY_FOLLOWS in thread.last_reply:
            yield Column.LOST, "the summary"
    elif lost and not facts.hears_of_gag(order):
        yield Column.LOST, f"{lost} refused by Slack, and its requester does not know"


def _judge_uncalled(facts: Facts, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
    allowed = _NEVER_CALLED | {_UNCONFIRMED, _ASKED}
    for word in thread.told:
        if word not in allowed:
            yield Column.INVENTED, f"{word} told; nobody was called"
    if _UNCONFIRMED in thread.told[1:] and _ASKED not in thread.told:
        yield Column.ORDER, f"told {thread.told}"
    if not thread.card_words:
        if not allowed & set(thread.told) and not facts.answers.take(order):
            yield Column.LOST, "its card was deleted, and nobody knows what came of it"
    elif not set(thread.newest_words) & (_NEVER_CALLED | {_ASKED}):
        detail = f"the card says {thread.card_words}, nobody was called, told {thread.told}"
        yield Column.CARDS, detail


def _is_left(facts: Facts, order: Order, thread: Thread) -> bool:
    """Tell whether a card stands that nobody could look for, and its requester was answered."""
    asked_at = facts.evidence.asked_at[order.tag]
    is_in_doubt = not thread.told and facts.was_closed(thread.newest_channel, since=asked_at)
    return is_in_doubt and facts.answers.take(order)


def _judge_truth(thread: Thread) -> Iterator[tuple[Column, str]]:
    for text in thread.texts:
        if _NOBODY in text.casefold():
            yield Column.FALSE, f"somebody was called, and {text!r} is said"
