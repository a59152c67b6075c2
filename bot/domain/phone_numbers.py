"""Phone numbers: typed text to E.164, and E.164 to text for people and for logs."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, NewType

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult, shortnumberinfo, timezone
from phonenumbers.tzdata import TIMEZONE_DATA

from bot.errors import InvalidNumberError

E164 = NewType("E164", str)

_MAX_TYPED: Final = 60
_MAX_SEARCHED: Final = 20_000
_MAX_ECHOED: Final = 40
_MAX_E164_DIGITS: Final = 15
_MIN_DIGITS_OF_A_SECOND_NUMBER: Final = 6
_MIN_MASKABLE_DIGITS: Final = 7
_MAX_CODE_DIGITS: Final = 3

_E164_SHAPE: Final = re.compile(r"\+[1-9][0-9]{1,14}")
_TEL_LINK: Final = re.compile(r"<tel:([^<>|]*)(?:\|[^<>]*)?>", re.IGNORECASE)
_WRITTEN_AS_NUMBER: Final = re.compile(r"[+(]")
_TEL_PREFIX: Final = re.compile(r"\Atel:\s*(?://)?\s*", re.IGNORECASE)
_EXTENSION: Final = re.compile(
    r"(?:#|;\s*ext\s*=|(?<![^\W\d_])(?:extension|extn?|x|доб))[\s:.=]*[0-9]{1,7}\s*$",
    re.IGNORECASE,
)
_BETWEEN_NUMBERS: Final = re.compile(r"[,;/|&]|\b(?:and|or)\b", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"[^\W\d_]+(?:[\s'’]+[^\W\d_]+)*|[^0-9+(). \-]")
_PLUS_IN_THE_MIDDLE: Final = re.compile(r"[0-9.\-+)].*\+")
_LOOKALIKES: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−－﹣ー", "-")
    | dict.fromkeys("＋﹢", "+")
    | {"（": "(", "）": ")", "．": ".", "＃": "#", "／": "/", "，": ",", "；": ";"}
)

# What every mobile phone treats as an emergency call, whatever country it is in.
_EMERGENCY_EVERYWHERE: Final = frozenset({"000", "110", "112", "118", "119", "911", "999"})

_EMERGENCY: Final = "emergency numbers are never called"
_TOO_LONG: Final = "it is too long"
_TOO_SHORT: Final = "it is too short"
_WRONG_LENGTHS: Final = {
    ValidationResult.TOO_SHORT: _TOO_SHORT,
    ValidationResult.TOO_LONG: _TOO_LONG,
    ValidationResult.INVALID_LENGTH: "it has the wrong number of digits",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "its area code is missing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A number that can be dialed; `region` is its ISO country, where one is known.

    One that is not `is_valid` has the right length in a range not known to be in use: "unusual".
    """

    e164: E164
    is_valid: bool
    region: str | None


class _UnusableError(Exception):
    """Why a text is no number; becomes InvalidNumberError together with the text."""


def parse_number(text: str, default_region: str) -> PhoneNumber:
    """Read one number, national ones as within an ISO country; raises InvalidNumberError."""
    try:
        return _parse_written(_clean(text), default_region.upper())
    except _UnusableError as refusal:
        raise InvalidNumberError(_echo(text), str(refusal)) from None


def find_numbers(text: str, default_region: str) -> tuple[PhoneNumber, ...]:
    """Find the numbers in a text, in order, each once; what cannot be called is left out.

    Without + or parentheses only a range in use counts: it could be an order number.
    """
    linked = _TEL_LINK.sub(r" \1 ", text[:_MAX_SEARCHED])
    found: dict[E164, PhoneNumber] = {}
    for match in phonenumbers.PhoneNumberMatcher(
        linked, default_region.upper(), leniency=phonenumbers.Leniency.POSSIBLE
    ):
        written = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        try:
            number = parse_number(written, default_region)
        except InvalidNumberError:
            continue
        if number.is_valid or _WRITTEN_AS_NUMBER.search(match.raw_string.translate(_LOOKALIKES)):
            found.setdefault(number.e164, number)
    return tuple(found.values())


def format_number(number: E164) -> str:
    """Write a number as its country groups it, "+1 555-987-6543"; what is no E.164 stays."""
    if (parsed := _parse_e164(number)) is None:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask_number(number: str) -> str:
    """Write a number for logs, "+1…6543": the country code if known, and the last four digits."""
    digits = "".join(filter(str.isdecimal, number))
    parsed = _parse_e164(number)
    country = f"+{parsed.country_code}" if parsed else ""
    subscriber = digits[max(len(country) - 1, 0) :]
    return f"{country}…{subscriber[-4:] if len(subscriber) >= _MIN_MASKABLE_DIGITS else ''}"


def find_zones(number: str) -> tuple[str, ...]:
    """Return the time zones of a number's range, else of its whole country code; () for neither."""
    if (parsed := _parse_e164(number)) is None:
        return ()
    names = timezone.time_zones_for_number(parsed)
    if names == (timezone.UNKNOWN_TIMEZONE,):
        names = TIMEZONE_DATA.get(str(parsed.country_code), ())
    return tuple(names)


def is_region(text: str) -> bool:
    """Tell whether a text is a country code, such as "US", that numbers can be read in."""
    return text.upper() in phonenumbers.SUPPORTED_REGIONS


