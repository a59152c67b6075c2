"""Time zones as people name them: IANA names, cities, and abbreviations that mean one zone."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

# the clocks people mean, whichever half of the year the letters belong to
_ABBREVIATIONS: Final[Mapping[str, tuple[str, float]]] = {
    "utc": ("UTC", 0),
    "gmt": ("UTC", 0),
    "cet": ("Europe/Brussels", 1),
    "cest": ("Europe/Brussels", 2),
    "eet": ("Europe/Athens", 2),
    "eest": ("Europe/Athens", 3),
    "msk": ("Europe/Moscow", 3),
    "sast": ("Africa/Johannesburg", 2),
    "jst": ("Asia/Tokyo", 9),
    "kst": ("Asia/Seoul", 9),
    "aest": ("Australia/Sydney", 10),
    "aedt": ("Australia/Sydney", 11),
    "nzst": ("Pacific/Auckland", 12),
    "nzdt": ("Pacific/Auckland", 13),
    "est": ("America/New_York", -5),
    "edt": ("America/New_York", -4),
    "cdt": ("America/Chicago", -5),
    "mst": ("America/Denver", -7),
    "mdt": ("America/Denver", -6),
    "pst": ("America/Los_Angeles", -8),
    "pdt": ("America/Los_Angeles", -7),
    "akst": ("America/Anchorage", -9),
    "akdt": ("America/Anchorage", -8),
    "hst": ("Pacific/Honolulu", -10),
}
_WORDS: Final[Mapping[str, str]] = {
    "et": "America/New_York",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "eastern": "America/New_York",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}
_SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "ct": ("America/Chicago", "Asia/Shanghai"),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "ast": ("America/Halifax", "Asia/Riyadh"),
    "gst": ("Asia/Dubai", "Atlantic/South_Georgia"),
    "sst": ("Asia/Singapore", "Pacific/Pago_Pago"),
}
_REGIONS: Final = frozenset(
    "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()
)
_NOT_MEANT: Final = frozenset(
    "Factory GMT+0 GMT-0 GMT0 UCT Zulu Australia/North Australia/South Australia/West".split()
)
_DROPPED: Final = re.compile(r"['’.]")
_BETWEEN_WORDS: Final = re.compile(r"[^a-z0-9+/-]+")
_TAIL: Final = re.compile(r"\s+(?:standard |daylight |local )?time\Z")
_SUGGESTED: Final = 3


def find_zone(text: str) -> str | None:
    """Return the IANA name of a zone named by itself, by its city or by clear letters.

    Case, accents and spaces do not count: “europe/berlin”, “New York”, “São Paulo time”, “CET”.
    None for what is unknown and for letters that several zones share, such as IST.
    """
    folded = _fold(text)
    if not folded or folded in _SHARED:
        return None
    if folded in _ABBREVIATIONS:
        return _ABBREVIATIONS[folded][0]
    return _WORDS.get(folded) or _list_names().get(folded) or _list_cities().get(folded)


def find_offset_hours(text: str) -> float | None:
    """Return the hours from UTC that an abbreviation strictly stands for; None for other names."""
    found = _ABBREVIATIONS.get(_fold(text))
    return found[1] if found and found[0] != "UTC" else None


def is_shared(text: str) -> bool:
    """Say whether a text is an abbreviation that several zones share."""
    return _fold(text) in _SHARED


def suggest_zones(text: str) -> tuple[str, ...]:
    """Return IANA names, three at most, that somebody may have meant with a text."""
    folded = _fold(text)
    if folded in _SHARED:
        return _SHARED[folded]
    known = _list_cities() | _list_names()
    close = difflib.get_close_matches(folded, known, n=_SUGGESTED, cutoff=0.75)
    return tuple(dict.fromkeys(known[each] for each in close))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    ascii_ = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = _BETWEEN_WORDS.sub(" ", _DROPPED.sub("", ascii_)).strip()
    return _TAIL.sub("", words)


@cache
def _list_names() -> dict[str, str]:
    """Map every IANA name that says where it is, folded, to itself."""
    names = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return {_fold(name): name for name in names if name not in _NOT_MEANT}


@cache
def _list_cities() -> dict[str, str]:
    """Map cities that name one zone to it; where an old name and a new one share it, the new."""
    cities: dict[str, str] = {}
    for name in sorted(_list_names().values(), key=lambda name: name not in _list_places()):
        region, _, rest = name.partition("/")
        if region in _REGIONS and rest:
            cities.setdefault(_fold(rest.rpartition("/")[2]), name)
    return cities


@cache
def _list_places() -> frozenset[str]:
    """Return the names that a country uses today, without the old ones that still work."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    return frozenset(
        line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")
    )
