"""What the network held back for minutes, when its sender was dead: nobody can call that back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tests.crash.orders import WATCHING
from tests.crash.points import Exchange
from tests.crash.threads import (
    Message,
    read_card_tag,
    read_line_tag,
    read_named_tag,
    read_seconds,
    read_word,
)

_AT_ONCE_SECONDS: Final = 0.1
_HANDLING_SECONDS: Final = 0.01
_ATTEMPT: Final = re.compile(r"attempt [2-9]")


def find_held_back(
    exchanges: Iterable[Exchange], healed_at: Sequence[float]
) -> tuple[Exchange, ...]:
    """Return what the network let go of when it healed, and nobody waited for any more."""
    return tuple(
        it
        for it in exchanges
        if it.is_orphan
        and any(0 <= it.arrived_at - healed < _AT_ONCE_SECONDS for healed in healed_at)
    )


def leave_out_held_back(
    messages: Iterable[Message], held_back: Sequence[Exchange]
) -> Iterator[Message]:
    """Yield messages but those that came through at last and stood there already."""
    seen: set[tuple[str, ...]] = set()
    sayings = _Sayings()
    for message in messages:
        said = sayings.find(message)
        if said not in seen or not any(_is_of(message, each) for each in held_back):
            yield message
        if not message["deleted"]:
            seen.add(said)


def _is_of(message: Message, exchange: Exchange) -> bool:
    """Tell whether a message was posted by a request."""
    text, root = str(message["text"]), str(message["thread_ts"] or message["ts"])
    if message["channel"] == WATCHING:
        subject = read_line_tag(text)
    else:
        subject = read_card_tag(text) or (root if root != message["ts"] else "")
    seconds = read_seconds(message["ts"]) - exchange.arrived_at
    return (subject or "") == exchange.subject and 0 <= seconds < _HANDLING_SECONDS


class _Sayings:
    """Knows of what was said so far whose thread it is, and which attempt is told in it."""

    def __init__(self) -> None:
        self._tags: dict[str, str] = {}
        self._attempts: dict[tuple[str, str], str] = {}

    def find(self, message: Message) -> tuple[str, ...]:
        """Return where something is said, and what: a card's order, or the word of a reply."""
        channel, text = str(message["channel"]), str(message["text"])
        root = str(message["thread_ts"] or message["ts"])
        if (tag := read_card_tag(text)) is not None:
            self._tags[root] = tag
            return channel, tag
        if root == message["ts"]:
            return channel, text
        # of several calls in a thread each reply names its own, and each attempt names itself once
        call = root, read_named_tag(text) or self._tags.get(root, "")
        newest = self._attempts.get(call, "")
        found = _ATTEMPT.search(text)
        attempt = found[0] if found else newest
        self._attempts[call] = max(attempt, newest)
        return *call, attempt, read_word(text)
