"""Kinds of numbers: examples of every country and type, and what is told apart here."""

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from bot.domain.number_kinds import OPENABLE, NumberKind, find_kind
from bot.domain.phone_numbers import E164
from bot.policies.countries import check_number_kind
from bot.policies.rules import ADMINS, Rules
from bot.policies.verdicts import Allow, Deny
from tests.builders.calls import build_order
from tests.builders.cases import build_case
from tests.builders.rules import SET_AT, build_change, build_rules

NEVER = {NumberKind.PREMIUM, NumberKind.PAGER, NumberKind.VOICEMAIL, NumberKind.SATELLITE}
CLOSED_TYPES = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.PAGER,
    PhoneNumberType.VOICEMAIL,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.UAN,
}
EXAMPLES = [
    phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    for country in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in PhoneNumberType.values()
    if (example := phonenumbers.example_number_for_type(country, kind)) is not None
]
OF_NO_COUNTRY = [
    phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    for code in sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
    if (example := phonenumbers.example_number_for_non_geo_entity(code)) is not None
]


def judge(number: str, rules: Rules) -> Allow | Deny:
    order = build_order(to_number=E164(number))
    verdict = check_number_kind(build_case(order=order, rules=rules))
    assert isinstance(verdict, Allow | Deny)
    return verdict


def test_example_of_every_country_and_type_is_closed_by_its_type_alone() -> None:
    assert len(EXAMPLES) > 1_000
    rules = build_rules()
    closed = {number for number in EXAMPLES if isinstance(judge(number, rules), Deny)}
    assert closed == {
        number
        for number in EXAMPLES
        if phonenumbers.number_type(phonenumbers.parse(number)) in CLOSED_TYPES
    }


def test_no_number_of_no_country_is_called_but_toll_free_ones_that_an_admin_opened() -> None:
    assert len(OF_NO_COUNTRY) == 9
    opened = build_rules(*(build_change("number_kind", "open", each) for each in OPENABLE))
    allowed = [number for number in OF_NO_COUNTRY if judge(number, opened) == Allow()]
    assert [number[:4] for number in allowed] == ["+800"]
    assert all(isinstance(judge(number, build_rules()), Deny) for number in OF_NO_COUNTRY)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+15559876543", None),
        ("+18005551234", None),
        ("+442071838750", None),
        ("+19005551234", NumberKind.PREMIUM),
        ("+19001234567", NumberKind.PREMIUM),
        ("+12129761234", NumberKind.PREMIUM),
        ("+14169761234", NumberKind.PREMIUM),
        ("+18769761234", None),
        ("+18009761234", None),
        ("+449012345678", NumberKind.PREMIUM),
        ("+447640123456", NumberKind.PAGER),
        ("+97912345678", NumberKind.PREMIUM),
        ("+881612345678", NumberKind.SATELLITE),
        ("+883123456789", NumberKind.SATELLITE),
        ("+80012345678", NumberKind.INTERNATIONAL_FREE),
        ("+447012345678", NumberKind.PERSONAL),
        ("+443001234567", NumberKind.COMPANY),
        ("+448451234567", NumberKind.BRITISH_845),
        ("+448711234567", NumberKind.BRITISH_871),
        ("+491801234567", NumberKind.SHARED_COST),
    ],
)
def test_kind_of_a_number(number: str, kind: NumberKind | None) -> None:
    assert find_kind(E164(number)) == kind


@pytest.mark.parametrize("kind", list(NumberKind))
def test_admins_open_what_can_be_opened_and_nothing_else(kind: NumberKind) -> None:
    number = next(each for each in [*EXAMPLES, *OF_NO_COUNTRY, *BRITISH] if of_kind(each, kind))
    closed = judge(number, build_rules())
    assert isinstance(closed, Deny)
    assert closed.who_can_change == ("" if kind in NEVER else ADMINS)
    opened = judge(number, build_rules(build_change("number_kind", "open", kind)))
    assert isinstance(opened, Deny if kind in NEVER else Allow)
    again = judge(number, build_rules(build_change("number_kind", "closed", kind)))
    assert isinstance(again, Deny)
    assert again.since == (None if kind in NEVER else SET_AT)


BRITISH = [f"{each}1234567" for each in NumberKind if each.startswith("+44")]


def of_kind(number: str, kind: NumberKind) -> bool:
    return find_kind(E164(number)) == kind
