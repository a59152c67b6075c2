"""Which numbers digits can mean: with + one, without it as many as people may mean by them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import ValidationResult

from bot.domain.phone_numbers.dialable import (
    NeverCalledError,
    UnusableError,
    check_emergency,
    read_international,
    read_national,
)
from bot.domain.phone_numbers.number import E164, PhoneNumber, parse_e164

_GROUP: Final = re.compile(r"[0-9]+")
_COUNTRY_CODES: Final = frozenset(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
_LONGEST_CODE: Final = 3
# how people dial abroad from most of the world, and from North America
_ABROAD: Final = "00"
_ABROAD_FROM_AMERICA: Final = "011"
# the area code of numbers in examples and tests, which are dialed although no range is in use
_EXAMPLE_RANGE: Final = "+1555"


@dataclass(frozen=True, slots=True)
class Readings:
    """The numbers that digits can mean, the likeliest first; one alone may be unclear too."""

    numbers: tuple[PhoneNumber, ...]
    is_clear: bool


def read_digits(written: str, region: str) -> Readings:
    """Read digits with nothing but separators between them; raises UnusableError."""
    groups = _GROUP.findall(written)
    digits = "".join(groups)
    check_emergency(digits, region)
    if "+" in written:
        _check_country_code(groups)
        return _read_with_code(digits)
    try:
        national = _read_national(digits, region)
    except UnusableError as refusal:
        foreign = _read_foreign(groups, region)
        if foreign is None or (isinstance(refusal, NeverCalledError) and not foreign.is_clear):
            raise
        return foreign
    return _weigh(national, groups, region)


def _read_national(digits: str, region: str) -> PhoneNumber:
    """Read digits of a region, with its trunk prefix taken away where only that is in use."""
    number = read_national(digits, region)
    trunk = _find_trunk_prefix(region)
    if number.is_valid or not trunk or not digits.startswith(trunk):
        return number
    code = phonenumbers.country_code_for_region(region)
    shorter = _try_with_code(f"{code}{digits.removeprefix(trunk)}")
    return shorter.numbers[0] if shorter and shorter.numbers[0].is_valid else number


def _read_foreign(groups: list[str], region: str) -> Readings | None:
    """Read digits that are no number of the region; clear are 00 and the region's own code."""
    digits = "".join(groups)
    foreign = _read_dialed_abroad(digits) or _read_without_plus(groups, region)
    if foreign is None:
        return None
    is_written_out = is_own(foreign.numbers[0], region) or digits.startswith("0")
    return Readings(foreign.numbers, is_clear=foreign.is_clear and is_written_out)


def is_readable(written: str, region: str) -> bool:
    """Tell whether digits with separators are a number, or may be several."""
    try:
        read_digits(written, region)
    except UnusableError:
        return False
    return True


def _read_with_code(digits: str) -> Readings:
    """Read digits after a +, where a trunk prefix may be left that other numbers begin with."""
    number = read_international(digits)
    code = _find_country_code(digits) or ""
    region = phonenumbers.region_code_for_country_code(int(code or 0))
    trunk = _find_trunk_prefix(region)
    rest = number.e164.removeprefix(f"+{code}")
    if not trunk or not rest.startswith(trunk):
        return _only(number)
    try:
        shorter = read_international(code + rest.removeprefix(trunk))
    except UnusableError:
        return _only(number)
    return _prefer_valid(shorter, number) if shorter.is_valid else _only(number)


# a list may name a number more than once: for each kind of calls, or by mistake
@lru_cache(maxsize=256)
def read_plain(text: str) -> E164 | None:
    """Return a number in E.164 that is in use and can mean nothing else; a third of the work.

    None for any other text, which may still be a number.
    """
    number = parse_e164(text)
    if number is None or not phonenumbers.is_valid_number(number):
        return None
    # some that are in use are so only within their country
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    trunk = _find_trunk_prefix(phonenumbers.region_code_for_country_code(number.country_code or 0))
    significant = phonenumbers.national_significant_number(number)
    has_trunk = bool(trunk) and significant.startswith(trunk)
    return None if has_trunk or text != f"+{number.country_code}{significant}" else E164(text)


