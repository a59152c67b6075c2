"""Lists of numbers as people paste them."""

import pytest

from bot.domain.number_lists import read_list

ONE, TWO = "+15559876543", "+15559876544"


@pytest.mark.parametrize(
    ("text", "numbers", "bad"),
    [
        (f"{ONE}\n{TWO}", (ONE, TWO), ()),
        (f"{ONE}, {TWO}; {ONE}", (ONE, TWO), ()),
        ("(555) 987-6543", (ONE,), ()),
        ("phone,name\r\n+15559876543,Mia\r\n+15559876544,Tom 2\r\n", (ONE, TWO), ()),
        (f"{ONE}\n12345\n999999999999999999", (ONE,), ("12345", "999999999999999999")),
        ("12345, 12345", (), ("12345",)),
        ("nothing, here", (), ()),
    ],
)
def test_numbers_are_found_and_what_looks_like_one_is_named(
    text: str, numbers: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    assert read_list(text, "US") == (numbers, bad)
