"""The time of day in a text: 15:00, 9am, 15.30, 17h, 1500h, 9 Uhr, noon, “half past 9”."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from bot.errors import AmbiguousTimeError

_EDGE: Final = r"(?<![\w:./+-])"
_END: Final = r"(?![\w:/+-]|\.\d)"
_CLOCK: Final = re.compile(
    rf"{_EDGE}(?P<at>(?:at|um) )?(?:(?P<shift>half past|quarter past|quarter to) )?"
    r"(?P<hour>\d{1,2})"
    r"(?:(?P<mark>:|\.| ?h ?| uhr )(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:\.(?P<decimals>\d{1,6})\d{0,3})?)?)?"
    rf"(?: ?(?P<word>h|uhr|o'?clock))?(?: ?(?P<half>[ap]m))?{_END}"
)
_MILITARY: Final = re.compile(rf"{_EDGE}([01]\d|2[0-3])([0-5]\d) ?(?:h|hrs|hours){_END}")
_TWELVE: Final = re.compile(rf"{_EDGE}12(?:[:.]00)? ?(?:[ap]m )?(?=noon|midday|midnight)")
_NAMED: Final = re.compile(r"\b(?:at )?(noon|midday|midnight)\b")
_PART_OF_DAY: Final = re.compile(r"\b(?:in the |at )?(morning|afternoon|evening|night|tonight)\b")
_NOON: Final = 12
_MONTHS: Final = 12
_HOURS: Final = {
    "morning": range(_NOON),
    "afternoon": range(_NOON, 19),
    "evening": range(16, 24),
    "night": range(18, 24),
    "tonight": range(17, 24),
}
_SHIFTS: Final = {"half past": 30, "quarter past": 15, "quarter to": -15}
_ANY_DAY: Final = datetime(2000, 1, 2)  # noqa: DTZ001 - carries minutes over to the hours
# how clearly numbers are a time of day: “9:30”, “9.30”, “at 9”, “9”
_CLEAR, _DOTTED, _VAGUE, _NO_TIME = 3, 2, 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time of day, the rest of the text, and the reason why it may be several, in a sentence.

    By midnight the end of the day may be meant, by “17h” also the `span` from now on.
    """

    times: tuple[time, ...]
    rest: str
    reason: str = ""
    is_end_of_day: bool = False
    span: timedelta | None = None


def find_clock_time(text: str) -> ClockTime | None:
    """Find the time of day in a text, if any; raises AmbiguousTimeError for two and for 25:00."""
    text = _TWELVE.sub("", _MILITARY.sub(r"\1:\2", text))
    found = list(_NAMED.finditer(text))
    numbers = [(_rank(match), match) for match in _CLOCK.finditer(text)]
    clearest = _CLEAR if found else max((rank for rank, _ in numbers), default=_NO_TIME)
    if clearest > _NO_TIME:
        found += [match for rank, match in numbers if rank == clearest]
    if not found:
        return None
    if len(found) > 1:
        first, second, *_ = sorted(found, key=lambda match: match.start())
        both = f"“{first[0]}” and “{second[0]}”"
        raise AmbiguousTimeError(f"{both} are two times of day; one call, one time.")
    rest, part_of_day = _take_part_of_day(_cut(text, found[0]))
    if found[0].re is _CLOCK:
        return _read_numbers(found[0], rest, part_of_day)
    if found[0][1] != "midnight":
        return ClockTime(times=(time(_NOON),), rest=rest)
    reason = "Midnight may be the beginning or the end of that day." if rest else ""
    return ClockTime(times=(time(),), rest=rest, reason=reason, is_end_of_day=rest != "")


def read_wall_time(text: str) -> time:
    """Read a time that comes every day, such as “5pm”; raises AmbiguousTimeError."""
    found = find_clock_time(text.casefold())
    if found is None or found.rest:
        raise AmbiguousTimeError(f"“{text}” is no time of day: write 17:00 or 5pm.")
    if len(found.times) > 1:
        raise AmbiguousTimeError(found.reason)
    return found.times[0]


def _rank(match: re.Match[str]) -> int:
    """Say how clearly numbers are a time of day."""
    if match["half"] or match["word"] in {"h", "uhr"} or match["mark"] not in {None, "."}:
        return _CLEAR
    if match["mark"]:
        return _DOTTED
    return _VAGUE if match["at"] or match["shift"] or match["word"] else _NO_TIME


def _read_numbers(match: re.Match[str], rest: str, part_of_day: str | None) -> ClockTime:
    said = match.group()
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    is_alone = not (match["at"] or match["half"] or rest)
    if is_alone and _rank(match) == _DOTTED and 1 <= hour <= 31 and 1 <= minute <= _MONTHS:
        clock = said.replace(".", ":")
        raise AmbiguousTimeError(f"“{said}” may be a time or a day: write “{clock}” for a time.")
    if hour > 23 or minute > 59 or second > 59:
        raise AmbiguousTimeError(f"“{said}” is no time of day: they go from 0:00 to 23:59.")
    within = timedelta(
        minutes=minute + _SHIFTS.get(match["shift"], 0),
        seconds=second,
        microseconds=int((match["decimals"] or "").ljust(6, "0")),
    )
    hours = _find_hours(match, hour, part_of_day)
    times = tuple((_ANY_DAY + timedelta(hours=each) + within).time() for each in hours)
    is_like_a_span = is_alone and (match["mark"] or match["word"] or "").strip() == "h"
    span = timedelta(hours=hour) + within if is_like_a_span else None
    meanings = [f"{each:%H:%M}" for each in times] + (["that long from now"] if span else [])
    reason = f"“{said}” may be {' or '.join(meanings)}." if len(meanings) > 1 else ""
    return ClockTime(times=times, rest=rest, reason=reason, span=span)


def _find_hours(match: re.Match[str], hour: int, part_of_day: str | None) -> list[int]:
    """List the hours from midnight that may be meant; raises AmbiguousTimeError."""
    said, half = match.group(), match["half"]
    is_vague = _rank(match) == _VAGUE
    if half and not 1 <= hour <= _NOON:
        sentence = f"“{said}” does not exist: hours before am and pm go from 1 to 12."
        raise AmbiguousTimeError(sentence)
    hours = [hour]
    if half:
        hours = [hour % _NOON + (_NOON if half == "pm" else 0)]
    elif is_vague and 1 <= hour <= _NOON:
        hours = [hour % _NOON, hour % _NOON + _NOON]
    elif part_of_day and not is_vague and hour not in _HOURS[part_of_day]:
        hours = [hour + _NOON]
    fitting = [each for each in hours if part_of_day is None or each in _HOURS[part_of_day]]
    if not fitting and not is_vague:
        raise AmbiguousTimeError(f"“{said}” is not “{part_of_day}”: leave out one of the two.")
    return fitting or hours


def _take_part_of_day(text: str) -> tuple[str, str | None]:
    match = _PART_OF_DAY.search(text)
    if match is None:
        return text, None
    if match[1] == "tonight":
        return text[: match.start()] + "today" + text[match.end() :], "tonight"
    return _cut(text, match), match[1]


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
