"""What is wrong with what the person who asks was told alone."""

import re
from collections.abc import Iterator
from typing import Final

from bot.ui.labels import NOBODY_CALLED
from bot.ui.reasons import BOT_NOT_RUNNING, CARD_NOT_POSTED
from tests.crash.facts import Facts
from tests.crash.offences import Column
from tests.crash.orders import DM, Entrance, Order
from tests.crash.threads import to_seconds

# asked where a number is being called, or was lately
_AGAIN: Final = re.compile(r"\ACall (.+) again\?")
_NO_DIGIT: Final = re.compile(r"\D")
_NO_WORD: Final = re.compile(r"\A\W+")
# how it begins where no card could be posted; what is said of a form, or of a request that nothing
# could be written of, is not about one order
_ENDS: Final = tuple(
    words.casefold()
    for words in (f"✋ {NOBODY_CALLED}", f"❌ {CARD_NOT_POSTED}", f"❌ {BOT_NOT_RUNNING}")
)
# who asks by a button or a shortcut is answered where that is
_ELSEWHERE: Final = frozenset({Entrance.AGAIN, Entrance.SHORTCUT, Entrance.FORM})


def judge_alone(facts: Facts) -> Iterator[tuple[str, Column, str]]:
    """Yield the tag of an order, what is wrong, and how."""
    for place, at, text in facts.evidence.answers:
        yield from _judge_question(facts, text)
        if text.casefold().startswith(_ENDS):
            yield from _judge_end(facts, place, at, text)


def _judge_question(facts: Facts, text: str) -> Iterator[tuple[str, Column, str]]:
    """Yield a question whether somebody is to be called again for whom was asked once."""
    found = _AGAIN.search(_NO_WORD.sub("", text))
    digits = _NO_DIGIT.sub("", found[1]) if found else None
    asked = [each.tag for each in facts.evidence.orders if each.to_number[1:] == digits]
    if len(asked) == 1:
        yield asked[0], Column.DOUBLED, f"asked for once, and taken for two: {text!r}"


def _judge_end(facts: Facts, place: str, at: float, text: str) -> Iterator[tuple[str, Column, str]]:
    """Yield a word that nobody was called where all were whom it may be about."""
    before = sorted(
        (
            order
            for order in facts.evidence.orders
            if facts.asked_at(order) <= at
            and (place in {order.channel_id, DM} or order.entrance in _ELSEWHERE)
        ),
        key=facts.asked_at,
    )
    if before and all(_is_another(facts, order, at) for order in before):
        yield before[-1].tag, Column.FALSE, f"somebody was called, and {text!r} is said alone"


def _is_another(facts: Facts, order: Order, at: float) -> bool:
    """Tell whether an order was dialed, or told in its thread before, so that it is not meant."""
    thread = facts.threads.by_tag.get(order.tag)
    told_at = [to_seconds(told) for _, told in thread.told_at] if thread else []
    return bool(facts.calls_of(order.tag)) or any(told < at for told in told_at)
