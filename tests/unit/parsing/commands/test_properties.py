"""What holds for every text: nothing else is raised, mistakes are marked, orders round-trip."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.phone_numbers import parse_number
from bot.errors import CommandError
from bot.parsing.commands import (
    Command,
    ParsedCall,
    format_command,
    parse_command,
    parse_variables,
    quote_value,
)

QUOTES = "\"“”„‟«»＂'‘’‚‹›"
AWKWARD = f"{QUOTES}=<>&|-—:;\\ \t\n\r\u00a0\u2028\u200b\u200f\ufeff\x00\x1f\x85\ud800aé5ש"
NUMBER = parse_number("+15559876543", "US")

awkward_texts = st.text(alphabet=AWKWARD, max_size=30)
any_texts = st.one_of(awkward_texts, st.text(max_size=30))
words = st.one_of(
    awkward_texts,
    st.sampled_from(
        [
            "agent",
            "from=",
            "at=",
            "tz=",
            "retry=",
            "retry=2",
            "tz=berlin",
            "var:",
            "name=",
            " ",
            "help",
            "&amp;",
            "<tel:",
            "=",
        ]
    )
    | st.sampled_from(["+15559876543", "050-123-4567", "John Smith", "a=1", 'b="2 3"', "c=“d”"]),
)
commands = st.one_of(any_texts, st.lists(words, max_size=8).map(" ".join))
calls = st.lists(words, max_size=6).map(lambda parts: " ".join(["+15559876543", *parts]))

# What survives cleaning: no control characters that no keyboard types, no halves of emoji.
values = st.text(
    alphabet=st.one_of(
        st.sampled_from(f"{QUOTES} =&<>\t\n\u00a0\u200f"),
        st.characters(exclude_categories=["Cc", "Cs"]),
    ),
    max_size=20,
)
names = st.text(
    alphabet=st.characters(
        exclude_categories=["Cc", "Cf", "Cs", "Z"], exclude_characters=f"{QUOTES}=<>"
    ),
    min_size=1,
    max_size=10,
)


def deliver(typed: str) -> str:
    """Escape a text as Slack does on its way from the composer to an app."""
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def parse(text: str) -> Command | CommandError:
    try:
        return parse_command(text, default_region="IL")
    except CommandError as error:
        return error


def check_error(error: CommandError) -> None:
    assert 0 <= error.start < error.end <= len(error.text)
    assert error.part.strip() == error.part != ""
    assert error.sentence[-1:] in {".", "?"}
    assert not isinstance(parse(deliver(error.example)), CommandError)
    assert not isinstance(parse(error.example), CommandError)


def check_command(text: str) -> None:
    request = parse(text)
    if isinstance(request, CommandError):
        check_error(request)
        return
    again = parse(deliver(format_command(request)))
    assert again == request
    if isinstance(request, ParsedCall) and isinstance(again, ParsedCall):
        assert list(again.variables.items()) == list(request.variables.items())
        for start, end in request.spans.values():
            assert 0 <= start < end <= len(request.text)


@given(commands)
def test_any_text_is_a_request_that_round_trips_or_a_marked_mistake(text: str) -> None:
    check_command(text)


@given(calls)
def test_any_text_after_a_number_is_a_call_or_a_marked_mistake(text: str) -> None:
    check_command(text)


@given(st.dictionaries(names, values, max_size=5), values.map(str.strip), values.map(str.strip))
def test_every_order_can_be_typed(variables: dict[str, str], agent: str, label: str) -> None:
    request = ParsedCall(
        number=NUMBER, agent=agent or None, from_text=label or None, variables=variables
    )

    again = parse(deliver(format_command(request)))

    assert isinstance(again, ParsedCall)
    assert (again.number, again.agent, again.from_text) == (NUMBER, agent or None, label or None)
    assert list(again.variables.items()) == list(variables.items())


@given(st.lists(any_texts, max_size=4).map("\n".join))
def test_any_lines_are_variables_or_a_marked_mistake(text: str) -> None:
    try:
        variables = parse_variables(text)
    except CommandError as error:
        mistake = error
    else:
        assert all(name and not set(name) & set("=\n") for name in variables)
        return
    assert 0 <= mistake.start < mistake.end <= len(mistake.text)
    assert mistake.part.strip() != ""
    assert parse_variables(mistake.example) == {"name": "John Smith"}


@given(st.dictionaries(names, values.filter(lambda value: "\n" not in value), max_size=5))
def test_lines_with_quoted_values_round_trip(variables: dict[str, str]) -> None:
    lines = [f"var:{name}={quote_value(value)}" for name, value in variables.items()]

    assert list(parse_variables("\n".join(lines)).items()) == list(variables.items())


@pytest.mark.parametrize("piece", ["0 ", "+49 30 1234 5678 ", "(0 0) ", "9am ", "٠٣٠ ١٢٣ "])
def test_long_row_of_digits_is_refused_at_once(piece: str) -> None:
    started = time.thread_time()

    assert isinstance(parse((piece * 8_000)[:8_000]), CommandError)
    assert time.thread_time() - started < 0.5
