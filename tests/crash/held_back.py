"""What the network held back for minutes, when its sender was dead: nobody can call that back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tests.crash.threads import Message, read_card_tag, read_seconds, read_word

_AT_ONCE_SECONDS: Final = 0.1
_ATTEMPT: Final = re.compile(r"attempt [2-9]")


def came_through(at: float, healed_at: Sequence[float]) -> bool:
    """Tell whether the network let go of what it had held back at that moment."""
    return any(0 <= at - healed < _AT_ONCE_SECONDS for healed in healed_at)


def leave_out_held_back(
    messages: Iterable[Message], healed_at: Sequence[float]
) -> Iterator[Message]:
    """Yield messages but those that came through at last and stood there already."""
    seen: set[tuple[str, str]] = set()
    for message in messages:
        said = _find_said(message)
        if said not in seen or not came_through(read_seconds(message["ts"]), healed_at):
            yield message
            # what comes next in this thread is of another call
            if said[0] == message["thread_ts"] and _ATTEMPT.search(said[1]):
                seen = {other for other in seen if other[0] != said[0]}
        if not message["deleted"]:
            seen.add(said)


def _find_said(message: Message) -> tuple[str, str]:
    """Return where something was said, and what: a card's order, or the word of a reply."""
    text = str(message["text"])
    if (tag := read_card_tag(text)) is not None:
        return str(message["channel"]), tag
    root = message["thread_ts"]
    is_reply = root not in {None, message["ts"]}
    if not is_reply:
        return str(message["channel"]), text
    attempt = _ATTEMPT.search(text)
    return str(root), read_word(text) + (attempt[0] if attempt else "")
