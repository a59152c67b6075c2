"""What may be typed after the command, and how it is written again."""

import pytest

from bot.domain.phone_numbers import E164, PhoneNumber
from bot.parsing.commands import (
    OpenForm,
    ParsedCall,
    ParsedSubcommand,
    Subcommand,
    format_command,
    parse_command,
    parse_variables,
    quote_value,
)

TO = "+15559876543"
TO_NUMBER = PhoneNumber(e164=E164(TO), is_valid=False, region=None)


def parse_call(text: str, region: str = "US") -> ParsedCall:
    request = parse_command(text, default_region=region)
    assert isinstance(request, ParsedCall)
    return request


def parse_pairs(pairs: str) -> dict[str, str]:
    return dict(parse_call(f"{TO} {pairs}").variables)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u00a0", "\u200f\u200b"])
def test_nothing_typed_opens_the_form(text: str) -> None:
    assert parse_command(text, default_region="US") == OpenForm()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("help", Subcommand.HELP),
        ("?", Subcommand.HELP),
        ("-h", Subcommand.HELP),
        ("--help", Subcommand.HELP),
        ("—help", Subcommand.HELP),
        (" Status ", Subcommand.STATUS),
        ("HISTORY", Subcommand.HISTORY),
        ("\u200fagents", Subcommand.AGENTS),
    ],
)
def test_the_first_word_can_be_a_subcommand(text: str, name: Subcommand) -> None:
    assert parse_command(text, default_region="US") == ParsedSubcommand(name=name)


def test_a_number_alone_is_a_call() -> None:
    assert parse_call(TO) == ParsedCall(number=TO_NUMBER)


def test_a_call_has_a_number_options_and_variables() -> None:
    text = '+1 (555) 987-6543 agent=Booker From="Sales team" name="John Smith" Name=Jo x=1'

    request = parse_call(text)

    assert request == ParsedCall(
        number=TO_NUMBER,
        agent="Booker",
        from_text="Sales team",
        variables={"name": "John Smith", "Name": "Jo", "x": "1"},
    )
    assert list(request.variables) == ["name", "Name", "x"]
    assert {part: text[start:end] for part, (start, end) in request.spans.items()} == {
        "to": "+1 (555) 987-6543",
        "agent": "Booker",
        "from": '"Sales team"',
    }


def test_spans_point_into_the_text_as_it_was_typed() -> None:
    request = parse_call(f"<tel:{TO}|+1 555-987-6543> agent=A&amp;B")

    assert request.text == f"{TO} agent=A&B"
    assert request.spans == {"to": (0, 12), "agent": (19, 22)}


def test_national_numbers_are_read_in_the_default_region() -> None:
    request = parse_call("050-123-4567 from=050-765-4321", region="IL")

    assert request.number.e164 == "+972501234567"
    assert request.from_text == "050-765-4321"
    assert request.from_number == PhoneNumber(
        e164=E164("+972507654321"), is_valid=True, region="IL"
    )


@pytest.mark.parametrize(
    "number",
    [
        TO,
        f'"{TO}"',
        f"“{TO}”",
        "+1 555 987-6543",
        "tel:+1-555-987-6543",
        f"\u2066{TO}\u2069",
        f"<tel:{TO}|+1 (555) 987-6543>",
        "+1\u00a0555\u00a0987\u00a06543",
    ],
)
def test_the_number_is_everything_before_the_first_pair(number: str) -> None:
    gaps = (" ", "  \n", "\u00a0", "\u202f", "\u3000")
    calls = {gap: parse_call(f"{number}{gap}name=John") for gap in gaps}
    assert calls == dict.fromkeys(gaps, ParsedCall(number=TO_NUMBER, variables={"name": "John"}))


@pytest.mark.parametrize(
    ("pairs", "variables"),
    [
        ("var:agent=x var:FROM=y Var:at=z", {"agent": "x", "FROM": "y", "at": "z"}),
        ("var:name=x var:var:a=b", {"name": "x", "var:a": "b"}),
        ("--name=John —age=5 –x=-1", {"name": "John", "age": "5", "x": "-1"}),
        ("\u200fname\u200f=John", {"name": "John"}),
        ("שם=דנה имя=Ян 名=明", {"שם": "דנה", "имя": "Ян", "名": "明"}),
        ("a.b-c_d:e/f=1 1=2", {"a.b-c_d:e/f": "1", "1": "2"}),
    ],
)
def test_every_other_key_is_a_variable(pairs: str, variables: dict[str, str]) -> None:
    assert parse_pairs(pairs) == variables


