"""The options of a call: for later, elsewhere, tried again."""

import pytest

from bot.domain.phone_numbers import parse_number
from bot.errors import CommandError
from bot.parsing.commands import ParsedCall, parse_command

TO = "+15559876543"
TO_NUMBER = parse_number(TO, "US")


def parse_call(text: str) -> ParsedCall:
    request = parse_command(text, default_region="US")
    assert isinstance(request, ParsedCall)
    return request


def test_a_call_may_be_for_later_elsewhere_and_tried_again() -> None:
    text = f'{TO} at="tomorrow 9am" TZ=berlin retry=2 var:tz=x'

    request = parse_call(text)

    assert request == ParsedCall(
        number=TO_NUMBER,
        at_text="tomorrow 9am",
        tz="Europe/Berlin",
        attempts=3,
        variables={"tz": "x"},
    )
    assert {part: text[start:end] for part, (start, end) in request.spans.items()} == {
        "to": TO,
        "at": '"tomorrow 9am"',
        "tz": "berlin",
        "retry": "2",
    }


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ('"New York"', "America/New_York"),
        ("\u200eUTC", "UTC"),
        ("CET", "Europe/Brussels"),
    ],
)
def test_the_zone_of_the_callee_is_named_as_people_do(typed: str, zone: str) -> None:
    assert parse_call(f"{TO} tz={typed}").tz == zone


@pytest.mark.parametrize(("typed", "attempts"), [("0", 1), ("1", 2), ("5", 6), ("02", 3)])
def test_trying_again_adds_attempts(typed: str, attempts: int) -> None:
    assert parse_call(f"{TO} retry={typed}").attempts == attempts


@pytest.mark.parametrize(
    ("text", "example"),
    [
        (f"{TO} at=tomorrow 9am", f'{TO} at="tomorrow 9am"'),
        (f"{TO} tz=new york", f'{TO} tz="new york"'),
        (f"{TO} retry= 2", f"{TO} retry=2"),
        (f"{TO} tz=new yrok", f"{TO} retry=2 tz=America/New_York"),
        (f"{TO} retry=2 times", f"{TO} retry=2"),
    ],
)
def test_example_for_stray_words_is_made_of_them_where_that_works(text: str, example: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_command(text, default_region="US")

    assert caught.value.example == example
