"""Kinds of numbers that cost more than others, or that no person answers."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from bot.domain.countries import find_country
from bot.domain.phone_numbers import E164


class NumberKind(StrEnum):
    """A kind of numbers that is closed; of Britain's premium numbers each prefix is one."""

    PREMIUM = "premium"
    PAGER = "pager"
    VOICEMAIL = "voicemail"
    SATELLITE = "satellite"
    SHARED_COST = "shared_cost"
    PERSONAL = "personal"
    COMPANY = "company"
    INTERNATIONAL_FREE = "+800"
    BRITISH_843 = "+44843"
    BRITISH_844 = "+44844"
    BRITISH_845 = "+44845"
    BRITISH_870 = "+44870"
    BRITISH_871 = "+44871"
    BRITISH_872 = "+44872"
    BRITISH_873 = "+44873"


# banks and authorities have numbers with these prefixes
_PREFIXES: Final = tuple(each for each in NumberKind if each.startswith("+"))
OPENABLE: Final = (NumberKind.SHARED_COST, NumberKind.PERSONAL, NumberKind.COMPANY, *_PREFIXES)
_OF_TYPE: Final[Mapping[int, NumberKind]] = {
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    PhoneNumberType.PAGER: NumberKind.PAGER,
    PhoneNumberType.VOICEMAIL: NumberKind.VOICEMAIL,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.PERSONAL,
    PhoneNumberType.UAN: NumberKind.COMPANY,
}
_PREMIUM_PREFIXES: Final = ("+1900", "+979")
_REMEMBERED: Final = 1_000
# where the exchange 976 of each area code is a premium one, which the metadata does not know
_PREMIUM_976: Final = frozenset({"US", "CA"})


@lru_cache(maxsize=_REMEMBERED)
def find_kind(number: E164) -> NumberKind | None:
    """Return the kind of a number, None for an ordinary one."""
    prefix = next(filter(number.startswith, _PREFIXES), None)
    if prefix is not None:
        return prefix
    country, kind = find_country(number), phonenumbers.number_type(phonenumbers.parse(number))
    if number.startswith(_PREMIUM_PREFIXES) or _is_976(number, country, kind):
        return NumberKind.PREMIUM
    return _OF_TYPE.get(kind) if country else NumberKind.SATELLITE


def _is_976(number: E164, country: str | None, kind: int) -> bool:
    is_toll_free = kind == PhoneNumberType.TOLL_FREE
    return number[5:8] == "976" and country in _PREMIUM_976 and not is_toll_free
