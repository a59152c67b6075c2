"""Where a language is unusual."""

import pytest

from bot.domain.countries import list_regions
from bot.domain.languages import find_unusual_country
from bot.domain.phone_numbers import E164


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
