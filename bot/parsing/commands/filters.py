"""What outcome= and since= mean: which calls a list, a chart or a rule is about."""

import difflib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from bot.domain.calls import CLOSED_HERE, COMPLETED, FAILED, CallStatus
from bot.parsing.commands.mistakes import shorten

STATUSES_OF_WORD: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **{str(status): frozenset({str(status)}) for status in COMPLETED | FAILED | CLOSED_HERE},
        CallStatus.ENDED: frozenset(map(str, COMPLETED)),
        "answered": frozenset(map(str, COMPLETED)),
        "not_dialed": frozenset({str(CallStatus.REFUSED)}),
        "cancelled": frozenset({str(CallStatus.CANCELED)}),
    }
)
_SHOWN_OUTCOMES: Final = "ended, busy, no_answer, error, canceled or not_dialed"
_AGO_EXAMPLES: Final = "24h, 7d or a day such as 2026-11-01"
_BETWEEN_WORDS: Final = re.compile(r"[\s_‐‑–-]+")
_AGO: Final = re.compile(r"([0-9]{1,4}) ?([hdw])")
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def read_outcomes(text: str) -> frozenset[str]:
    """Return the statuses that outcomes with commas between them mean; raises KeyError."""
    return frozenset().union(*(STATUSES_OF_WORD[word] for word in text.split(",")))


def read_since(text: str) -> timedelta | date:
    """Read a time that has passed: so long ago, or since a day began. Raises ValueError."""
    folded = text.strip().casefold()
    ago = _AGO.fullmatch(folded)
    if ago is None:
        return date.fromisoformat(folded)
    return int(ago[1]) * _UNITS[ago[2]]


def parse_outcomes(value: str) -> str:
    """Write outcomes as read_outcomes takes them; raises ValueError with a sentence."""
    words = [_BETWEEN_WORDS.sub("_", word.strip().casefold()) for word in value.split(",")]
    for word in words:
        if word not in STATUSES_OF_WORD:
            close = difflib.get_close_matches(word, list(STATUSES_OF_WORD), n=1)
            hint = f"Did you mean “{close[0]}”?" if close else f"It can be {_SHOWN_OUTCOMES}."
            raise ValueError(f"No call ends with “{shorten(word)}”. {hint}")
    return ",".join(words)


def parse_since(value: str) -> str:
    """Write a time as read_since takes it; raises ValueError with a sentence."""
    try:
        read_since(value)
    except ValueError:
        sentence = f"“{shorten(value)}” is no time to look back to: write {_AGO_EXAMPLES}."
        raise ValueError(sentence) from None
    return value.casefold()
