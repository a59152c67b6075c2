"""Rows of buttons, and which attempt a click on one is about."""

import pytest

from bot.ui.buttons import build_buttons, decode_attempt, encode_attempt
from tests.builders.calls import build_call


def test_button_belongs_to_one_attempt() -> None:
    assert decode_attempt(encode_attempt(build_call(attempt=3))) == ("o1", 3)


@pytest.mark.parametrize("value", ["o1", "o1 ", "o1 x", "o1 ²"])
def test_button_of_an_earlier_version_belongs_to_the_first_attempt(value: str) -> None:
    assert decode_attempt(value) == ("o1", 1)


def test_row_without_buttons_is_not_drawn() -> None:
    assert build_buttons("card", []) == []


def test_row_keeps_its_id_while_its_buttons_stay() -> None:
    rows = [build_buttons("card", [("Cancel", "withdraw_call", f"o{n} 1")])[0] for n in (1, 2)]

    assert [row.block_id for row in rows] == ["card.withdraw_call"] * 2
