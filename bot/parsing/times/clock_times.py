"""The time of day in a text: 15:00, 9am, 15.30, 17h, 1500h, 9 Uhr, noon, “half past 9”."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from bot.errors import AmbiguousTimeError
from bot.parsing.times.days import WEEKDAY, split_words
from bot.parsing.times.zone_names import find_zones

_EDGE: Final = r"(?<![\w:./+-])"
_END: Final = r"(?![\w:/+-]|\.\d)"
_CLOCK: Final = re.compile(
    rf"{_EDGE}(?P<at>at )?(?:(?P<shift>half past|half|halb|quarter past|quarter to|"
    r"dreiviertel|viertel|(?P<count>\d{1,2})(?P<unit> min(?:ute)?s?)? "
    r"(?P<side>past|to|nach|vor)) )?(?P<hour>\d{1,2})"
    r"(?:(?P<mark>:|\.| ?h ?| ?uhr ?)(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:\.(?P<decimals>\d{1,6})\d{0,3})?)?)?"
    rf"(?: ?(?P<word>h|uhr|o'?clock))?(?: ?(?P<half>[ap]m))?{_END}"
    r"(?P<of_day>(?= in the (?:morning|afternoon|evening)\b| at night\b))?"
)
# 1500h, 0900, at 1500: four digits alone may be a year
_MILITARY: Final = re.compile(
    rf"{_EDGE}(?:([01]\d|2[0-3])([0-5]\d) ?(?:h|hrs|hours)|(0\d)([0-5]\d)|"
    rf"(?<=at )([01]\d|2[0-3])([0-5]\d)|([01]\d|2[0-3])([0-5]\d)(?= utc\+0\Z)){_END}"
)
_GLUED: Final = re.compile(
    rf"{_EDGE}(?:(1[0-2]|[1-9])([0-5]\d)(?= ?[ap]m\b)|(?<=at )(1[0-2]|[1-9])([0-5]\d){_END})"
)
_TWELVE: Final = re.compile(rf"{_EDGE}12(?:[:.]00)? ?(?:(?:[ap]m|uhr) )?(?=noon|midday|midnight)")
# “ב-2 בצהריים” and “2 Uhr mittags”
_AROUND_NOON: Final = re.compile(
    r"\bnoon (at [1-4](?::\d\d)?)\b(?! ?[ap]m)|\b((?:at )?[1-4](?::\d\d)?(?: uhr)?) noon\b"
)
_NAMED: Final = re.compile(
    r"\b(?:at )?(noon|midday|midnight|eod|end of (?:the )?day|cob|close of business)\b"
)
_PART_OF_DAY: Final = re.compile(r"\b(?:in the |at )?(morning|afternoon|evening|night|tonight)\b")
_DAY_IN_WORDS: Final = re.compile(
    r"(?:morning|afternoon|evening|night|tonight)?(?: ?(?:on |this |next )?"
    rf"(?:today|tomorrow|day after tomorrow|{WEEKDAY}))?(?<=\w)"
)
_NOON: Final = 12
_MONTHS: Final = 12
_HOURS: Final = {
    "morning": range(1, _NOON),
    "afternoon": range(_NOON, 19),
    "evening": range(16, 24),
    "night": (*range(18, 24), *range(5)),
    "tonight": (*range(17, 24), *range(5)),
}
# minutes from the hour; “half 9” is 9:30 in Britain, 8:30 to those who think of “halb 9”
_SHIFTS: Final = {
    "half past": (30,),
    "half": (-30, 30),
    "halb": (-30,),
    "viertel": (-45,),
    "dreiviertel": (-15,),
    "quarter past": (15,),
    "quarter to": (-15,),
}
_END_OF_DAY: Final = (time(17), time(18))
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
    text = _GLUED.sub(_write_military, _MILITARY.sub(_write_military, text))
    text = _TWELVE.sub("", text)
    text = _AROUND_NOON.sub(lambda match: f"{match[1] or match[2]} in the afternoon", text)
    found = list(_NAMED.finditer(text))
    numbers = [(_rank(match), match) for match in _CLOCK.finditer(text)]
    if not found and (bare := _find_bare_hour(text, numbers)):
        return find_clock_time(bare)
    clearest = _CLEAR if found else max((rank for rank, _ in numbers), default=_NO_TIME)
    if clearest > _NO_TIME:
        found += [match for rank, match in numbers if rank == clearest]
    if not found:
        return None
    if len(found) > 1:
        first, second, *_ = sorted(found, key=lambda match: match.start())
        both = f"“{first[0]}” and “{second[0]}”"
        raise AmbiguousTimeError(f"{both} are two times of day; one call, one time.")
    rest, part_of_day = take_part_of_day(_cut(text, found[0]))
    if found[0].re is _CLOCK:
        return _read_numbers(found[0], rest, part_of_day)
    return _read_name(found[0][1], rest)


def _find_bare_hour(text: str, numbers: list[tuple[int, re.Match[str]]]) -> str | None:
    """Write “at 9” for the 9 of “tomorrow 9” and “monday 9”; None for other texts."""
    if len(numbers) != 1 or numbers[0][0] != _NO_TIME:
        return None
    hour = numbers[0][1]
    rest, part_of_day = take_part_of_day(_cut(text, hour))
    words, place = split_words(rest)
    is_clear = int(hour["hour"]) <= _NOON or words in {"today", "tomorrow"}
    is_clear = is_clear and (not place or find_zones(place) != ())
    if not is_clear or not _DAY_IN_WORDS.fullmatch(f"{part_of_day or ''} {words}".strip()):
        return None
    return f"{text[: hour.start()]}at {text[hour.start() :]}"


def read_wall_time(text: str) -> time:
    """Read a time that comes every day, such as “5pm”; raises AmbiguousTimeError.

    A time that may be two is the one that it is written as: who reads “10:00 or 22:00” writes that.
    """
    found = find_clock_time(text.casefold())
    if found is None or found.rest:
        raise AmbiguousTimeError(f"“{text}” is not a time of day: write 17:00 or 5pm.")
    written = {f"{each:%H:%M}": each for each in found.times}
    if len(found.times) > 1 and text not in written:
        raise AmbiguousTimeError(f"{found.reason} Write one of them.")
    return written.get(text, found.times[0])


def take_part_of_day(text: str) -> tuple[str, str | None]:
    """Take “in the morning” and the like from a text."""
    match = _PART_OF_DAY.search(text)
    if match is None:
        return text, None
    if match[1] == "tonight":
        return text[: match.start()] + "today" + text[match.end() :], "tonight"
    return _cut(text, match), match[1]


def _write_military(match: re.Match[str]) -> str:
    return ":".join(filter(None, match.groups()))


def _read_name(name: str, rest: str) -> ClockTime:
    if name in {"noon", "midday"}:
        return ClockTime(times=(time(_NOON),), rest=rest)
    if name == "midnight":
        has_day = split_words(rest)[0] != ""
        reason = "Midnight may be the beginning or the end of that day." if has_day else ""
        return ClockTime(times=(time(),), rest=rest, reason=reason, is_end_of_day=has_day)
    reason = f"“{name}” may be {_list(_END_OF_DAY)}."
    return ClockTime(times=_END_OF_DAY, rest=rest, reason=reason)


def _rank(match: re.Match[str]) -> int:
    """Say how clearly numbers are a time of day."""
    if match["half"] or match["word"] in {"h", "uhr"} or match["mark"] not in {None, "."}:
        return _CLEAR
    if match["mark"]:
        return _DOTTED
    is_said = match["at"] or match["shift"] or match["word"] or match["of_day"] is not None
    return _VAGUE if is_said else _NO_TIME


def _read_numbers(match: re.Match[str], rest: str, part_of_day: str | None) -> ClockTime:
    said = match.group()
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    is_alone = not (match["at"] or match["half"] or rest not in {"", "on"})
    if is_alone and _rank(match) == _DOTTED and 1 <= hour <= 31 and 1 <= minute <= _MONTHS:
        clock = said.replace(".", ":")
        raise AmbiguousTimeError(f"“{said}” may be a time or a day: write “{clock}” for a time.")
    if hour > 23 or minute > 59 or second > 59:
        raise AmbiguousTimeError(f"“{said}” is not a time of day: they go from 0:00 to 23:59.")
    within = timedelta(
        minutes=minute, seconds=second, microseconds=int((match["decimals"] or "").ljust(6, "0"))
    )
    times = tuple(
        (_ANY_DAY + timedelta(hours=each, minutes=shift) + within).time()
        for each in _find_hours(match, hour, part_of_day)
        for shift in _find_shifts(match)
    )
    span = _find_span(match, hour, within) if is_alone or rest == "in" else None
    meanings = _list(times) + (" or that long from now" if span else "")
    is_clear = len(times) == 1 and span is None
    reason = "" if is_clear else f"“{said}” may be {meanings}."
    is_late = part_of_day in {"night", "tonight"} and times[-1].hour < _NOON
    if is_late:
        reason = f"“{said}” may be in the night before that day or after it."
    return ClockTime(times=times, rest=rest, reason=reason, is_end_of_day=is_late, span=span)


def _find_span(match: re.Match[str], hour: int, within: timedelta) -> timedelta | None:
    """Find the span that “17h”, “1.25h” and “in 1:30” may be instead of a time of day."""
    mark, is_counted = (match["mark"] or "").strip(), match["word"] == "h"
    if mark == "." and is_counted:
        return timedelta(hours=float(f"{hour}.{match['minute']}"))
    is_clear = mark == ":" and hour > _NOON
    is_said = mark == "h" or is_counted or (mark == ":" and match.string.startswith("in "))
    return timedelta(hours=hour) + within if is_said and not is_clear else None


def _find_hours(match: re.Match[str], hour: int, part_of_day: str | None) -> list[int]:
    """List the hours from midnight that may be meant; raises AmbiguousTimeError."""
    said, half = match.group(), match["half"]
    if half and not 1 <= hour <= _NOON:
        sentence = f"“{said}” does not exist: hours before am and pm go from 1 to 12."
        raise AmbiguousTimeError(sentence)
    # who writes 09:00 counts to 24, unless the part of the day says otherwise
    is_of_twelve = 1 <= hour <= _NOON and (part_of_day or match["hour"][0] != "0")
    if half:
        hours = [hour % _NOON + (_NOON if half == "pm" else 0)]
    else:
        hours = [hour % _NOON, hour % _NOON + _NOON] if is_of_twelve else [hour]
    fitting = [each for each in hours if part_of_day is None or each in _HOURS[part_of_day]]
    if not fitting:
        raise AmbiguousTimeError(f"“{said}” is not “{part_of_day}”: leave out one of the two.")
    return fitting


def _find_shifts(match: re.Match[str]) -> tuple[int, ...]:
    """List the minutes from the hour; raises AmbiguousTimeError for “9 to 10”, a range perhaps."""
    if match["count"] is None:
        return _SHIFTS.get(match["shift"], (0,))
    count, is_before = int(match["count"]), match["side"] in {"to", "vor"}
    is_like_a_range = match["unit"] is None and (count % 5 or (match["half"] and count < 20))
    if count > 59 or (is_before and is_like_a_range):
        raise AmbiguousTimeError(f"“{match.group()}” may be two times of day; one call, one time.")
    return (-count if is_before else count,)


def _list(times: tuple[time, ...]) -> str:
    return " or ".join(f"{each:%H:%M}" for each in times)


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
