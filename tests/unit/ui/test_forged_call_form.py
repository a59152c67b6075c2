"""What the form of a call does not offer, as somebody could submit it all the same."""

from typing import Any

import pytest

from bot.ui.form_submission import parse_form


@pytest.mark.parametrize(
    ("chosen", "attempts"),
    [
        ({"value": "1"}, 1),
        ({"value": "4"}, 4),
        ({}, 1),
        (None, 1),
        *(({"value": value}, 1) for value in ("5", "99", "0", "-2", "many", "", " 3")),
    ],
)
def test_nobody_is_called_more_often_than_the_form_offers(
    chosen: dict[str, Any] | None, attempts: int
) -> None:
    values = {"retry": {"chosen": {"selected_option": chosen}}}
    assert parse_form({"state": {"values": values}}).timing.attempts == attempts
