"""Digits to one number that can be dialed, or why they are none."""

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult, shortnumberinfo

from bot.domain.phone_numbers.number import E164, PhoneNumber, is_region, parse_e164

_MAX_E164_DIGITS: Final = 15
_MAX_CODE_DIGITS: Final = 3
_NORTH_AMERICA: Final = 1
_MOBILE_PREFIXES: Final = {52: "1", 54: "9"}
_NO_AREA_CODE: Final = re.compile(r"[01]|.11|.9")
_SEQUENCES: Final = ("01234567890123456", "98765432109876543")

# What every mobile phone treats as an emergency call, whatever country it is in.
_EMERGENCY_EVERYWHERE: Final = frozenset({"000", "110", "112", "118", "119", "911", "999"})

_EMERGENCY: Final = "emergency numbers are never called"
_SERVICE_CODE: Final = "short numbers and service codes are never called"
_WRITE_WITH_CODE: Final = "write other countries' numbers with + and their code"
_TOO_LONG: Final = "it is too long"
_TOO_SHORT: Final = "it is too short"
_WRONG_LENGTHS: Final = {
    ValidationResult.TOO_SHORT: _TOO_SHORT,
    ValidationResult.TOO_LONG: _TOO_LONG,
    ValidationResult.INVALID_LENGTH: "it has the wrong number of digits",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "its area code is missing",
}


class UnusableError(Exception):
    """Why a text is no number; `stray` is the part without which it is one.

    Becomes InvalidNumberError together with the text.
    """

    def __init__(self, reason: str, *, stray: str = "") -> None:
        self.stray = stray
        super().__init__(reason)


class NeverCalledError(UnusableError):
    """An emergency number or a service code, which is no other number either."""


def read_international(digits: str) -> PhoneNumber:
    """Read digits that begin with a country code; raises UnusableError."""
    return _check(_parse(f"+{digits}", ""), national=None, region="")


def read_national(digits: str, region: str) -> PhoneNumber:
    """Read digits as they are dialed in a country, abroad ones included; raises UnusableError."""
    return _check(_parse(digits, region), national=digits, region=region)


def check_emergency(digits: str, region: str) -> None:
    """Raise NeverCalledError for the digits of an emergency number."""
    if digits in _EMERGENCY_EVERYWHERE or shortnumberinfo.is_emergency_number(digits, region):
        raise NeverCalledError(_EMERGENCY)


def _parse(digits: str, region: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(digits, region or None)
    except NumberParseException as error:
        raise UnusableError(_explain(error, digits, region)) from None
    return _drop_mobile_digits(number)


def _explain(error: NumberParseException, digits: str, region: str) -> str:
    if error.error_type == NumberParseException.TOO_LONG:
        return _TOO_LONG
    if error.error_type != NumberParseException.INVALID_COUNTRY_CODE:
        return _TOO_SHORT
    if digits.startswith("+") or is_region(region):
        return "its country code does not exist"
    return "it has no country code; write it with + and the country code"


def _drop_mobile_digits(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    """Drop digits that say “mobile” where a number is too long with them.

    Mexico had a 1 after +52 until 2020; Argentina has a 9 after +54, but at home a 15 instead.
    """
    prefix = _MOBILE_PREFIXES.get(number.country_code or 0)
    significant = phonenumbers.national_significant_number(number)
    if prefix is None or not significant.startswith(prefix):
        return number
    if phonenumbers.is_possible_number(number):
        return number
    shorter = phonenumbers.parse(f"+{number.country_code}{significant[1:]}", None)
    return shorter if phonenumbers.is_valid_number(shorter) else number


def _check(number: phonenumbers.PhoneNumber, *, national: str | None, region: str) -> PhoneNumber:
    is_valid = phonenumbers.is_valid_number(number)
    is_own = number.country_code == phonenumbers.country_code_for_region(region)
    if not is_valid:
        _check_service_code(number, national, region)
    _check_length(number, region if is_own else None)
    if not is_valid:
        _check_range(number, is_national=national is not None)
    e164 = E164(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if parse_e164(e164) != number:  # a stray zero is left, and every reader would drop it
        raise UnusableError("it does not begin like a number of its country")
    country = phonenumbers.region_code_for_number(number)
    known = country if country in phonenumbers.SUPPORTED_REGIONS else None
    return PhoneNumber(e164=e164, is_valid=is_valid, region=known)


def _check_service_code(
    number: phonenumbers.PhoneNumber, national: str | None, region: str
) -> None:
    """Refuse what rings an emergency service or a short code, in either country's own dialing.

    Exchanges connect as soon as the first digits fit, so 911 555 1234 counts as an emergency too.
    Only numbers not known to be valid come here: a Paris number may begin with a short 15.
    """
    length = phonenumbers.is_possible_number_with_reason(number)
    if national is None and length == ValidationResult.TOO_LONG:
        return  # "+54 9 11 …" with a digit too many begins like the 911 of Argentina
    significant = phonenumbers.national_significant_number(number)
    own_region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    dialed = [(significant, own_region)] + ([(national, region)] if national else [])
    if any(shortnumberinfo.connects_to_emergency_number(*each) for each in dialed):
        raise NeverCalledError(_EMERGENCY)
    is_cut_short = national is None and len(significant) > _MAX_CODE_DIGITS
    if is_cut_short and not phonenumbers.is_possible_number(number):
        return  # "+1 555 987" reads like a number somebody did not finish
    if shortnumberinfo.is_valid_short_number(number):
        raise NeverCalledError(_SERVICE_CODE)


def _check_length(number: phonenumbers.PhoneNumber, region: str | None) -> None:
    """Refuse a wrong number of digits; `region` is whose number it is, if it was read as such."""
    result = phonenumbers.is_possible_number_with_reason(number)
    significant = phonenumbers.national_significant_number(number)
    if len(f"{number.country_code}{significant}") > _MAX_E164_DIGITS:
        result = ValidationResult.TOO_LONG
    if result == ValidationResult.IS_POSSIBLE:
        return
    reason = _WRONG_LENGTHS.get(result, "its country code does not exist")
    if region is None or result == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise UnusableError(reason)
    raise UnusableError(f"{reason} for a number in {region}; {_WRITE_WITH_CODE}")


def _check_range(number: phonenumbers.PhoneNumber, *, is_national: bool) -> None:
    """Refuse what is a number nowhere: an area code that cannot be, a row of digits."""
    significant = phonenumbers.national_significant_number(number)
    if number.country_code == _NORTH_AMERICA and _NO_AREA_CODE.match(significant):
        advice = f"; {_WRITE_WITH_CODE}" if is_national else ""
        raise UnusableError(f"“{significant[:3]}” is not an area code of +1{advice}")
    is_row = len(set(significant)) == 1 or any(significant in each for each in _SEQUENCES)
    if is_row:
        raise UnusableError("it is a placeholder, no number")
