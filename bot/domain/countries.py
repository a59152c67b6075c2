"""Which country a number may be of, by ISO 3166 codes."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import phonenumbers

from bot.domain.phone_numbers import E164

# countries whose numbers cannot be told from those of another one
SAME_NUMBERS: Final[Mapping[str, str]] = {"EH": "MA", "MF": "GP"}
COUNTRIES: Final = frozenset(phonenumbers.SUPPORTED_REGIONS) - frozenset(SAME_NUMBERS)
# what phonenumbers tells apart and ISO 3166 does not
_NEEDS_ARTICLE: Final = re.compile(
    r"(United|Isle of|Bahamas|Comoros|Gambia|Maldives|Netherlands|Philippines)\b"
    r"|Virgin Islands|British Indian|.* (Islands|Republic|Rep\.|Emirates)$"
)
_MORE_NAMES: Final = {"AC": "Ascension Island", "TA": "Tristan da Cunha", "XK": "Kosovo"}


def list_regions(number: E164) -> tuple[str, ...]:
    """Return the country of a number; all that share its code where it is not in use there."""
    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_number(parsed)
    if region is not None:
        return (region,)
    return tuple(phonenumbers.region_codes_for_country_code(parsed.country_code or 0))


# each rule about a call asks for it
@lru_cache(maxsize=256)
def find_country(number: E164) -> str | None:
    """Return the country of a number, None for those of none, as satellites have.

    A number that is not in use counts as of the largest country that has its code: +1 555 is
    American.
    """
    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_number(parsed)
    region = region or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return region if region in COUNTRIES else None


@cache
def name_countries() -> dict[str, str]:
    """Return what each country is called in English."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if not line.startswith("#"))
    names = dict(line.split("\t", 1) for line in lines) | _MORE_NAMES
    return {country: names[country] for country in COUNTRIES}


def add_article(name: str) -> str:
    """Return the name of a country as a sentence has it: “the United States”, but “Israel”."""
    return f"the {name}" if _NEEDS_ARTICLE.match(name) else name


def measure_nearness(one: E164, other: E164) -> tuple[float, bool]:
    """Return how surely two numbers are of one country, up to 1, and if they share its code."""
    regions, others = set(list_regions(one)), set(list_regions(other))
    codes = [phonenumbers.parse(each).country_code for each in (one, other)]
    return len(regions & others) / max(len(regions | others), 1), codes[0] == codes[1]
