"""What may follow stats."""

import pytest

from bot.parsing.commands import ParsedSubcommand, Subcommand, format_command
from tests.builders.commands import find_mistake, parse


@pytest.mark.parametrize(
    ("text", "words", "options"),
    [
        ("stats", (), {}),
        ("stats 7d", ("7d",), {}),
        ("Stats 365D agent=Booker", ("365d",), {"agent": "Booker"}),
        ('stats Agent="Lead Qualifier"', (), {"agent": "Lead Qualifier"}),
    ],
)
def test_stats_take_days_and_an_agent(
    text: str, words: tuple[str, ...], options: dict[str, str]
) -> None:
    request = ParsedSubcommand(name=Subcommand.STATS, words=words, options=options)

    assert parse(text) == request
    assert parse(format_command(request)) == request


@pytest.mark.parametrize(
    ("text", "part", "sentence"),
    [
        (
            "stats 366d",
            "366d",
            "“366d” cannot follow “stats”: only a number of days from 1d to 365d or “agent=” can.",
        ),
        (
            "stats 0d",
            "0d",
            "“0d” cannot follow “stats”: only a number of days from 1d to 365d or “agent=” can.",
        ),
        (
            "stats week",
            "week",
            "“week” cannot follow “stats”: only a number of days from 1d to 365d or “agent=” can.",
        ),
        ("stats 7d 30d", "30d", "“7d” and “30d” cannot both be meant."),
        ("stats since=7d", "since", "“since=” is not an option of “stats”, which has “agent=”."),
    ],
)
def test_mistake_is_marked_and_explained(text: str, part: str, sentence: str) -> None:
    mistake = find_mistake(text)

    assert (mistake.part, mistake.sentence) == (part, sentence)
