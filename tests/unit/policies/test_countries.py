"""Countries: whom a call may be to, by the country of the number, for numbers of all of them."""

import phonenumbers
import pytest

from bot.domain.countries import COUNTRIES, SAME_NUMBERS, find_country, name_countries
from bot.domain.phone_numbers import E164
from bot.errors import DeniedError
from bot.policies.countries import check_country
from bot.policies.rules import ADMINS, OPERATOR, Rules
from bot.policies.verdicts import Allow, Deny
from tests.builders.calls import build_order
from tests.builders.cases import build_case
from tests.builders.rules import SET_AT, build_change, build_rules


def write(example: phonenumbers.PhoneNumber | None) -> E164:
    assert example is not None
    return E164(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))


OF_COUNTRY = {each: write(phonenumbers.example_number(each)) for each in sorted(COUNTRIES)}


def judge(number: str, rules: Rules) -> Allow | Deny:
    verdict = check_country(build_case(order=build_order(to_number=E164(number)), rules=rules))
    assert isinstance(verdict, Allow | Deny)
    return verdict


def test_there_are_all_countries_with_a_name() -> None:
    assert len(OF_COUNTRY) == 243
    assert all(name_countries()[each] for each in COUNTRIES)


def test_number_is_of_its_country() -> None:
    assert {each: find_country(number) for each, number in OF_COUNTRY.items()} == {
        each: each for each in COUNTRIES
    }


@pytest.mark.parametrize("digit", range(8))
def test_number_is_closed_unless_its_country_is_open(digit: int) -> None:
    """Of any two countries one alone is open by one of the digits of their places."""
    opened = {each for place, each in enumerate(OF_COUNTRY) if place >> digit & 1}
    rules = build_rules(allowed_countries=",".join(sorted(opened)))
    verdicts = {each: judge(number, rules) for each, number in OF_COUNTRY.items()}
    assert {each for each, verdict in verdicts.items() if verdict == Allow()} == opened


@pytest.mark.parametrize(
    ("number", "country"),
    [("+15559876543", "US"), ("+18765551234", "JM"), ("+77011234567", "KZ"), ("+88312345", None)],
)
def test_number_that_is_not_in_use_is_of_the_largest_country_of_its_code(
    number: str, country: str | None
) -> None:
    assert find_country(E164(number)) == country


@pytest.mark.parametrize(("country", "other"), SAME_NUMBERS.items())
def test_numbers_that_cannot_be_told_apart_are_of_the_larger_country(
    country: str, other: str
) -> None:
    mobile = phonenumbers.PhoneNumberType.MOBILE
    assert find_country(write(phonenumbers.example_number_for_type(country, mobile))) == other


def test_without_a_setting_the_own_countries_are_open_and_admins_may_open_any() -> None:
    rules = build_rules(default_region="IL", voicy_from_numbers="+442071838750=London")
    assert {each for each, rule in rules.countries.items() if rule.value} == {"IL", "GB"}
    assert {rule.who_can_change for rule in rules.countries.values()} == {ADMINS}
    opened = build_rules(build_change("country", "open", "JM"))
    assert judge(OF_COUNTRY["JM"], opened) == Allow()


def test_setting_that_is_written_out_is_the_ceiling() -> None:
    rules = build_rules(
        build_change("country", "open", "JM"),
        build_change("country", "closed", "CA"),
        allowed_countries="US, ca",
    )
    assert judge(OF_COUNTRY["US"], rules) == Allow()
    above, below = judge(OF_COUNTRY["JM"], rules), judge(OF_COUNTRY["CA"], rules)
    assert isinstance(above, Deny)
    assert isinstance(below, Deny)
    assert (above.value, above.who_can_change, above.details) == ("JM", OPERATOR, ("US",))
    assert (below.set_by, below.since, below.who_can_change) == ("dana", SET_AT, ADMINS)


def test_star_opens_all_and_admins_may_close_some() -> None:
    rules = build_rules(build_change("country", "closed", "CU"), allowed_countries="*")
    assert [each for each, rule in rules.countries.items() if not rule.value] == ["CU"]


def test_change_that_was_taken_back_leaves_what_the_settings_have() -> None:
    rules = build_rules(build_change("country", None, "JM"))
    assert not rules.countries["JM"].value


def test_rule_that_cannot_be_read_lets_nobody_be_called() -> None:
    with pytest.raises(DeniedError, match="rules: unreadable"):
        build_rules(build_change("country", "opne", "JM"))
