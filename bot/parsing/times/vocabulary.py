"""Words for times in English, German and Hebrew, from a table; others stay as they are."""

import re
from functools import cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).with_name("words.tsv")
# a German “am” before a date, not the one after an hour
_ON: Final = re.compile(r"(?<!\d )\bam (?=\d{1,2}\.)")
_NEXT_AFTER: Final = re.compile(r"(\w+day) next\b")


def translate(said: str) -> str:
    """Write what is known of a text in lower case in plain English."""
    words = _load_words()
    known = _load_pattern().sub(lambda match: f" {words[match[0]]} ", _ON.sub("on ", said))
    return _NEXT_AFTER.sub(r"next \1", " ".join(known.split()))


@cache
def _load_words() -> dict[str, str]:
    rows = WORDS.read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if not row.startswith("#"))


@cache
def _load_pattern() -> re.Pattern[str]:
    longest_first = sorted(_load_words(), key=len, reverse=True)
    # whole words, but for digits beside them: “20דקות”
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W\d])")
