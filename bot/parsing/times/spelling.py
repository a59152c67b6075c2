"""A text about a time in one spelling: plain English in lower case, days before times."""

import re
import unicodedata
from typing import Final

from bot.parsing.times.vocabulary import translate

_INVISIBLE: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_PLAIN: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−־", "-") | dict.fromkeys("’׳", "'") | {"״": '"', ",": " ", "@": " at "}
)
_FRACTION: Final = re.compile(r"(\d*) ?([½¼¾])")
_DECIMALS: Final = {"½": ".5", "¼": ".25", "¾": ".75"}
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d{1,2} ?[^\W\d])")
_HALF_OF_DAY: Final = re.compile(r"(?<=[\d ])([ap])\.? ?m\b\.?|(?<=\d)([ap])\b\.?")
_SHORTENED: Final = re.compile(r"(?<=[^\W\d_]{2})\.(?= |\Z)")
# words that change nothing about a time
_SAID_ALONG: Final = re.compile(
    r"\b(?:please|pls|sharp|bitte|בבקשה)(?!\w)|(?<=\d)ish\b|(?<=[\d ][ap]m)ish\b|"
    r"(?<!\w)(?:around|about|approx|approximately|roughly|circa|ca|gegen|ungefähr|punkt) "
    r"(?=\d|at )|~"
)
_DASHED: Final = re.compile(r"(?<!\S)(\d{1,2})-([a-z]{3,9})(?:-(\d{4}))?(?!\S)")
_YEAR_FIRST: Final = re.compile(r"(?<!\S)(\d{4})([/.])(\d{2})\2(\d{2})(?!\S)")
_COMPACT: Final = re.compile(r"(?<!\S)(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(?:\d\d)?(?=z?(?:\s|\Z))")
_ZULU: Final = re.compile(r"(?<=\d)z(?!\w)")
_ISO: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[t ](\d{2})(:\d{2}[:.\d]*) ?((?:utc)?[+-]\d[\d:]*)?(?= (?![ap]m)|\Z)"
)
# such a date comes with a clock that counts to 24
_HALF_OF_ISO: Final = {"10": "am", "11": "am", "12": "pm"}


def write_plainly(text: str) -> str:
    """Write a text in one way: plain English in lower case, “am” for “a.m.”, days before times."""
    decimal = _FRACTION.sub(lambda part: f"{part[1] or 0}{_DECIMALS[part[2]]}", text)
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", decimal))
    plain = _DECIMAL_COMMA.sub(".", visible).translate(_PLAIN).casefold()
    said = _SAID_ALONG.sub("", _SHORTENED.sub("", " ".join(plain.split()))).strip()
    halves = _HALF_OF_DAY.sub(r"\1\2m", translate(said))
    halves = _DASHED.sub(lambda date: " ".join(filter(None, date.groups())), halves)
    dated = _COMPACT.sub(r"\1-\2-\3t\4:\5", _YEAR_FIRST.sub(r"\1-\3-\4", halves))
    return _ISO.sub(_part_iso, _ZULU.sub(" utc+0", dated))


def _part_iso(match: re.Match[str]) -> str:
    """Write 2026-12-01T10:00+01:00 as people write a day, a time and an offset."""
    day, hour, minutes, offset = match.groups()
    return f"{day} {hour}{minutes}{_HALF_OF_ISO.get(hour, '')} {offset or ''}".strip()
