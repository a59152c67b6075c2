"""Time zones as people name them: IANA names, places, and letters such as CET."""

import difflib
import re
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

# written by scripts/make_cities.py, and by hand
CITIES: Final = Path(__file__).with_name("cities.tsv")
NAMES: Final = Path(__file__).with_name("names.tsv")

_NOT_MEANT: Final = frozenset(
    "Factory GMT+0 GMT-0 GMT0 UCT Zulu Australia/North Australia/South Australia/West".split()
)
# days, which no table of cities knows
_HOLIDAYS: Final = frozenset({"christmas", "easter"})
# letters that Unicode does not take for others with a mark
_PLAIN_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_DROPPED: Final = re.compile(r"['’‘`.]")
_SAINT: Final = re.compile(r"\bst\b")
_BETWEEN_WORDS: Final = re.compile(r"[^a-z0-9+/-]+")
_TAIL: Final = re.compile(r"\s+(?:(?:standard |daylight |local )?time|zeit)\Z")
_SUGGESTED: Final = 3
_SHORTEST_COMPARED: Final = 5
_SIMILAR: Final = 0.82  # one wrong letter of six, two that are swapped of seven
_SHOWN: Final = 4
_NAME: Final = "Name one such as Europe/Berlin."
_LONGEST_LETTERS: Final = 3
_FIRST_DAY: Final = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - a wall clock of no place


def find_zone(text: str) -> str | None:
    """Return the IANA name of a zone named clearly in any spelling; None for others like IST."""
    zones = find_zones(text)
    return zones[0] if len(zones) == 1 else None


def find_zones(text: str) -> tuple[str, ...]:
    """Return the zones a text may mean; a country or state after a city has to fit."""
    names, folded = _load_names(), fold(text)
    if folded in names:
        return names[folded]
    words = folded.split()
    for cut in range(len(words) - 1, 0, -1):
        city, region = names.get(" ".join(words[:cut]), ()), " ".join(words[cut:])
        clocks = {read_clock(zone) for zone in city}
        # “portland or” is in Oregon, but “or” alone is no place
        around = names.get(region) or names.get(f"us {region}", ())
        if common := tuple(zone for zone in around if read_clock(zone) in clocks):
            return common
    return ()


@cache
def read_clock(zone: str) -> tuple[timedelta | None, ...]:
    """Return how far a zone's clock is from UTC on many days: equal where two clocks are."""
    clock = ZoneInfo(zone)
    return tuple(clock.utcoffset(_FIRST_DAY + timedelta(days=day)) for day in range(0, 730, 5))


def find_offset_hours(text: str) -> tuple[float, ...]:
    """Return the hours from UTC that letters strictly stand for, one for each of their zones."""
    return _load_hours().get(fold(text), ())


def suggest_zones(text: str) -> tuple[str, ...]:
    """Return IANA names, a few at most, that somebody may have meant with a text."""
    if zones := find_zones(text):
        return zones[:_SHOWN]
    names, folded = _load_names(), fold(text)
    if len(folded) < _SHORTEST_COMPARED:
        return ()
    # people rarely mistype the first letter, and to compare with all names takes too long
    near = [
        name
        for name in names
        if name[:1] == folded[:1] and abs(len(name) - len(folded)) <= 1 + len(folded) // 8
    ]
    close = difflib.get_close_matches(folded, near, n=_SUGGESTED, cutoff=_SIMILAR)
    return tuple(dict.fromkeys(zone for name in close for zone in names[name]))[:_SUGGESTED]


def explain_unknown_zone(said: str, *, expected: str = "no time zone", advice: str = _NAME) -> str:
    """Say that a text is not what was expected, with the zones that may be meant."""
    close = " or ".join(suggest_zones(said))
    if not find_zones(said):
        hint = f"Did you mean {close}?" if close else advice
        return f"“{said}” is {expected} that is known. {hint}"
    shown = said.upper() if len(said) <= _LONGEST_LETTERS else said.title()
    if fold(said) in _load_hours():
        return f"Several places call their time “{shown}”: write {close}."
    return f"“{shown}” may be in several time zones: write {close}."


def fold(text: str) -> str:
    """Write a name in one way: lower case, no accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN_LETTERS)
    ascii_ = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = _BETWEEN_WORDS.sub(" ", _DROPPED.sub("", ascii_)).strip()
    return _SAINT.sub("saint", _TAIL.sub("", words))


@cache
def list_zones() -> tuple[str, ...]:
    """List every IANA name that people may write."""
    names = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return tuple(name for name in names if name not in _NOT_MEANT)


@cache
def _load_names() -> dict[str, tuple[str, ...]]:
    of_iana = {fold(zone): (zone,) for zone in list_zones()}
    tables = [*_read_rows(CITIES), *_read_rows(NAMES)]
    named = {name: tuple(zones.split()) for name, zones, *_ in tables if name not in _HOLIDAYS}
    return of_iana | named


@cache
def _load_hours() -> dict[str, tuple[float, ...]]:
    return {
        name: tuple(map(float, hours[0].split())) for name, _, *hours in _read_rows(NAMES) if hours
    }


def _read_rows(table: Path) -> list[list[str]]:
    lines = table.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]
