"""What Slack shows of each order, read from the sandbox's ledger: its cards and its replies."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from simulation.clocks import EPOCH, FIRST_SECONDS
from tests.crash.orders import WATCHING

_BOT_USER_ID: Final = "U0VOICY"
# on a card, and in a line elsewhere; marks of direction may stand around it
_CARD_TAG: Final = re.compile(r"\n📞 [\u2066-\u2069]*(o\d+)\b")
_LINE_TAG: Final = re.compile(r"\((o\d+)\)")
_NUMBER: Final = re.compile(r"\+1 555-(\d{3})-\d{4}")
# what Slack itself says of the bot in a channel
_COMINGS_AND_GOINGS: Final = ("has joined the channel", "has left the channel")
# every word that a card or a reply may begin with, the longer ones first
WORDS: Final = tuple(
    sorted(
        (
            "Scheduled",
            "Attempt",
            "Overdue",
            "In line",
            "Queued",
            "Dialing",
            "Unconfirmed",
            "Initiated",
            "Ringing",
            "Ongoing",
            "Transferring",
            "Ended",
            "Busy",
            "No answer",
            "Error",
            "Canceled",
            "Canceled before dialing",
            "Not dialed",
            "The phone may have rung",
            "Result",
        ),
        key=len,
        reverse=True,
    )
)
Message = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Thread:
    """All that was said of one order; `card_words` is how each card stands now, by channel.

    `all_card_ts` names them, also those that were deleted, which `deleted_cards` counts; `lines`
    are what the watching channel was told, and `told_at` says when each of the words was, by
    Slack's clock.
    """

    card_words: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    last_reply: str = ""
    all_card_ts: list[str] = field(default_factory=list)
    deleted_cards: int = 0
    lines: list[Message] = field(default_factory=list)
    told_at: list[tuple[str, float]] = field(default_factory=list)

    @property
    def newest_channel(self) -> str:
        """Return where the card stands that was posted last."""
        return list(self.card_words)[-1] if self.card_words else ""

    @property
    def newest_words(self) -> list[str]:
        """Return how the card stands that was posted last, alone unless it was doubled."""
        return list(self.card_words.values())[-1] if self.card_words else []


@dataclass(slots=True, kw_only=True)
class Threads:
    """Threads by tag, which thread belongs to whom, and messages that belong to nobody.

    Those in `taken_back` were deleted.
    """

    by_tag: dict[str, Thread] = field(default_factory=dict)
    tags_by_ts: dict[str, str] = field(default_factory=dict)
    astray: list[Message] = field(default_factory=list)
    taken_back: list[Message] = field(default_factory=list)


def read_threads(messages: Iterable[Message]) -> Threads:
    """Sort the bot's messages, oldest first, into threads; deleted ones belong to nobody."""
    threads = Threads()
    for message in messages:
        text = str(message["text"])
        if message["user"] != _BOT_USER_ID or text.endswith(_COMINGS_AND_GOINGS):
            continue
        if message["channel"] == WATCHING:
            tag = read_line_tag(text)
            if tag is not None and not message["deleted"]:
                threads.by_tag.setdefault(tag, Thread()).lines.append(message)
        elif not _put(threads, message, text):
            nobodys = threads.taken_back if message["deleted"] else threads.astray
            nobodys.append(message)
    return threads


def _put(threads: Threads, message: Message, text: str) -> bool:
    """Put a message into its thread; False where it has none."""
    root = str(message["thread_ts"] or message["ts"])
    card_tag = read_card_tag(text)
    is_card = card_tag is not None
    tag = card_tag or _find_tag(threads, root, text)
    if tag is None:
        return False
    thread = threads.by_tag.setdefault(tag, Thread())
    threads.tags_by_ts[str(message["ts"])] = tag
    if is_card:
        threads.tags_by_ts[root] = tag
        thread.all_card_ts.append(str(message["ts"]))
    if message["deleted"]:
        thread.deleted_cards += is_card
        return True
    thread.texts.append(text)
    if is_card:
        thread.card_words.setdefault(str(message["channel"]), []).append(read_word(text))
    else:
        thread.told += read_words(text)
        thread.told_at += [(word, float(message["ts"])) for word in read_words(text)]
        thread.last_reply = text
    return True


def read_seconds(ts: str) -> float:
    """Return when a message was posted, in seconds of the world, which begin as Slack's do."""
    return to_seconds(float(ts))


def to_seconds(moment: float) -> float:
    """Return a moment of Slack's, or of the ledger's, in seconds of the world."""
    return moment - EPOCH.timestamp() + FIRST_SECONDS


def _find_tag(threads: Threads, root: str, text: str) -> str | None:
    """Return whose a reply is: of several calls in one thread each names its number."""
    named = read_named_tag(text)
    return named if named in threads.by_tag else threads.tags_by_ts.get(root)


def read_named_tag(text: str) -> str | None:
    """Return the tag of the call that a reply names by its number, None where it names none."""
    found = _NUMBER.search(text.split("\n", 1)[0])
    return f"o{int(found[1])}" if found else None


def read_card_tag(text: str) -> str | None:
    """Return the name of the callee on a card, which is its tag; None where it is no card."""
    found = _CARD_TAG.search(text)
    return found[1] if found else None


def read_line_tag(text: str) -> str | None:
    """Return the tag in a line about a call elsewhere, None where there is none."""
    found = _LINE_TAG.search(text)
    return found[1] if found else None


def read_word(text: str) -> str:
    """Read `Ringing` from a line such as `🔔 Ringing · after 2 s`; the first line that has one."""
    for line in text.split("\n"):
        shown = re.sub(r"^[^\w]+", "", line)
        for word in WORDS:
            if shown.startswith(word):
                return word
    return text.split("\n", 1)[0]


def read_words(text: str) -> list[str]:
    """Read what a reply tells, a line each; what follows, as a result, is none of it."""
    words = [read_word(text)]
    for line in text.split("\n")[1:]:
        if read_word(line) not in WORDS:
            break
        words.append(read_word(line))
    return words


def leave_out_repeats(told: Sequence[str], had: Sequence[str], most: int) -> list[str]:
    """Return what was told without so many words, at most, that were said twice in a row."""
    more, once = Counter(told) - Counter(had), list[str]()
    for word in told:
        if most and more[word] and word in once[-1:]:
            more[word] -= 1
            most -= 1
        else:
            once.append(word)
    return once


def is_part(told: Sequence[str], had: Sequence[str]) -> bool:
    """Tell whether one row of words stands in another, in that order."""
    rest = iter(had)
    return all(word in rest for word in told)
