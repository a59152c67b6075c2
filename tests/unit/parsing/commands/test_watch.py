"""What people type to have a channel watch: rules, digests, and what is wrong with them."""

import re

import pytest

from bot.errors import CommandError
from bot.parsing.commands import (
    ParsedSubcommand,
    Subcommand,
    format_command,
    parse_command,
)


def read(text: str) -> ParsedSubcommand:
    request = parse_command(text, default_region="US")
    assert isinstance(request, ParsedSubcommand)
    return request


def refuse(text: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "words", "options"),
    [
        ("watch", (), {}),
        ("WATCH outcome=Busy,no-answer", (), {"outcome": "busy,no_answer"}),
        ("watch agent=Booker outcome=ended", (), {"agent": "Booker", "outcome": "ended"}),
        ("watch list", ("list",), {}),
        ("watch digest 17:00", ("digest", "17:00"), {}),
        ("watch  Digest 5pm", ("digest", "17:00"), {}),
        ("watch digest 9:05 am tz=berlin", ("digest", "09:05"), {"tz": "Europe/Berlin"}),
        ("watch digest noon tz=America/New_York", ("digest", "12:00"), {"tz": "America/New_York"}),
    ],
)
def test_wishes_are_understood(typed: str, words: tuple[str, ...], options: dict[str, str]) -> None:
    assert read(typed) == ParsedSubcommand(name=Subcommand.WATCH, words=words, options=options)


@pytest.mark.parametrize("minute", [0, 5, 33])
def test_digest_comes_at_what_is_written_with_four_digits(minute: int) -> None:
    for written in (f"{hour:02}:{minute:02}" for hour in range(24)):
        assert read(f"watch digest {written}").words == ("digest", written)


@pytest.mark.parametrize("typed", ["at 9", "9:30", "12:30 o'clock", "eod", "quarter past 10"])
def test_advice_about_a_digest_that_may_be_at_two_times_works(typed: str) -> None:
    sentence = refuse(f"watch digest {typed}").sentence

    advised = re.findall(r"\b\d\d:\d\d\b", sentence.rpartition("may be")[2])
    assert len(advised) == 2
    assert [read(f"watch digest {each}").words[1] for each in advised] == advised


@pytest.mark.parametrize(("typed", "words"), [("unwatch", ()), ("unwatch digest", ("digest",))])
def test_wishes_are_taken_back(typed: str, words: tuple[str, ...]) -> None:
    assert read(typed) == ParsedSubcommand(name=Subcommand.UNWATCH, words=words)


@pytest.mark.parametrize(
    "typed",
    [
        "watch",
        "watch outcome=busy,no_answer agent=Booker",
        "watch list",
        "watch digest 17:00 tz=Europe/Berlin",
        "unwatch digest",
    ],
)
def test_wish_can_be_typed_again_as_it_was_understood(typed: str) -> None:
    assert format_command(read(typed)) == typed


@pytest.mark.parametrize(
    ("typed", "part", "sentence", "example"),
    [
        ("watch busy", "busy", "only digest, list, “outcome=” or “agent=” can", "watch outcome="),
        ("watch list now", "now", "Nothing can follow “watch list”", "watch list"),
        ("watch outcome=bussy", "bussy", "Did you mean “busy”?", "watch outcome="),
        ("watch tz=Berlin", "tz", "which has “outcome=”, “agent=”.", "watch outcome="),
        ("watch digest", "", "needs a time of day", "watch digest 17:00"),
        ("watch digest tz=Berlin", "", "needs a time of day", "watch digest 17:00"),
        ("watch digest soon", "soon", "not a time of day", "watch digest 17:00"),
        ("watch digest 25:00", "25:00", "not a time of day", "watch digest 17:00"),
        ("watch digest at 9", "at 9", "09:00 or 21:00", "watch digest 17:00"),
        ("watch digest 17:00 daily", "17:00 daily", "not a time of day", "watch digest 17:00"),
        ("watch digest 17:00 tz=Nowhere", "Nowhere", "no time zone", "watch digest 17:00"),
        ("watch digest 17:00 agent=B", "agent", "which has “tz=”.", "watch digest 17:00"),
        ("unwatch list", "list", "“list” cannot follow “unwatch”: only digest can.", "unwatch"),
    ],
)
def test_mistake_is_marked_with_an_example(
    typed: str, part: str, sentence: str, example: str
) -> None:
    error = refuse(typed)

    assert (error.part, error.example[: len(example)]) == (part, example)
    assert sentence in error.sentence
    assert read(error.example).name == typed.split()[0]
