"""Which country a number may be of, by ISO 3166 codes."""

import phonenumbers

from bot.domain.phone_numbers import E164


def list_regions(number: E164) -> tuple[str, ...]:
    """Return the country of a number; all that share its code where it is not in use there."""
    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_number(parsed)
    if region is not None:
        return (region,)
    return tuple(phonenumbers.region_codes_for_country_code(parsed.country_code or 0))


def measure_nearness(one: E164, other: E164) -> tuple[float, bool]:
    """Return how surely two numbers are of one country, up to 1, and if they share its code."""
    regions, others = set(list_regions(one)), set(list_regions(other))
    codes = [phonenumbers.parse(each).country_code for each in (one, other)]
    return len(regions & others) / max(len(regions | others), 1), codes[0] == codes[1]
