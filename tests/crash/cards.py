"""What is wrong with the dials of an order, with its cards, and with its lines elsewhere."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from tests.crash.evidence import WRITING_SECONDS, was_written_down
from tests.crash.facts import Facts
from tests.crash.offences import Column
from tests.crash.orders import DM, Order
from tests.crash.placed_calls import PlacedCall
from tests.crash.points import Exchange
from tests.crash.threads import Thread, read_seconds

_TRIED_AGAIN: Final = frozenset({"Busy", "No answer"})
_NO_DIGIT: Final = re.compile(r"\D")
# Slack's word for a message that was deleted
_GONE: Final = "message_not_found"


def judge_cards(facts: Facts, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
    """Yield what is wrong, and how."""
    yield from _judge_dials(facts, order, facts.calls_of(order.tag))
    yield from _judge_cards(facts, order, thread)
    yield from _judge_lines(facts, order, thread)


def _judge_dials(
    facts: Facts, order: Order, calls: Sequence[PlacedCall]
) -> Iterator[tuple[Column, str]]:
    if len(calls) > facts.most_attempts(order):
        yield Column.DIALS, f"{len(calls)} phones rang"
    for before, after in pairwise(calls):
        if before.words[-1] not in _TRIED_AGAIN or after.began_at < before.ended_at:
            yield Column.DIALS, f"dialed again after {list(before.words)}"


def _judge_lines(facts: Facts, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
    if len(thread.lines) > facts.most_attempts(order):
        yield Column.DOUBLED, f"{len(thread.lines)} lines in the watching channel"
    private_at = facts.find_private(order.channel_id)
    if any(read_seconds(line["ts"]) >= private_at for line in thread.lines):
        yield Column.INVENTED, "a line about what was told in private"
    if any(order.to_number[1:] in _NO_DIGIT.sub("", line["text"]) for line in thread.lines):
        yield Column.ASTRAY, "its whole number in the watching channel"


def _judge_cards(facts: Facts, order: Order, thread: Thread) -> Iterator[tuple[Column, str]]:
    for channel, words in thread.card_words.items():
        in_doubt = facts.was_closed(channel, since=facts.evidence.asked_at[order.tag])
        if len(words) > 1 + in_doubt + facts.refused_edits[order.tag]:
            yield Column.DOUBLED, f"{len(words)} cards in {channel}"
    if len(thread.card_words) > 1 and DM not in thread.card_words:
        yield Column.DOUBLED, f"cards in {list(thread.card_words)}"
    first_at = min(map(read_seconds, thread.all_card_ts))
    for dial in facts.list_dials(order):
        if dial.arrived_at < first_at:
            yield Column.CARDS, "dialed before its card stood"
    for gone in facts.closed:
        is_gone = gone.subject in thread.all_card_ts and gone.refused == _GONE
        if is_gone and was_written_down(gone, facts.evidence):
            yield from _judge_dials_without_card(facts, order, thread, gone)


def _judge_dials_without_card(
    facts: Facts, order: Order, thread: Thread, gone: Exchange
) -> Iterator[tuple[Column, str]]:
    """Yield dials after Slack said that the card is gone, and before there was another one."""
    known_at = gone.arrived_at + WRITING_SECONDS
    newer = [read_seconds(ts) for ts in thread.all_card_ts if ts > gone.subject]
    for dial in facts.list_dials(order):
        if known_at < dial.arrived_at < min(newer, default=math.inf):
            yield Column.CARDS, "dialed without a card"
