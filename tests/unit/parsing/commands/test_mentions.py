"""What is asked of the bot in a message, and what is only talk about it."""

import pytest

from bot.parsing.commands import ParsedCall, parse_command, read_direct_message, read_mention

BOT = "U0VOICY"
ME = f"<@{BOT}>"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"{ME} call +15559876543 name=John", "+15559876543 name=John"),
        (f"{ME} +15559876543", "+15559876543"),
        (f"  {ME}: Call\n+15559876543", "+15559876543"),
        (f"<@{BOT}|voicy>, call <tel:+15559876543|+1 555>", "<tel:+15559876543|+1 555>"),
        (f"{ME} `call +15559876543 name=John`", "+15559876543 name=John"),
        (f"{ME} ```call +15559876543```", "+15559876543"),
        (f"\u200e{ME}\u00a0call\u00a0+15559876543", "+15559876543"),
        (f"{ME} help", "help"),
        (f"{ME} call history", "history"),
        (f"{ME} callback +15559876543", "callback +15559876543"),
        (ME, ""),
        (f"{ME} call", ""),
        (f"Hi {ME} call +15559876543", "+15559876543"),
        (f"Hi {ME} are you there?", None),
        (f"thanks {ME}", None),
        ("<@U0BOB> call +15559876543", None),
        (f"<@U0BOB> {ME} call +15559876543", "+15559876543"),
        (f"{ME} call <@U0BOB>", "<@U0BOB>"),
        ("call +15559876543", None),
        ("", None),
    ],
)
def test_mention_asks_for_what_follows_it(text: str, asked: str | None) -> None:
    assert read_mention(text, BOT) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("call +15559876543 name=John", "+15559876543 name=John"),
        ("Call +15559876543", "+15559876543"),
        (f"{ME} call +15559876543", "+15559876543"),
        ("`call +15559876543`", "+15559876543"),
        ("call", ""),
        ("help", "help"),
        ("History", "History"),
        ("+15559876543", None),
        ("John is at +15559876543", None),
        ("calling you later", None),
        ("please call +15559876543", None),
        ("hello", None),
        ("", None),
    ],
)
def test_direct_message_asks_only_by_a_word_of_the_grammar(text: str, asked: str | None) -> None:
    assert read_direct_message(text, BOT) == asked


def test_what_a_mention_asks_for_is_the_grammar_of_the_command() -> None:
    text = f"{ME} call <tel:+15559876543|+1 555-987-6543> name=“John Smith” mood=&lt;3"

    request = parse_command(read_mention(text, BOT) or "", default_region="US")

    assert isinstance(request, ParsedCall)
    assert request.number.e164 == "+15559876543"
    assert request.variables == {"name": "John Smith", "mood": "<3"}
