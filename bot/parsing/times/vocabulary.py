"""Words for times in English, German and Hebrew, from a table; others stay as they are."""

import re
from functools import cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).with_name("words.tsv")
# a German “am” before a date, not the one after an hour
_ON: Final = re.compile(r"(?<!\d )\bam (?=\d{1,2}\.)")
# “Mi 9 Uhr”, but not “9am Detroit, MI”
_SHORT_DAY: Final = re.compile(
    r"\A(?P<next>am |diesen |kommenden |nächsten )?(?P<day>mo|di|mi|do|fr|sa|so)(?= (?:um |\d))"
)
_SHORT_DAYS: Final = {
    "mo": "montag",
    "di": "dienstag",
    "mi": "mittwoch",
    "do": "donnerstag",
    "fr": "freitag",
    "sa": "samstag",
    "so": "sonntag",
}
# “Montagmorgen” and “Montag morgen”, which is no “tomorrow”
_PART_OF_DAY: Final = re.compile(
    r"\b(\w+tag|mittwoch|sonnabend)s?[ -]?(morgen|früh|vormittag|mittag|nachmittag|abend)s?\b"
)
_HEBREW_MINUTES: Final = (
    (re.compile(r"(?<=\d) וחצי(?!\w)"), ":30"),
    (re.compile(r"(?<=\d) ורבע(?!\w)"), ":15"),
)
_NEXT_AFTER: Final = re.compile(r"(\w+day) next\b(?! week)")


def translate(said: str) -> str:
    """Write what is known of a text in lower case in plain English."""
    words = _load_words()
    german = _PART_OF_DAY.sub(_part_day, _SHORT_DAY.sub(_write_day, _ON.sub("on ", said)))
    known = _load_pattern().sub(lambda match: f" {words[match[0]]} ", german)
    plain = " ".join(known.split())
    for minutes, number in _HEBREW_MINUTES:
        plain = minutes.sub(number, plain)
    return _NEXT_AFTER.sub(r"next \1", plain)


def _write_day(match: re.Match[str]) -> str:
    return f"{match['next'] or ''}{_SHORT_DAYS[match['day']]}"


def _part_day(match: re.Match[str]) -> str:
    return f"{match[1]} {'früh' if match[2] == 'morgen' else match[2]}"


@cache
def _load_words() -> dict[str, str]:
    rows = WORDS.read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if not row.startswith("#"))


@cache
def _load_pattern() -> re.Pattern[str]:
    longest_first = sorted(_load_words(), key=len, reverse=True)
    # whole words, but for digits beside them: “20דקות”
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W\d])")
