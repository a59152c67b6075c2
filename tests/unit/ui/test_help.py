"""The help: examples that work, under the command's own name."""

from dataclasses import replace

from bot.parsing.commands import (
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    Subcommand,
    parse_command,
)
from bot.ui.help import HelpFacts, build_help, build_help_with_form
from tests.builders.rich_text import draw

FACTS = HelpFacts(bot_name="voicy", caller_id="Sales", agent="Appointment Booker")


def find_examples() -> list[str]:
    (section,) = draw(build_help(FACTS))[0]["elements"]
    return [each["text"] for each in section["elements"] if each.get("style") == {"code": True}]


def test_help_has_every_subcommand_in_an_example_that_works() -> None:
    parsed = [
        parse_command(
            example.removeprefix("/call").removeprefix("@voicy call").strip(), default_region="US"
        )
        for example in find_examples()
    ]

    assert {type(each) for each in parsed} == {OpenForm, ParsedCall, ParsedSubcommand}
    named = {each.name for each in parsed if isinstance(each, ParsedSubcommand)}
    assert named == set(Subcommand) - {Subcommand.HELP}


def test_help_names_the_bot_as_it_is_called() -> None:
    assert "@ringo call" in build_help(replace(FACTS, bot_name="ringo")).text


def test_help_names_an_agent_and_a_caller_id_that_there_are() -> None:
    assert '/call +15559876543 agent="Appointment Booker" from=Sales' in find_examples()


def test_help_names_no_agent_where_none_is_known() -> None:
    assert "agent=" not in build_help(replace(FACTS, agent=None)).text.split("var:agent=")[0]


def test_help_in_a_thread_offers_the_form_for_it() -> None:
    (button,) = draw(build_help_with_form(FACTS, "1.1"))[-1]["elements"]

    assert (button["action_id"], button["value"]) == ("open_form", "1.1")
