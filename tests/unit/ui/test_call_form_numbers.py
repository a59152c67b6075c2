"""The form opened from a message: the callee is chosen among the numbers in it."""

import pytest

from bot.domain.phone_numbers import E164
from bot.ui.form_submission import parse_form, parse_numbers
from sandbox.slack.view_state import start_values
from tests.builders.call_form import build_state, draw, find_block
from tests.screen import unmarked

JOHN, JANE = E164("+15559876543"), E164("+442079460018")


def test_callee_is_chosen_among_several_numbers() -> None:
    state = build_state(numbers=(JOHN, JANE), to_text=JOHN)
    element = find_block(state, "to")["element"]

    assert [unmarked(option["text"]["text"]) for option in element["options"]] == [
        "+1 555-987-6543",
        "+44 20 7946 0018",
    ]
    assert element["initial_option"]["value"] == JOHN


def test_number_that_was_chosen_stays_when_the_form_is_drawn_anew() -> None:
    state = build_state(numbers=(JOHN, JANE), to_text=JANE)

    assert find_block(state, "to")["element"]["initial_option"]["value"] == JANE
    assert parse_numbers(draw(state)) == (JOHN, JANE)


def test_chosen_number_is_read_like_a_typed_one() -> None:
    view = draw(build_state(numbers=(JOHN, JANE), to_text=JANE))
    state = {"values": start_values(view["blocks"], None)}

    assert parse_form({**view, "state": state}).to_text == JANE


@pytest.mark.parametrize("numbers", [(), (JOHN,)])
def test_one_number_is_written_into_the_field(numbers: tuple[E164, ...]) -> None:
    state = build_state(numbers=numbers, to_text=JOHN)

    assert find_block(state, "to")["element"]["type"] == "plain_text_input"
    assert find_block(state, "to")["element"]["initial_value"] == JOHN
    assert parse_numbers(draw(state)) == ()


def test_hundreds_of_numbers_still_make_a_form() -> None:
    numbers = tuple(E164(f"+1555987{number:04}") for number in range(300))

    assert len(find_block(build_state(numbers=numbers), "to")["element"]["options"]) == 100


def test_form_in_a_thread_says_where_the_call_is_told() -> None:
    assert (
        "updates go to this thread"
        in find_block(build_state(is_in_thread=True), "channel")["hint"]["text"]
    )
    assert "hint" not in find_block(build_state(), "channel")
