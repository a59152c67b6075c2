"""Two numbers where one was to be given: joined they would be a third that nobody typed."""

import re
from collections.abc import Iterator
from typing import Final

from bot.domain.phone_numbers.dialable import UnusableError
from bot.domain.phone_numbers.readings import is_readable, read_digits

TWO_NUMBERS: Final = "these are two numbers, and only one can stand here"
_SHORTEST: Final = 6
_SHORTEST_IN_A_LINE: Final = 5
_SHORTEST_AREA_CODE: Final = 3
_BETWEEN: Final = re.compile(r"[,;/|&]|\b(?:and|or)\b", re.IGNORECASE)
_GAP: Final = re.compile(r"(?<=[0-9)]) [ \-]*(?=[(0-9])")
_ONLY_DIGITS: Final = re.compile(r"[0-9+(). \-/]+")
_FIRST_GROUP: Final = re.compile(r"\(?(0[0-9]+)")


def are_two_numbers(written: str, region: str) -> bool:
    """Tell whether a text holds two numbers, with or without something between them."""
    for parts in (written.split("+"), _BETWEEN.split(written)):
        if sum(count_digits(part) >= _SHORTEST for part in parts) > 1:
            return True
    first, *others = map(count_digits, written.split("\n"))
    if first >= _SHORTEST and max(others, default=0) >= _SHORTEST_IN_A_LINE:
        return True
    return _ONLY_DIGITS.fullmatch(written) is not None and _are_beside(written, region)


def count_digits(text: str) -> int:
    """Count the digits in a text."""
    return sum(map(str.isdecimal, text))


def _are_beside(written: str, region: str) -> bool:
    """Tell whether groups of digits begin anew, or are no number together but two apart."""
    halves = list(_split(written))
    if any(_begins_again(*each) for each in halves):
        return True
    new = [each for each in halves if each[1].startswith(("0", "(0"))]
    if any(_are_readable(*each, region, in_use=True) for each in new):
        return True
    is_one = not halves or is_readable(written, region)
    return not is_one and any(_are_readable(*each, region, in_use=False) for each in halves)


def _split(written: str) -> Iterator[tuple[str, str]]:
    for gap in _GAP.finditer(written):
        left, right = written[: gap.start()], written[gap.end() :]
        if min(count_digits(left), count_digits(right)) >= _SHORTEST:
            yield left, right


def _begins_again(left: str, right: str) -> bool:
    """Tell whether the second half begins with the area code of the first."""
    first, second = _FIRST_GROUP.match(left), _FIRST_GROUP.match(right)
    if first is None or second is None or len(first[1]) < _SHORTEST_AREA_CODE:
        return False
    return first[1] == second[1]


def _are_readable(left: str, right: str, region: str, *, in_use: bool) -> bool:
    """Tell whether both halves are numbers, the second one of the first one's country."""
    try:
        first = read_digits(left, region)
        second = read_digits(right, first.numbers[0].region or region)
    except UnusableError:
        return False
    is_valid = first.numbers[0].is_valid and second.numbers[0].is_valid
    return first.is_clear and second.is_clear and (is_valid or not in_use)
