"""How mistakes in a command and in the form's lines are marked and explained."""

import pytest

from bot.errors import CommandError
from bot.parsing.commands import parse_command, parse_variables

TO = "+15559876543"
GENERAL_EXAMPLE = f'{TO} name="John Smith"'


def refuse(text: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        parse_command(text, default_region="US")
    return caught.value


def explain(text: str) -> object:
    """Return the part, the sentence and the example of a mistake, or what was understood."""
    try:
        return parse_command(text, default_region="US")
    except CommandError as error:
        return error.part, error.sentence, error.example


MISTAKES = {
    f"{TO} name=John Smith age=5": (
        "Smith",
        "“Smith” has no name. A value with spaces needs quotes around it.",
        f'{TO} name="John Smith"',
    ),
    '555-987-6543 var:agent="J." R. "Bob" Dobbs': (
        'R. "Bob" Dobbs',
        '“R. "Bob" Dobbs” has no name. A value with spaces needs quotes around it.',
        f'{TO} var:agent="J. R. ""Bob"" Dobbs"',
    ),
    f"{TO} name= John": (
        "John",
        "“John” is apart from “name=”. Write no space after “=”.",
        f"{TO} name=John",
    ),
    f"{TO} John Smith a=b": (
        "John Smith",
        "“John Smith” is not part of the number. What the agent should know needs a name.",
        f'{TO} name="John Smith"',
    ),
    f"{TO} at noon": (
        "at noon",
        "“at noon” is a time, which is written after “at=”.",
        f"{TO} at=noon",
    ),
    f"{TO} tomorrow": (
        "tomorrow",
        "“tomorrow” is a time, which is written after “at=”.",
        f'{TO} at="tomorrow 9am"',
    ),
    f"{TO} tomorrow 9am": (
        "tomorrow 9am",
        "“tomorrow 9am” is a time, which is written after “at=”.",
        f'{TO} at="tomorrow 9am"',
    ),
    f"{TO} in 20 minutes": (
        "in 20 minutes",
        "“in 20 minutes” is a time, which is written after “at=”.",
        f'{TO} at="in 20 minutes"',
    ),
    f"{TO} today": (
        "today",
        "“today” is a time, which is written after “at=”.",
        f'{TO} at="today 11:59pm"',
    ),
    f"{TO} מחר ב-9 בבוקר": (
        "מחר ב-9 בבוקר",
        "“מחר ב-9 בבוקר” is a time, which is written after “at=”.",
        f'{TO} at="מחר ב-9 בבוקר"',
    ),
    f"{TO} name=John tomorrow at noon": (
        "tomorrow at noon",
        "“tomorrow at noon” is a time, which is written after “at=”.",
        f'{TO} at="tomorrow at noon"',
    ),
    "+44 20 7946 0958 tomorrow": (
        "tomorrow",
        "“tomorrow” is a time, which is written after “at=”.",
        '+442079460958 at="tomorrow 9am"',
    ),
    "+49 30 123456 10 bis 12 Uhr": (
        "10 bis 12 Uhr",
        "“10 bis 12 Uhr” is a time, which is written after “at=”.",
        '+4930123456 at="tomorrow 9am"',
    ),
    "+44 20 7946 0958 ext 12": (
        "ext 12",
        (
            "“+44 20 7946 0958 ext 12” cannot be called: extensions cannot be dialed, "
            "leave out “ext 12”."
        ),
        GENERAL_EXAMPLE,
    ),
    f"{TO} at=tomorrow 9am": (
        "9am",
        "“9am” has no name. A value with spaces needs quotes around it.",
        f'{TO} at="tomorrow 9am"',
    ),
    f"{TO} name=A &amp; B": (
        "& B",
        "“& B” has no name. A value with spaces needs quotes around it.",
        GENERAL_EXAMPLE,
    ),
    f'{TO} name="John Smith': ('"John Smith', "The quote is never closed.", GENERAL_EXAMPLE),
    f'{TO} name="John Smith age="5"': (
        '"John Smith age="5"',
        "The quote is never closed.",
        GENERAL_EXAMPLE,
    ),
    f'{TO} name="John"Smith a=b': (
        "Smith",
        "“Smith” is glued to the closing quote. A quote inside a value is written twice.",
        GENERAL_EXAMPLE,
    ),
    f"{TO} name=a name=b": ("name", "“name” is given twice.", GENERAL_EXAMPLE),
    f"{TO} agent=a AGENT=b": ("AGENT", "“AGENT” is given twice.", GENERAL_EXAMPLE),
    f"{TO} agent=": ("agent", "There is nothing after “agent=”.", f"{TO} agent=Booker"),
    f'{TO} from=" "': ("from", "There is nothing after “from=”.", f"{TO} from=+15551234567"),
    f"{TO} At=tomorrow 9am": (
        "9am",
        "“9am” has no name. A value with spaces needs quotes around it.",
        f'{TO} At="tomorrow 9am"',
    ),
    f"{TO} at=\u200f": ("at", "There is nothing after “at=”.", f'{TO} at="tomorrow 9am"'),
    f"{TO} tz=Berlim retry=2": (
        "Berlim",
        "“Berlim” is no time zone that is known. Did you mean Europe/Berlin?",
        f"{TO} retry=2 tz=America/New_York",
    ),
    f"{TO} tz=ist": (
        "ist",
        (
            "Several places call their time “IST”: "
            "write Asia/Kolkata or Asia/Jerusalem or Europe/Dublin."
        ),
        f"{TO} retry=2 tz=America/New_York",
    ),
    f"{TO} retry=6 at=9am": (
        "6",
        "A call is tried again 5 times at most, so that nobody is pestered.",
        f"{TO} retry=2",
    ),
    f"{TO} retry=often": (
        "often",
        "“often” is not a number of retries: write 0 to 5.",
        f"{TO} retry=2",
    ),
    f"{TO} Retry=-1": ("-1", "“-1” is not a number of retries: write 0 to 5.", f"{TO} retry=2"),
    f"{TO} retry=1 RETRY=2": ("RETRY", "“RETRY” is given twice.", GENERAL_EXAMPLE),
    f'{TO} na"me=x': (
        'na"me',
        '“na"me” cannot be a name: " does not belong in it.',
        GENERAL_EXAMPLE,
    ),
    "name=John Smith": (
        "name",
        "The phone number to call is missing; it comes first.",
        GENERAL_EXAMPLE,
    ),
    "halp": (
        "halp",
        "“halp” is neither a phone number nor a command. Did you mean “help”?",
        "help",
    ),
    f"call {TO}": (
        "call",
        "“call” is neither a phone number nor a command. A call begins with a phone number.",
        GENERAL_EXAMPLE,
    ),
    "help me now ": ("me now", "Nothing can follow “help”.", "help"),
    "Status x=1": ("x=1", "“x=” is not an option of “status”, which has none.", "status"),
    " 911 name=John": (
        "911",
        "“911” cannot be called: emergency numbers are never called.",
        GENERAL_EXAMPLE,
    ),
    f"{TO} ext 12 name=John": (
        "ext 12",
        f"“{TO} ext 12” cannot be called: extensions cannot be dialed, leave out “ext 12”.",
        GENERAL_EXAMPLE,
    ),
    f"tel:{TO};ext=555 name=John": (
        ";ext=555",
        (
            f"“tel:{TO};ext=555” cannot be called: "
            "extensions cannot be dialed, leave out “;ext=555”."
        ),
        GENERAL_EXAMPLE,
    ),
    f"{TO} (10–12 h) name=John": (
        f"{TO} (10–12 h)",
        (
            f"“{TO} (10–12 h)” cannot be called: "
            "letters do not belong in a phone number, leave out “(10-12 h)”."
        ),
        GENERAL_EXAMPLE,
    ),
    f"{TO},name=John": (
        "name",
        "There has to be a space between the number and “name”.",
        GENERAL_EXAMPLE,
    ),
}


def test_mistakes_are_marked_explained_and_answered_with_an_example() -> None:
    assert {text: explain(text) for text in MISTAKES} == MISTAKES


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (f"{TO} name = John", 18, 19),
        (f"{TO} name =John", 18, 19),
        (f"{TO} a=b name = John", 22, 23),
        (f"{TO} a=b =c", 17, 18),
        (f"{TO} a=b --=c", 17, 20),
        (f"{TO} var:=c", 13, 18),
        ("=", 0, 1),
    ],
)
def test_an_equals_sign_by_itself_is_marked(text: str, start: int, end: int) -> None:
    error = refuse(text)

    assert (error.start, error.end) == (start, end)
    assert error.sentence == (
        "A name, “=” and its value belong together, without spaces between them."
    )


