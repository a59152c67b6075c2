"""The time of day in a text: 15:00, 9am, 15.30, 17h, noon, “at 9 in the evening”."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Final

from bot.errors import AmbiguousTimeError

_EDGE: Final = r"(?<![\w:./+-])"
_END: Final = r"(?![\w:/+-]|\.\d)"
_HOUR: Final = r"(?P<hour>\d{1,2})"
_HALF_OF_DAY: Final = r" ?(?P<half>[ap]m)"
_PATTERNS: Final = (
    re.compile(
        rf"{_EDGE}{_HOUR}:(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:\.\d{{1,9}})?)?"
        rf"(?:{_HALF_OF_DAY})?{_END}"
    ),
    re.compile(rf"{_EDGE}{_HOUR}(?:\.(?P<minute>\d{{2}}))?{_HALF_OF_DAY}{_END}"),
    re.compile(rf"{_EDGE}{_HOUR} ?h(?: ?(?P<minute>\d{{2}}))?{_END}"),
)
_DOTTED: Final = re.compile(rf"{_EDGE}{_HOUR}\.(?P<minute>\d{{2}}){_END}")
_HALF: Final = re.compile(
    rf"(?:{_EDGE}at (\d{{1,2}})(?: ?o'?clock)?|{_EDGE}(\d{{1,2}}) ?o'?clock){_END}"
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time of day as it was said, and the rest of the text.

    `times` are two where morning or evening was not said. `is_midnight` for the word, which is a
    day's beginning or its end; `is_like_a_span` for “17h”, which may be 17 hours, too.
    """

    said: str
    times: tuple[time, ...]
    rest: str
    is_midnight: bool = False
    is_like_a_span: bool = False

    @property
    def reason(self) -> str:
        """Why it may be several, in a sentence; "" where it is one."""
        if len(self.times) > 1:
            return f"“{self.said}” may be {' or '.join(f'{each:%H:%M}' for each in self.times)}."
        if self.is_midnight:
            return "Midnight may be the beginning or the end of that day."
        if self.is_like_a_span:
            return f"“{self.said}” may be {self.times[0]:%H:%M} or that long from now."
        return ""


def find_clock_time(text: str) -> ClockTime | None:
    """Find the one time of day in a text in lower case; None where it names none.

    Raises AmbiguousTimeError for two of them and for one that does not exist, such as 25:00.
    """
    found = [match for pattern in _PATTERNS for match in pattern.finditer(text)]
    found = found or list(_DOTTED.finditer(text))
    named = list(_NAMED.finditer(text))
    if len(found) + len(named) > 1:
        ordered = sorted([*found, *named], key=lambda match: match.start())
        first, second, *_ = (match.group().strip() for match in ordered)
        raise AmbiguousTimeError(
            f"“{first}” and “{second}” are two times of day; one call, one time."
        )
    if named:
        return _take_named(text, named[0])
    if found:
        return _take_digits(text, found[0])
    return _take_half_known(text)


def _take_named(text: str, match: re.Match[str]) -> ClockTime:
    is_midnight = match[1] == "midnight"
    return ClockTime(
        said=match.group(),
        times=(time(0 if is_midnight else _NOON),),
        rest=_take_part_of_day(_cut(text, match))[0],
        is_midnight=is_midnight,
    )


def _take_digits(text: str, match: re.Match[str]) -> ClockTime:
    parts = match.groupdict()
    said = match.group().strip()
    rest, part_of_day = _take_part_of_day(_cut(text, match))
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    if match.re is _DOTTED and not rest and 1 <= hour <= 31 and 1 <= minute <= _MONTHS:
        raise AmbiguousTimeError(
            f"“{said}” may be a time or a day: write “{said.replace('.', ':')}” for a time."
        )
    hour = _find_hour(said, hour, parts.get("half"), part_of_day)
    if hour > 23 or minute > 59 or second > 59:
        raise AmbiguousTimeError(f"“{said}” is no time of day: they go from 0:00 to 23:59.")
    return ClockTime(
        said=said,
        times=(time(hour, minute, second),),
        rest=rest,
        is_like_a_span="h" in said,
    )


def _find_hour(said: str, hour: int, half: str | None, part_of_day: str | None) -> int:
    """Count an hour from midnight, as am, pm or the part of the day tell.

    Raises AmbiguousTimeError.
    """
    if half and not 1 <= hour <= _NOON:
        raise AmbiguousTimeError(
            f"“{said}” does not exist: hours before am and pm go from 1 to 12."
        )
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if part_of_day is None or hour in _HOURS[part_of_day]:
        return hour
    if half or hour + _NOON not in _HOURS[part_of_day]:
        raise AmbiguousTimeError(f"“{said}” is not “{part_of_day}”: leave out one of the two.")
    return hour + _NOON


def _take_half_known(text: str) -> ClockTime | None:
    """Take “at 9”, which the part of the day settles where it is said."""
    rest, part_of_day = _take_part_of_day(text)
    match = _HALF.search(rest)
    if match is None:
        return None
    hour = int(match[1] or match[2])
    if hour > 23:
        raise AmbiguousTimeError(
            f"“{match.group().strip()}” is no time of day: hours go from 0 to 23."
        )
    hours: tuple[int, ...] = (hour,)
    if 1 <= hour <= _NOON:
        hours = (hour % _NOON, hour % _NOON + _NOON)
    if part_of_day:
        hours = tuple(each for each in hours if each in _HOURS[part_of_day]) or hours
    return ClockTime(
        said=match.group().strip(), times=tuple(map(time, hours)), rest=_cut(rest, match)
    )


def _take_part_of_day(text: str) -> tuple[str, str | None]:
    match = _PART_OF_DAY.search(text)
    if match is None:
        return text, None
    if match[1] == "tonight":
        return text[: match.start()] + "today" + text[match.end() :], "tonight"
    return _cut(text, match), match[1]


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
