"""The help: examples that work, under the command's own name."""

from bot.cards.help import build_help, build_help_with_form
from bot.command_text import CallRequest, OpenForm, SubcommandRequest, parse_command
from tests.unit.test_cards_lines import draw


def find_examples() -> list[str]:
    (section,) = draw(build_help("/call", "voicy"))[0]["elements"]
    return [each["text"] for each in section["elements"] if each.get("style") == {"code": True}]


def test_every_example_of_the_help_works() -> None:
    parsed = [
        parse_command(
            example.removeprefix("/call").removeprefix("@voicy call").strip(), default_region="IL"
        )
        for example in find_examples()
    ]

    assert {type(each) for each in parsed} == {OpenForm, CallRequest, SubcommandRequest}


def test_help_names_command_and_bot_as_they_are_called() -> None:
    text = build_help("/dial", "ringo").text

    assert "/call" not in text
    assert "/dial status" in text
    assert "@ringo call" in text


def test_help_in_a_thread_offers_the_form_for_it() -> None:
    (button,) = draw(build_help_with_form("/call", "voicy", "1.1"))[-1]["elements"]

    assert (button["action_id"], button["value"]) == ("open_form", "1.1")
