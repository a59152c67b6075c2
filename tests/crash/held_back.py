"""What the network held back for minutes, when its sender was dead: nobody can call that back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tests.crash.threads import Message, read_card_tag, read_named_tag, read_seconds, read_word

_AT_ONCE_SECONDS: Final = 0.1
_ATTEMPT: Final = re.compile(r"attempt [2-9]")


def came_through(at: float, healed_at: Sequence[float]) -> bool:
    """Tell whether the network let go of what it had held back at that moment."""
    return any(0 <= at - healed < _AT_ONCE_SECONDS for healed in healed_at)


def leave_out_held_back(
    messages: Iterable[Message], healed_at: Sequence[float]
) -> Iterator[Message]:
    """Yield messages but those that came through at last and stood there already."""
    seen: set[tuple[str, ...]] = set()
    sayings = _Sayings()
    for message in messages:
        said = sayings.find(message)
        if said not in seen or not came_through(read_seconds(message["ts"]), healed_at):
            yield message
        if not message["deleted"]:
            seen.add(said)


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
