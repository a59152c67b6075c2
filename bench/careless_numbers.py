"""Random numbers of many regions, and the careless ways in which people write them."""

from collections.abc import Iterator
from random import Random
from typing import Final

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

REGIONS: Final = (
    "US CA GB IE DE AT CH FR BE NL IT ES PT SE NO DK FI PL CZ SK HU RO BG GR HR SI LT LV UA RU KZ "
    "TR IL AE EG ZA NG KE IN PK CN JP KR HK SG AU BR AR MX CO"
).split()
_KINDS: Final = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
_LONGEST: Final = 15


def draw_number(region: str, random: Random) -> phonenumbers.PhoneNumber:
    """Draw a valid number of a region, near an example of the library and far from it."""
    description = _find_metadata(region).general_desc
    assert description is not None
    while True:
        example = phonenumbers.example_number_for_type(region, random.choice(_KINDS))
        assert example is not None, region
        significant = phonenumbers.national_significant_number(example)
        kept = significant[: random.randint(0, 4)]
        missing = random.choice(description.possible_length) - len(kept)
        digits = kept + "".join(random.choices("0123456789", k=max(missing, 0)))
        number = _parse(f"+{example.country_code}{digits}")
        if number and phonenumbers.is_valid_number_for_region(number, region):
            return number


def _find_metadata(region: str) -> PhoneMetadata:
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None, region
    return metadata


def _parse(text: str) -> phonenumbers.PhoneNumber | None:
    if len(text) - 1 > _LONGEST:
        return None
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.format_number(number, PhoneNumberFormat.E164) == text else None


def write_nationally(number: phonenumbers.PhoneNumber) -> str:
    """Write a number as its own region does."""
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def write_carelessly(number: phonenumbers.PhoneNumber, region: str) -> Iterator[str]:
    """Write a number in ten ways, most of them without its plus."""
    code = str(number.country_code)
    significant = phonenumbers.national_significant_number(number)
    grouped = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    trunk = _find_metadata(region).national_prefix
    yield f"{code}{significant}"
    yield f"{code} {significant}"
    yield grouped.removeprefix("+")
    yield grouped.removeprefix("+").replace(" ", "-")
    yield f"({code}) {significant}"
    yield f"00{code}{significant}"
    yield f"00 {grouped.removeprefix('+')}"
    yield f"{code} (0) {significant}" if trunk == "0" else f"{code}.{significant}"
    yield f"+{code} (0) {significant}" if trunk == "0" else f"+{code}.{significant}"
    yield significant
