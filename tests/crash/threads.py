"""What Slack shows of each order, read from the sandbox's ledger: its cards and its replies."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.crash.orders import WATCHING

_BOT_USER_ID: Final = "U0VOICY"
# on a card, and in a line elsewhere
_CARD_TAG: Final = re.compile(r"\n📞 (o\d+)\b")
_LINE_TAG: Final = re.compile(r"\((o\d+)\)")
_HAS_JOINED: Final = "has joined the channel"

Message = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Thread:
    """All that was said of one order; `card_words` is how each card stands now.

    `lines` counts what the watching channel was told.
    """

    card_words: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    last_reply: str = ""
    lines: int = 0


@dataclass(slots=True, kw_only=True)
class Threads:
    """Threads by tag, which card belongs to whom, and messages that belong to nobody."""

    by_tag: dict[str, Thread] = field(default_factory=dict)
    tags_by_card: dict[str, str] = field(default_factory=dict)
    astray: list[str] = field(default_factory=list)


def read_threads(messages: Iterable[Message]) -> Threads:
    """Sort the bot's messages, oldest first, into threads; deleted ones belong to nobody."""
    threads = Threads()
    for message in messages:
        text = str(message["text"])
        if message["user"] != _BOT_USER_ID or text.endswith(_HAS_JOINED):
            continue
        if message["channel"] == WATCHING:
            found = _LINE_TAG.search(text.split("\n", 1)[0])
            if found is not None and not message["deleted"]:
                threads.by_tag.setdefault(found[1], Thread()).lines += 1
            continue
        is_reply = message["thread_ts"] not in {None, message["ts"]}
        tag = _find_tag(threads, message, text, is_reply=is_reply)
        if tag is None or message["deleted"]:
            threads.astray.append(text)
            continue
        thread = threads.by_tag.setdefault(tag, Thread())
        if is_reply:
            thread.told.append(_read_word(text).partition(" ")[2])
            thread.last_reply = text
        else:
            threads.tags_by_card[str(message["ts"])] = tag
            thread.card_words.append(_read_word(text))
    return threads


def _find_tag(threads: Threads, message: Message, text: str, *, is_reply: bool) -> str | None:
    if is_reply:
        return threads.tags_by_card.get(str(message["thread_ts"]))
    found = _CARD_TAG.search(text)
    return found[1] if found else None


def _read_word(text: str) -> str:
    """Read `🔔 Ringing` from a reply such as `🔔 Ringing · after 2 s`, `Ringing` from a card."""
    return text.split("\n")[0].split(" · ")[0].strip()
