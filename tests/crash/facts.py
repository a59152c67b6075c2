"""What follows from the evidence: whose message, call and request each is, and what went wrong."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from bot.ui.notices import INCOMPLETE
from tests.crash.answers import Answers
from tests.crash.evidence import Evidence, read_shown
from tests.crash.held_back import find_held_back, leave_out_held_back
from tests.crash.orders import DM, PUBLIC, Order
from tests.crash.placed_calls import WORD_OF_STATUS, PlacedCall, read_placed
from tests.crash.points import Exchange, Place
from tests.crash.rails import Rails
from tests.crash.threads import Thread, Threads, read_threads, to_seconds

# what the bot says of a call that it does not find
MAY_HAVE_RUNG: Final = "The phone may have rung"
# how the card of a call stands that waits for a time when it is allowed
WAITING: Final = frozenset({"Scheduled", "Attempt"})
_REDIAL: Final = "In 15 min"
# what Slack said of a channel may be a minute old
_REMEMBERED_SECONDS: Final = 65.0
# so many edits without an answer are the last
_EDITED_IN_VAIN: Final = 6


class Facts:
    """Sorts the evidence of one world."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._held_back = find_held_back(evidence.exchanges, evidence.healed_at)
        messages = leave_out_held_back(evidence.ledger["messages"], self._held_back)
        self.threads: Threads = read_threads(messages)
        self.rails = Rails(evidence, evidence.limits) if evidence.limits else None
        self.answers = Answers(evidence)
        self._placed = read_placed(evidence.ledger)
        self._shown = read_shown(evidence)

    def find_tag(self, subject: str) -> str:
        """Return the tag of the order that a tag, a card's ts or a call's id belongs to."""
        return self.threads.tags_by_ts.get(subject) or self._tags_by_call.get(subject) or subject

    def calls_of(self, tag: str) -> Sequence[PlacedCall]:
        """Return the calls that Voicy placed for an order, oldest first."""
        return self._placed.get(tag, ())

    def most_attempts(self, order: Order) -> int:
        """Return how often its phone may ring."""
        return 1 + order.retries + self.evidence.pressed.count(_REDIAL)

    @cached_property
    def calls(self) -> Sequence[tuple[str, PlacedCall]]:
        """Return all calls that Voicy placed, each after the tag of its order."""
        return [(tag, call) for tag, calls in self._placed.items() for call in calls]

    @cached_property
    def dialed(self) -> Sequence[str]:
        """Return the tags of all calls that were placed, or that the bot cannot rule out."""
        lost = [tag for tag, it in self.threads.by_tag.items() if MAY_HAVE_RUNG in it.told]
        return [tag for tag, _ in self.calls] + lost

    @cached_property
    def _tags_by_call(self) -> dict[str, str]:
        return {call.call_id: tag for tag, call in self.calls}

    def asked_at(self, order: Order) -> float:
        """Return when somebody asked for it, in seconds of the world."""
        return self.evidence.asked_at.get(order.tag, 0.0)

    def is_put_off(self, order: Order, thread: Thread) -> bool:
        """Tell whether a call waits for tomorrow, and its card says so."""
        is_capped = self.rails is not None and self.rails.is_capped(order, self.dialed)
        return is_capped and bool(WAITING & set(thread.newest_words))

    def find_private(self, channel_id: str) -> float:
        """Return from when on everybody must know that a channel is private."""
        if channel_id not in PUBLIC:
            return 0.0
        return self.evidence.hidden_at.get(channel_id, math.inf) + _REMEMBERED_SECONDS

    def list_dials(self, order: Order) -> list[Exchange]:
        """Return the dials of an order, placed or not."""
        made = (it for it in self.evidence.exchanges if it.place is Place.DIAL)
        return [dial for dial in made if dial.subject == order.tag]

    def was_closed(self, channel: str, *, since: float) -> bool:
        """Tell whether nobody could look for a card in doubt; it is posted once more, then."""
        return any(it.subject == channel and it.arrived_at >= since for it in self.closed)

    @cached_property
    def closed(self) -> tuple[Exchange, ...]:
        """Return the look-ups and edits that Slack did not allow."""
        return tuple(it for it in self.evidence.exchanges if it.is_closed)

    @cached_property
    def _edits(self) -> tuple[Exchange, ...]:
        return tuple(it for it in self.evidence.exchanges if it.place is Place.EDIT)

    @cached_property
    def refused_edits(self) -> Counter[str]:
        """Count by tag the edits that Slack did not take: what is new stands elsewhere, then."""
        refused = Counter(self.find_tag(it.subject) for it in self._edits if it.is_closed)
        unanswered = Counter(it.subject for it in self._edits if it.answered_at is None)
        for subject, count in unanswered.items():
            refused[self.find_tag(subject)] += count // _EDITED_IN_VAIN
        return refused

    def measure_trouble(self, begins_at: float, ends_at: float) -> float:
        """Return how many seconds of trouble, or without a bot, lay between moments of Slack's."""
        return self._measure(to_seconds(begins_at), to_seconds(ends_at))

    def _measure(self, first: float, last: float) -> float:
        lives = pairwise(self.evidence.lives)
        absences = [(before.ended_at or last, after.started_at) for before, after in lives]
        troubles = [*self.evidence.troubles, *absences]
        spans = [(max(begin, first), min(end, last)) for begin, end in troubles]
        return sum(end - begin for begin, end in spans if end > begin)

    def measure_longest_life(self, first: float, last: float) -> float:
        """Return how many calm seconds between two moments, at most, one process had."""
        lives = ((life.started_at, life.ended_at or last) for life in self.evidence.lives)
        spans = [(max(begin, first), min(end, last)) for begin, end in lives]
        return max((end - begin - self._measure(begin, end) for begin, end in spans), default=0.0)

    def is_public(self, order: Order, thread: Thread) -> bool:
        """Tell whether everybody may hear of an order; one that moved is nobody else's any more."""
        is_hidden = order.channel_id in self.evidence.hidden_at
        return not is_hidden and {order.channel_id, thread.newest_channel} <= set(PUBLIC)

    def hears_of_gag(self, order: Order) -> bool:
        """Tell whether the requester of a call knows that Slack takes nothing about it."""
        said = [text for place, _, text in self.evidence.answers if place == DM]
        return any(INCOMPLETE in text and f"({order.tag})" in text for text in said)

    def is_overtaken(self, order: Order) -> bool:
        """Tell whether the last edit of a message is an old one that the network held back.

        Slack takes edits as they come, and nobody can call back what was sent.
        """
        last = {it.subject: it for it in self._edits}
        own = (it for subject, it in last.items() if self.find_tag(subject) == order.tag)
        return any(it in self._held_back for it in own)

    def count_closed(self, order: Order) -> int:
        """Count the threads of an order in which nobody could look any more for a reply in doubt.

        It is told once more where the story goes on.
        """
        looks = {it.subject: it.is_closed for it in self._looks}
        return sum(closed for it, closed in looks.items() if self.find_tag(it) == order.tag)

    @cached_property
    def _looks(self) -> tuple[Exchange, ...]:
        return tuple(it for it in self.evidence.exchanges if it.place is Place.LOOK_UP)

    def is_known(self, call: PlacedCall, word: str) -> bool:
        """Tell whether the bot must know that a call had a status."""
        return any(WORD_OF_STATUS[status] == word for status in self._shown.known[call.call_id])

    def has_gone_back(self, calls: Iterable[PlacedCall]) -> bool:
        """Tell whether Voicy showed how one of them stood before what it had shown already."""
        return any(call.call_id in self._shown.gone_back for call in calls)
