"""The numbers that stand in a text among words, dates and amounts: none that nobody sees there."""

import asyncio
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.phone_numbers.cleaning import write_ascii
from bot.domain.phone_numbers.dialable import UnusableError
from bot.domain.phone_numbers.number import E164, PhoneNumber
from bot.domain.phone_numbers.readings import Readings, is_national_form, is_own
from bot.domain.phone_numbers.typed_number import TIME_WORD, read_written

_MAX_SEARCHED: Final = 40_000
# Slack waits three seconds for what is opened; so many tries take less than one
_MOST_TRIES: Final = 2_000
_FEWEST_DIGITS, _MOST_DIGITS, _MOST_GROUPS = 6, 18, 8
_LONGEST_DATE, _LONGEST_NUMBER = 14, 80

_TEL_LINK: Final = re.compile(r"<tel:([^<>|]*)(?:\|[^<>]*)?>", re.IGNORECASE)
_RUN: Final = re.compile(r"[+(]{0,3}[0-9][0-9+(). \-/]*")
_NUMBER_START: Final = re.compile(r"[+(]{0,3}[0-9]")
_GROUP: Final = re.compile(r"[0-9]+")
_GLUED_BEFORE: Final = re.compile(r"(?:[\w@#=\\$€£]|[0-9][:,.]|[^\W_]-)\Z")
_GLUED_AFTER: Final = re.compile(r"[^\W\d_]|[:,][0-9]|[@=_]")
# where a number may begin within digits: at a +, at a zero, and after hours or a date
_START: Final = re.compile(r"\(?\+|(?<= )\(?0|(?<= )(?=[0-9(]{3})")
_BEFORE_NUMBER: Final = re.compile(r"(?:\A| )\(?[0-9]{1,2}(?:[-./][0-9]{1,4})*[.)]* +\Z")
# what follows a number within digits: hours, a date, an amount
_HOURS_LATER: Final = re.compile(r"(?<=[0-9]{3}) \(?[0-9]{1,2}(?: *[-./] *[0-9]{1,4})+[.)]*\s*\Z")
_AMOUNT_LATER: Final = re.compile(r"(?<=[0-9]{3})(?: -)? [0-9]{1,2}\s*\Z")
_UNIT: Final = re.compile(rf"\s*(?:{TIME_WORD.pattern}|[€$£%°])", re.IGNORECASE)
_WORD: Final = re.compile(r"\s*[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNumbers:
    """The numbers of a text in order, each once.

    Where the first digits can mean several numbers all of them are there, and it is not `is_clear`
    which is meant. Not `is_whole` is what had too many digits to look through all of them.
    """

    numbers: tuple[PhoneNumber, ...] = ()
    is_clear: bool = True
    is_whole: bool = True


async def find_numbers(text: str, default_region: str) -> FoundNumbers:
    """Find the numbers in a text; what cannot be called is left out.

    Without + or parentheses only a range in use counts: it could be an order number. Others have
    their turn after every try.
    """
    found: dict[E164, PhoneNumber] = {}
    is_clear, tries = True, 0
    for readings in _search(text[:_MAX_SEARCHED], default_region.upper()):
        await asyncio.sleep(0)
        tries += 1
        if readings is not None:
            is_clear = is_clear and (readings.is_clear or bool(found))
            for number in readings.numbers:
                found.setdefault(number.e164, number)
        if tries == _MOST_TRIES:
            break
    is_whole = tries < _MOST_TRIES and len(text) <= _MAX_SEARCHED
    return FoundNumbers(numbers=tuple(found.values()), is_clear=is_clear, is_whole=is_whole)


def _search(text: str, region: str) -> Iterator[Readings | None]:
    """Try one piece of text after the other, with None for those that are no numbers."""
    for line in _TEL_LINK.sub("\n\\1\n", text).splitlines():
        written = write_ascii(line)
        yield None
        for run in _RUN.finditer(written):
            yield from _search_run(written, run.start(), run.end(), region)


def _search_run(line: str, start: int, end: int, region: str) -> Iterator[Readings | None]:
    """Find numbers within digits and separators, one after the other."""
    while begin := _NUMBER_START.search(line, start, end):
        start = end
        for position in _list_starts(line, begin.start(), end):
            stop = yield from _search_end(line, position, end, region)
            if stop is not None:
                start = stop
                break


def _search_end(
    line: str, position: int, end: int, region: str
) -> Generator[Readings | None, None, int | None]:
    """Find where a number that begins at `position` ends; None where there is none."""
    for stop in _list_ends(line, position, end):
        readings = _read_end(line, position, stop, region)
        yield readings
        if readings is not None:
            return stop
    return None


def _list_starts(line: str, start: int, end: int) -> Iterator[int]:
    """List where a number may begin; what is glued to other text holds none but behind a +."""
    is_glued = line[start] not in "+(" and _GLUED_BEFORE.search(line, max(start - 2, 0), start)
    if not is_glued:
        yield start
    for found in _START.finditer(line, start + 1, end):
        before = line[max(start, found.start() - _LONGEST_DATE) : found.start()]
        is_marked = found[0] != "" and not is_glued
        if "+" in found[0] or is_marked or _BEFORE_NUMBER.search(before):
            yield found.start()


def _list_ends(line: str, start: int, end: int) -> Iterator[int]:
    """List where a number may end, the farthest first that is before the next one's beginning."""
    window = min(end, start + _LONGEST_NUMBER)
    stops = [found.end() for found in _GROUP.finditer(line, start, window)]
    if stops and (window < end or (stops[-1] == end and _GLUED_AFTER.match(line, end))):
        stops.pop()
    later = _cut_later(line, start, end) if window == end else window
    after = start
    for border in (*_list_next(line, start, window), later):
        for stop in reversed(stops[:_MOST_GROUPS]):
            is_long_enough = _FEWEST_DIGITS <= _count(line, start, stop) <= _MOST_DIGITS
            if after < stop <= min(border, later) and is_long_enough:
                yield stop
        after = border


def _count(line: str, start: int, end: int) -> int:
    return sum(map(str.isdecimal, line[start:end]))


def _list_next(line: str, start: int, end: int) -> Iterator[int]:
    """List where the next number may begin, which is no part of this one."""
    for found in _START.finditer(line, start + 1, end):
        sides = _count(line, start, found.start()), _count(line, found.start(), end)
        if not found[0] or min(sides) < _FEWEST_DIGITS:
            continue
        # behind a country code a zero only begins a group of digits
        if "+" in found[0] or "+" not in line[start : found.start()]:
            yield found.start()


def _cut_later(line: str, start: int, end: int) -> int:
    later = _HOURS_LATER.search(line[start:end])
    if later is None and _UNIT.match(line, end):
        later = _AMOUNT_LATER.search(line[start:end])
    return start + later.start() if later else end


def _read_end(line: str, start: int, end: int, region: str) -> Readings | None:
    """Read a number, with and without last digits that may count the word after them."""
    readings = _read(line[start:end], region)
    amount = _AMOUNT_LATER.search(line[start:end]) if _WORD.match(line, end) else None
    if readings is None or amount is None:
        return readings
    shorter = _read(line[start : start + amount.start()], region)
    if shorter is None:
        return readings
    return Readings((*shorter.numbers, *readings.numbers), is_clear=False)


def _read(written: str, region: str) -> Readings | None:
    """Read what is a number beyond doubt, or one of two."""
    try:
        readings = read_written(written, region)
    except UnusableError:
        return None
    first = readings.numbers[0]
    if "+" in written or "(" in written:
        return readings
    digits = "".join(_GROUP.findall(written))
    is_own_code = is_own(first, region) and f"+{digits}" == first.e164
    is_usual = is_own_code or is_national_form(readings.numbers[-1], digits, region)
    return readings if first.is_valid and is_usual else None
