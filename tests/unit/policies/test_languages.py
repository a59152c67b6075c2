"""Where a language is unusual, and which caller ID is near a callee."""

import pytest

from bot.domain.countries import list_regions
from bot.domain.orders import CallerId
from bot.domain.phone_numbers import E164
from bot.policies.languages import find_unusual_country, name_country
from bot.policies.numbers import choose_caller_id

SALES = CallerId(number=E164("+15551234567"), label="Sales")
LONDON = CallerId(number=E164("+442071838750"), label="London")
TORONTO = CallerId(number=E164("+14165550123"), label="Toronto")
BERLIN = CallerId(number=E164("+4930123456"), label="Berlin")


@pytest.mark.parametrize(
    ("language", "number", "country"),
    [
        ("en", "+15559876543", ""),
        ("en-US", "+442079460123", ""),
        ("EN_gb", "+12125550123", ""),
        ("es", "+12125550123", ""),
        ("he", "+15559876543", "US"),
        ("iw", "+972501234567", ""),
        ("he", "+972501234567", ""),
        ("ar", "+972501234567", ""),
        ("en", "+4930123456", "DE"),
        ("de", "+4930123456", ""),
        ("nb", "+4721234567", ""),
        ("fr", "+41446681800", ""),
        ("multi", "+4930123456", ""),
        ("", "+4930123456", ""),
        ("en", "+979123456789", ""),
    ],
)
def test_language_is_unusual_where_it_is_spoken_in_none_of_the_callee_s_countries(
    language: str, number: str, country: str
) -> None:
    assert find_unusual_country(language, list_regions(E164(number))) == country


@pytest.mark.parametrize(
    ("code", "home"),
    [
        ("iw", "IL"),
        ("nb", "NO"),
        ("nn", "NO"),
        ("in", "ID"),
        ("fil", "PH"),
        ("cmn", "CN"),
        ("yue", "HK"),
        ("prs", "AF"),
    ],
)
def test_other_codes_of_a_language_are_known(code: str, home: str) -> None:
    assert find_unusual_country(code, [home]) == ""
    assert find_unusual_country(code, ["JM"]) == "JM"


def test_countries_have_names() -> None:
    assert name_country("US") == "the United States"
    assert name_country("DE") == "Germany"
    assert name_country("001") == "001"


@pytest.mark.parametrize(
    ("callee", "chosen"),
    [
        ("+442079460123", LONDON),
        ("+4930999999", BERLIN),
        ("+14165550199", TORONTO),
        ("+15559876543", SALES),
        ("+33123456789", SALES),
    ],
)
def test_caller_id_is_of_the_callee_s_country_if_there_is_one(
    callee: str, chosen: CallerId
) -> None:
    caller_ids = (SALES, LONDON, TORONTO, BERLIN)

    assert choose_caller_id(None, caller_ids, "US", callee=E164(callee)) == chosen
    assert choose_caller_id(None, caller_ids, "US") == SALES
    assert choose_caller_id("Berlin", caller_ids, "US", callee=E164(callee)) == BERLIN