def _only(number: PhoneNumber) -> Readings:
    return Readings((number,), is_clear=True)


def _check_country_code(groups: list[str]) -> None:
    """Refuse a country code that does not exist: “+8 (495)” is not +84, and no Vietnam."""
    if groups[0].startswith(_ABROAD):
        raise UnusableError("“+” and “00” mean the same; write only one of them")
    if not _has_country_code(groups):
        raise UnusableError(f"there is no country code {groups[0][:_LONGEST_CODE]}")


def _has_country_code(groups: list[str]) -> bool:
    """Tell whether the first group begins with one, or every digit stands alone."""
    return max(map(len, groups)) == 1 or _find_country_code(groups[0]) is not None


def _find_country_code(digits: str) -> str | None:
    starts = (digits[:length] for length in range(1, _LONGEST_CODE + 1))
    return next((start for start in starts if start in _COUNTRY_CODES), None)


def _weigh(national: PhoneNumber, groups: list[str], region: str) -> Readings:
    """Weigh a number of the region against the ones that the same digits are with a +."""
    digits = "".join(groups)
    dialed = _read_dialed_abroad(digits)
    if dialed is not None:
        # 011 is an area code too, in Turin for one
        is_meant = digits.startswith(_ABROAD) or is_own(dialed.numbers[0], region)
        is_area_code = not is_meant and national.is_valid
        return _only(national) if is_area_code else _prefer_valid(*dialed.numbers, national)
    bare = _read_without_plus(groups, region)
    if bare is None:
        return _only(national)
    is_of_region = is_own(bare.numbers[0], region)
    if is_national_form(national, digits, region):
        return _prefer_valid(*bare.numbers, national) if is_of_region else _only(national)
    if is_of_region and bare.numbers[0].is_valid and not national.is_valid:
        return bare
    return _ask((*bare.numbers, national))


def _prefer_valid(*numbers: PhoneNumber) -> Readings:
    """Keep the numbers in use; all where none is."""
    valid = tuple(number for number in numbers if number.is_valid)
    return _ask(valid or numbers)


def _ask(numbers: tuple[PhoneNumber, ...]) -> Readings:
    distinct = {number.e164: number for number in numbers}
    return Readings(tuple(distinct.values()), is_clear=len(distinct) == 1)


def _read_dialed_abroad(digits: str) -> Readings | None:
    """Read what follows 00 or 011, whatever is dialed in the region itself."""
    prefix = next(filter(digits.startswith, (_ABROAD, _ABROAD_FROM_AMERICA)), None)
    return _try_with_code(digits.removeprefix(prefix)) if prefix else None


def _read_without_plus(groups: list[str], region: str) -> Readings | None:
    """Read a number whose + was left out, unless its country code is torn apart."""
    if not _has_country_code(groups):
        return None
    readings = _try_with_code("".join(groups))
    if readings is None or is_own(readings.numbers[0], region):
        return readings
    first = readings.numbers[0]
    return readings if first.is_valid or first.e164.startswith(_EXAMPLE_RANGE) else None


def _try_with_code(digits: str) -> Readings | None:
    try:
        return _read_with_code(digits)
    except UnusableError:
        return None


def is_own(number: PhoneNumber, region: str) -> bool:
    """Tell whether a number has the country code of a region."""
    code = phonenumbers.country_code_for_region(region)
    return code != 0 and number.e164.startswith(f"+{code}")


def _find_trunk_prefix(region: str) -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    return str(metadata.national_prefix or "") if metadata else ""


def is_national_form(number: PhoneNumber, digits: str, region: str) -> bool:
    """Tell whether digits are what is dialed within the region, its trunk prefix included."""
    if digits.startswith(_find_trunk_prefix(region)):
        return True
    parsed = phonenumbers.parse(number.e164, None)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(_GROUP.findall(national)) == digits
