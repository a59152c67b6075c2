"""A number in E.164: how it is written for people and for logs, and which zones it may be in."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NewType

import phonenumbers
from phonenumbers import NumberParseException, timezone
from phonenumbers.tzdata import TIMEZONE_DATA

# without it patterns are compiled again and again where numbers are of many countries
phonenumbers.enable_pattern_cache()

E164 = NewType("E164", str)

_MIN_MASKABLE_DIGITS: Final = 7
_E164_SHAPE: Final = re.compile(r"\+[1-9][0-9]{1,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A number that can be dialed; `region` is its ISO country, where one is known.

    One that is not `is_valid` has the right length in a range not known to be in use: "unusual".
    """

    e164: E164
    is_valid: bool
    region: str | None


# a card is drawn again with each change of its call
@lru_cache(maxsize=1_000)
def format_number(number: E164) -> str:
    """Write a number as its country groups it, "+1 555-987-6543"; what is no E.164 stays."""
    if (parsed := parse_e164(number)) is None:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask_number(number: str) -> str:
    """Write a number for logs, "+1…6543": the country code if known, and the last four digits."""
    digits = "".join(filter(str.isdecimal, number))
    parsed = parse_e164(number)
    country = f"+{parsed.country_code}" if parsed else ""
    subscriber = digits[max(len(country) - 1, 0) :]
    return f"{country}…{subscriber[-4:] if len(subscriber) >= _MIN_MASKABLE_DIGITS else ''}"


def find_zones(number: str) -> tuple[str, ...]:
    """Return the time zones of a number's range, else of its whole country code; () for neither."""
    if (parsed := parse_e164(number)) is None:
        return ()
    names = timezone.time_zones_for_number(parsed)
    if names == (timezone.UNKNOWN_TIMEZONE,):
        names = TIMEZONE_DATA.get(str(parsed.country_code), ())
    return tuple(names)


def is_region(text: str) -> bool:
    """Tell whether a text is a country code, such as "US", that numbers can be read in."""
    return text.upper() in phonenumbers.SUPPORTED_REGIONS


def parse_e164(number: str) -> phonenumbers.PhoneNumber | None:
    """Read a number in E.164; None for any other text."""
    if not _E164_SHAPE.fullmatch(number):
        return None
    try:
        return phonenumbers.parse(number, None)
    except NumberParseException:
        return None