TYPED_VALUES = {
    "John": "John",
    "": "",
    "a=b": "a=b",
    "O'Brien": "O'Brien",
    "O’Brien": "O’Brien",
    "'n": "'n",
    "’s-Gravenhage": "’s-Gravenhage",
    '5"': '5"',
    "c:\\dir\\n": "c:\\dir\\n",
    '""': "",
    "''": "",
    '"John Smith"': "John Smith",
    "“John Smith”": "John Smith",
    "”John Smith”": "John Smith",
    "„John Smith“": "John Smith",
    "„John Smith”": "John Smith",
    "‟John Smith”": "John Smith",
    "«John Smith»": "John Smith",
    "»John Smith«": "John Smith",
    "＂John Smith＂": "John Smith",
    "'John Smith'": "John Smith",
    "‘John Smith’": "John Smith",
    "’John Smith’": "John Smith",
    "‚John Smith‘": "John Smith",
    "‹John Smith›": "John Smith",
    '"John Smith”': "John Smith",
    '“John Smith"': "John Smith",
    "”John Smith“": "John Smith",
    "“John Smith“": "John Smith",
    '"O\'Brien, it’s me"': "O'Brien, it’s me",
    "'O'Brien & sons'": "O'Brien & sons",
    "'it''s me'": "it's me",
    '"say ""hi"" now"': 'say "hi" now',
    '""""': '"',
    '"he said “hi” to me"': "he said “hi” to me",
    '"a\u00a0b\\n\tc\nd\u200f"': "a\u00a0b\\n\tc\nd\u200f",
    "\u200f“שלום עולם”\u200f": "שלום עולם",
    '"a\x00b\x1bc"': "abc",
    '"a\r\nb\rc"': "a\nb\nc",
    "a\ud800b": "a\ufffdb",
}


def test_values_are_quoted_in_every_way_keyboards_know(subtests: pytest.Subtests) -> None:
    for typed, value in TYPED_VALUES.items():
        with subtests.test(ascii(typed)):
            assert parse_pairs(f"v={typed}") == {"v": value}
            among = parse_pairs(f"before=1 v={typed} after=2")
            assert among == {"before": "1", "v": value, "after": "2"}


@pytest.mark.parametrize(
    ("pairs", "variables"),
    [
        ('name="John Smith” age="5"', {"name": "John Smith", "age": "5"}),
        ("a='n b='c d'", {"a": "'n", "b": "c d"}),
        ("a='n b=\"it's 'fine' so\"", {"a": "'n", "b": "it's 'fine' so"}),
        ("a=“x y” b=”z w“", {"a": "x y", "b": "z w"}),
    ],
)
def test_a_quote_does_not_run_into_the_next_pair(pairs: str, variables: dict[str, str]) -> None:
    assert parse_pairs(pairs) == variables


@pytest.mark.parametrize(
    ("delivered", "value"),
    [
        ("A&amp;B", "A&B"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&amp;lt;", "&lt;"),
        ("&quot;&#39;", "&quot;&#39;"),
        ("<mailto:jo@example.com|jo@example.com>", "jo@example.com"),
        ("<mailto:jo@example.com>", "jo@example.com"),
        ("<http://example.com|example.com>", "example.com"),
        ("<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"),
        (f"<tel:{TO}|(555) 987-6543>", TO),
        ("&lt;tel:1|2&gt;", "<tel:1|2>"),
        ("<@U024BE7LH>", "<@U024BE7LH>"),
    ],
)
def test_what_slack_does_to_the_text_is_undone_once(delivered: str, value: str) -> None:
    assert parse_pairs(f"v={delivered}") == {"v": value}


def test_three_hundred_variables_are_kept_in_order() -> None:
    variables = {f"key_{index}": f"value {index}" for index in range(300)}
    pairs = " ".join(f'{key}="{value}"' for key, value in variables.items())

    request = parse_call(f"{TO} {pairs}")

    assert list(request.variables.items()) == list(variables.items())


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (OpenForm(), ""),
        (ParsedSubcommand(name=Subcommand.STATUS), "status"),
        (ParsedCall(number=TO_NUMBER), TO),
        (
            ParsedCall(
                number=TO_NUMBER,
                at_text="tomorrow 9am",
                tz="Europe/Berlin",
                attempts=3,
                variables={"at": "x", "Retry": "y"},
            ),
            f'{TO} at="tomorrow 9am" tz=Europe/Berlin retry=2 var:at=x var:Retry=y',
        ),
        (
            ParsedCall(
                number=TO_NUMBER,
                agent="Appointment Booker",
                from_text="+15551234567",
                variables={"name": "O'Brien", "Agent": "x", "var:a": "", "-b": 'say "hi"'},
            ),
            f'{TO} agent="Appointment Booker" from=+15551234567 '
            'name=O\'Brien var:Agent=x var:var:a="" var:-b="say ""hi"""',
        ),
    ],
)
def test_a_request_is_written_as_it_is_typed(
    request_: OpenForm | ParsedSubcommand | ParsedCall, text: str
) -> None:
    assert format_command(request_) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("John", "John"),
        ("O'Brien", "O'Brien"),
        ("", '""'),
        ("a b", '"a b"'),
        ("a\u00a0b", '"a\u00a0b"'),
        ("'n", '"\'n"'),
        ('"', '""""'),
        ("\u200f“a", '"\u200f“a"'),
    ],
)
def test_values_are_put_in_quotes_where_they_need_them(value: str, text: str) -> None:
    assert quote_value(value) == text


def test_the_form_takes_one_variable_a_line() -> None:
    text = "\n".join(
        [
            "name=John Smith",
            "  ",
            ' note = "it\'s ""you"""  ',
            "agent=x",
            "var:from=y",
            '\u200funclosed="a',
            'two="a" and "b"',
            "short=",
            "sum=1=1 &amp; <b>\r",
            "who=“Dana”\u200f",
        ]
    )

    assert parse_variables(text) == {
        "name": "John Smith",
        "note": 'it\'s "you"',
        "agent": "x",
        "from": "y",
        "unclosed": '"a',
        "two": '"a" and "b"',
        "short": "",
        "sum": "1=1 &amp; <b>",
        "who": "Dana",
    }
