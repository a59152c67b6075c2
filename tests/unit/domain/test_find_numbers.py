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


SEEN_IN_GERMANY = {
    "+49 30 123456 (10–12 h)": ["+4930123456"],
    "+49 30 123456 10-12 Uhr": ["+4930123456"],
    "+49 30 123456 - 10 bis 12 Uhr": ["+4930123456"],
    "+49 30 123456 10 bis 12": ["+4930123456"],
    "+49 30 123456 10 und 12 Uhr": ["+4930123456"],
    "+49 30 123456 10 Uhr": ["+4930123456"],
    "+49 30 123456 9am-5pm": ["+4930123456"],
    "+49 30 123456 5 €": ["+4930123456"],
    "+49 30 123456 24.12.2026": ["+4930123456"],
    "030 123456 am 24.12.": ["+4930123456"],
    "10-12 030 123456": ["+4930123456"],
    "am 24.12. 030 123456": ["+4930123456"],
    "Mo-Fr 8-18 Uhr: 0800 1234567 (24/7)": ["+498001234567"],
    "030 123456 030 123457": ["+4930123456", "+4930123457"],
    "+49 30 123456/57": ["+4930123456"],
    "0234/123456-10": ["+4923412345610"],
    "+49 (0)30 123456-78": ["+493012345678"],
    "+49 30 12 34 56 bitte": ["+4930123456"],
    "+49 30 123456 2 Personen": ["+4930123456", "+49301234562"],
    "+1 555 987 6543 2 people": ["+15559876543"],
    "Tel:030 123456": ["+4930123456"],
    "IBAN DE89 3704 0044 0532 0130 00": [],
    "4111 1111 1111 1111 0301": [],
    "ISBN 978-3-16-148410-0": [],
    "48.137154, 11.576124 and 192.168.10.11": [],
    "171 2345670 or RE-2026-0012345": [],
    "$6502530000": [],
}


def test_what_a_person_sees_as_the_number_is_found() -> None:
    assert {text: find(text, "DE") for text in SEEN_IN_GERMANY} == SEEN_IN_GERMANY


@pytest.mark.parametrize(
    ("text", "region", "numbers"),
    [
        ("(415) 555-2671 (415) 555-2672", "US", ["+14155552671", "+14155552672"]),
        ("415-555-2671 4155552672", "US", ["+14155552671", "+14155552672"]),
        ("020 7946 0958 07400 123456", "GB", ["+442079460958", "+447400123456"]),
        ("912345678 912345679", "ES", ["+34912345678", "+34912345679"]),
        ("22 123 45 67 22 123 45 68", "PL", ["+48221234567", "+48221234568"]),
        ("650-253-0000 2026-11-23 10:30", "US", ["+16502530000"]),
    ],
)
def test_numbers_side_by_side_are_all_found(text: str, region: str, numbers: list[str]) -> None:
    assert find(text, region) == numbers


@pytest.mark.parametrize(
    ("text", "numbers", "is_clear"),
    [
        ("49 171 2345670", ["+491712345670", "+49491712345670"], False),
        ("030 123456, 49 171 2345670", ["+4930123456", "+491712345670", "+49491712345670"], True),
        ("44 20 7946 0123", [], True),
    ],
)
def test_first_number_that_can_mean_two_is_not_clear(
    text: str, numbers: list[str], is_clear: bool
) -> None:
    found = asyncio.run(find_numbers(text, "DE"))

    assert [number.e164 for number in found.numbers] == numbers
    assert found.is_clear is is_clear


def test_hundreds_of_numbers_are_all_counted() -> None:
    text = " ".join(f"+1 650 253 {number:04}" for number in range(300))

    found = asyncio.run(find_numbers(text, "US"))

    assert len(found.numbers) == 300
    assert found.is_whole


@pytest.mark.parametrize(
    "text",
    ["12 345 " * 1_000, "0 " * 4_000, "word " * 10_000],
    ids=["pieces", "digits", "words"],
)
def test_search_of_a_hard_text_ends_and_says_so(text: str) -> None:
    found = asyncio.run(find_numbers(text, "DE"))

    assert found.numbers == ()
    assert not found.is_whole


def test_others_have_their_turn_while_a_text_is_searched() -> None:
    async def count_turns() -> int:
        search = asyncio.create_task(find_numbers("030 123456\n" * 100, "DE"))
        turns = 0
        while not search.done():
            await asyncio.sleep(0)
            turns += 1
        return turns

    assert asyncio.run(count_turns()) > 100


def test_unusual_number_is_called_so() -> None:
    (number,) = asyncio.run(find_numbers("+15559876543", "US")).numbers

    assert number.is_valid is False


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("+0123456789 ()-")))
def test_any_text_can_be_searched(text: str) -> None:
    assert len(set(find(text))) == len(find(text))