def test_a_very_long_text_is_refused_from_where_it_is_too_long() -> None:
    error = refuse(f"{TO} name=" + "x" * 8_000)

    assert (error.start, error.end) == (8_000, 8_018)
    assert error.sentence == "This is too long: 8,018 characters, 8,000 are possible."


@pytest.mark.parametrize(
    ("text", "start", "part", "sentence"),
    [
        ("a=1\n John ", 5, "John", "“John” is not of the form name=value."),
        ("a=1\na=2", 4, "a", "“a” is given twice."),
        ("var:a=1\na=2", 8, "a", "“a” is given twice."),
        ("first name=x", 0, "first name", "“first name” cannot be a name: a space"),
        ("<b>=x", 0, "<b>", "“<b>” cannot be a name: < does not belong in it."),
        ("=x", 0, "=", "A name, “=” and its value belong together"),
        pytest.param(
            "a=" + "x" * 8_000, 8_000, "xx", "This is too long: 8,002 characters", id="too long"
        ),
    ],
)
def test_a_line_that_is_no_variable_is_marked(
    text: str, start: int, part: str, sentence: str
) -> None:
    with pytest.raises(CommandError) as caught:
        parse_variables(text)

    error = caught.value
    assert (error.start, error.part) == (start, part)
    assert error.sentence.startswith(sentence)
    assert error.example == "name=John Smith"