def _parse_e164(number: str) -> phonenumbers.PhoneNumber | None:
    if not _E164_SHAPE.fullmatch(number):
        return None
    try:
        return phonenumbers.parse(number, None)
    except NumberParseException:
        return None


def _echo(text: str) -> str:
    shown = text.strip().encode("utf-8", "replace").decode("utf-8")
    return shown if len(shown) <= _MAX_TYPED else f"{shown[:_MAX_ECHOED]}…"


def _clean(text: str) -> str:
    """Write digits, spaces and dashes of every script in ASCII; all else stays to be refused."""
    linked = _TEL_LINK.sub(r"\1", text.strip())
    if len(linked) > _MAX_TYPED:
        raise _UnusableError("it is too long for a phone number")
    written = "".join(map(_plain, linked)).translate(_LOOKALIKES).strip()
    return _TEL_PREFIX.sub("", written)


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf"} else character


def _parse_written(written: str, region: str) -> PhoneNumber:
    _check_characters(written)
    digits = re.sub(r"[^0-9]", "", written)
    is_international = "+" in written
    if digits in _EMERGENCY_EVERYWHERE or shortnumberinfo.is_emergency_number(digits, region):
        raise _UnusableError(_EMERGENCY)
    number = _parse_digits(f"+{digits}" if is_international else digits, region)
    is_valid = phonenumbers.is_valid_number(number)
    if not is_valid:
        _check_service_code(number, None if is_international else digits, region)
    _check_length(number, None if is_international else region)
    e164 = E164(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if _parse_e164(e164) != number:  # a stray zero is left, and every reader would drop it
        raise _UnusableError("it does not begin like a number of its country")
    country = phonenumbers.region_code_for_number(number)
    known = country if country in phonenumbers.SUPPORTED_REGIONS else None
    return PhoneNumber(e164=e164, is_valid=is_valid, region=known)


def _check_characters(written: str) -> None:
    if not written:
        raise _UnusableError("no number was given")
    if found := _EXTENSION.search(written):
        raise _UnusableError(f"extensions cannot be dialed, leave out “{found[0].strip()}”")
    if _has_two_numbers(written):
        raise _UnusableError("these are two numbers; one call, one number")
    if found := _FOREIGN.search(written):
        part = _echo(found[0])
        if part[0].isalpha():
            raise _UnusableError(f"letters do not belong in a phone number, leave out “{part}”")
        raise _UnusableError(f"“{part}” does not belong in a phone number")
    if not any(character.isdecimal() for character in written):
        raise _UnusableError("it has no digits")
    if _PLUS_IN_THE_MIDDLE.search(written):
        raise _UnusableError("“+” can only stand at the beginning")


def _has_two_numbers(written: str) -> bool:
    for parts in (written.split("+"), _BETWEEN_NUMBERS.split(written)):
        lengths = [sum(map(str.isdecimal, part)) for part in parts]
        if sum(length >= _MIN_DIGITS_OF_A_SECOND_NUMBER for length in lengths) > 1:
            return True
    return False


def _parse_digits(digits: str, region: str) -> phonenumbers.PhoneNumber:
    try:
        return phonenumbers.parse(digits, region)
    except NumberParseException as error:
        if error.error_type == NumberParseException.TOO_LONG:
            reason = _TOO_LONG
        elif error.error_type != NumberParseException.INVALID_COUNTRY_CODE:
            reason = _TOO_SHORT
        elif digits.startswith("+") or is_region(region):
            reason = "its country code does not exist"
        else:
            reason = "it has no country code; write it with + and the country code"
        raise _UnusableError(reason) from None


def _check_service_code(
    number: phonenumbers.PhoneNumber, national: str | None, region: str
) -> None:
    """Refuse what rings an emergency service or a short code, in either country's own dialing.

    Exchanges connect as soon as the first digits fit, so 911 555 1234 counts as an emergency too.
    Only numbers not known to be valid come here: a Paris number may begin with a short 15.
    """
    significant = phonenumbers.national_significant_number(number)
    own_region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    dialed = [(significant, own_region)] + ([(national, region)] if national else [])
    if any(shortnumberinfo.connects_to_emergency_number(*each) for each in dialed):
        raise _UnusableError(_EMERGENCY)
    is_cut_short = national is None and len(significant) > _MAX_CODE_DIGITS
    if is_cut_short and not phonenumbers.is_possible_number(number):
        return  # "+1 555 987" reads like a number somebody did not finish
    if shortnumberinfo.is_valid_short_number(number):
        raise _UnusableError("short numbers and service codes are never called")


def _check_length(number: phonenumbers.PhoneNumber, region: str | None) -> None:
    """Refuse a wrong number of digits; `region` is the one a national number was read in."""
    result = phonenumbers.is_possible_number_with_reason(number)
    significant = phonenumbers.national_significant_number(number)
    if len(f"{number.country_code}{significant}") > _MAX_E164_DIGITS:
        result = ValidationResult.TOO_LONG
    if result == ValidationResult.IS_POSSIBLE:
        return
    reason = _WRONG_LENGTHS.get(result, "its country code does not exist")
    if region is None or result == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise _UnusableError(reason)
    raise _UnusableError(
        f"{reason} for a number in {region}; write other countries' numbers with + and their code"
    )
