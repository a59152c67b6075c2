"""Phone numbers that stand in the text of a message."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.phone_numbers import find_numbers


def find(text: str, region: str = "US") -> list[str]:
    return [number.e164 for number in asyncio.run(find_numbers(text, region)).numbers]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call John at +1 555 987 6543, please", ["+15559876543"]),
        ("(555) 987-6543 or +44 20 7946 0018", ["+15559876543", "+442079460018"]),
        ("650-253-0000", ["+16502530000"]),
        ("<tel:+15559876543|+1 555-987-6543>", ["+15559876543"]),
        ("+15559876543, again +1 (555) 987-6543", ["+15559876543"]),
        ("＋１ 555 987 6543", ["+15559876543"]),
        ("+1 650-253-0000 ext. 12", ["+16502530000"]),
        ("fax\n+1 650 253 0000\nphone\n+1 650 253 0001", ["+16502530000", "+16502530001"]),
        ("order 5559876543 of 2026-11-23, 4155 USD, 10.0.0.1", []),
        ("call 911 or 112 or +1 911", []),
        ("no number at all", []),
        ("", []),
    ],
)
def test_numbers_are_found_in_order_each_once(text: str, numbers: list[str]) -> None:
    assert find(text) == numbers


def test_national_number_is_read_as_of_the_region() -> None:
    assert find("050-234-5678", "IL") == ["+972502345678"]
    assert find("050-234-5678", "US") == []


def test_unusual_number_is_called_so() -> None:
    (number,) = asyncio.run(find_numbers("+15559876543", "US")).numbers

    assert number.is_valid is False


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("+0123456789 ()-")))
def test_any_text_can_be_searched(text: str) -> None:
    assert len(set(find(text))) == len(find(text))
