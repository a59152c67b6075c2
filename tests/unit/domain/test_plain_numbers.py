"""Numbers in E.164: read at once, and never otherwise than the long way."""

from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from bot.domain.phone_numbers import parse_number, read_plain
from bot.errors import AmbiguousNumberError, InvalidNumberError


def list_examples(region: str) -> Iterator[str]:
    """List a number of each type of a region, and the same with a digit more, less or other."""
    for kind in PhoneNumberType.values():
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        number = phonenumbers.format_number(example, PhoneNumberFormat.E164)
        code = len(f"+{example.country_code}")
        yield number
        yield f"{number}0"
        yield number[:-1]
        for digit in "0189":
            yield f"{number[:code]}{digit}{number[code:]}"
            yield f"{number[:code]}{digit}{number[code + 1 :]}"


def read_long_way(text: str) -> tuple[str, ...]:
    try:
        return (parse_number(text, "US").e164,)
    except AmbiguousNumberError as exc:
        return tuple(exc.choices)
    except InvalidNumberError:
        return ()


def test_what_is_read_at_once_is_read_the_same_the_long_way() -> None:
    examples = {text for region in phonenumbers.SUPPORTED_REGIONS for text in list_examples(region)}
    plain = {text: (found,) for text in examples if (found := read_plain(text))}
    assert len(plain) > 1_500
    assert plain == {text: read_long_way(text) for text in plain}


def test_most_numbers_in_use_are_read_at_once() -> None:
    examples = [
        phonenumbers.format_number(example, PhoneNumberFormat.E164)
        for region in phonenumbers.SUPPORTED_REGIONS
        if (example := phonenumbers.example_number(region))
    ]
    assert sum(read_plain(text) is not None for text in examples) > 0.95 * len(examples)


@pytest.mark.parametrize("text", ["", "+1555987654", "212 555 1234", "+1 212 555 1234", "+112"])
def test_other_text_is_left_to_the_long_way(text: str) -> None:
    assert read_plain(text) is None
