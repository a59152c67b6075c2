"""Commands pasted with the composer's formatting, and what people put between two pairs."""

import time

import pytest

from bot.errors import CommandError
from bot.parsing.commands import (
    Command,
    ParsedCall,
    ParsedSubcommand,
    parse_command,
    parse_variables,
    read_direct_message,
    read_mention,
)

TO = "+15559876543"
ME = "<@U0VOICY>"
JOHN = {"name": "John"}
BOTH = {"name": "John", "company": "Acme"}
MARKS = ("*", "_", "~", "`", "*_", "_~*", "```")


def parse(text: str) -> Command:
    return parse_command(text, default_region="US")


def parse_pairs(text: str) -> dict[str, str]:
    call = parse(text)
    assert isinstance(call, ParsedCall)
    assert call.number.e164 == TO
    return dict(call.variables)


@pytest.mark.parametrize(
    "typed",
    [
        "{0}+15559876543{1} name=John",
        "{0}+15559876543 name=John{1}",
        "+15559876543 {0}name=John{1}",
        "+15559876543 {0}name{1}=John",
        "+15559876543 {0}name={1}John",
        "+15559876543 name={0}John{1}",
        "{0}+15559876543{1} {0}name{1}={0}John{1}",
        '+15559876543 {0}name="John"{1}',
        '+15559876543 name={0}"John"{1}',
        "+15559876543 name={0}“John”{1}",
        "{0}+1 (555) 987-6543{1}\nname={0}John{1}",
    ],
)
def test_format_is_undone(typed: str) -> None:
    pairs = {mark: parse_pairs(typed.format(mark, mark[::-1])) for mark in MARKS}
    assert pairs == dict.fromkeys(MARKS, JOHN)


@pytest.mark.parametrize(
    "typed",
    [
        "*+15559876543* *name=John* *company=Acme*",
        "+15559876543 *name=John company=Acme*",
        "+15559876543\n• name=John\n• company=Acme",
        "• +15559876543\n◦ name=John\n◦ company=Acme",
        "+15559876543\n- name=John\n- company=Acme",
        "+15559876543\n* name=John\n* company=Acme",
        "+15559876543\n1. name=John\n2. company=Acme",
        "1. +15559876543\n2) *name*=John\n3) _company_=Acme",
        "&gt; +15559876543 name=John\n&gt; company=Acme",
        "```+15559876543\nname=John\ncompany=Acme```",
        "```\n+15559876543 name=John company=Acme\n```",
        "+15559876543 name=John,company=Acme",
        "+15559876543 name=John, company=Acme",
        "+15559876543 name=John , company=Acme",
        "+15559876543 name=John; company=Acme;",
        "+15559876543 name=John;company=Acme",
        "+15559876543 name=John，company=Acme",
        '+15559876543 name="John", company="Acme"',
        '+15559876543 name="John",company=Acme',
        "+15559876543 name='John', company='Acme',",
        "+15559876543 *name*=John, *company*=Acme",
        "+15559876543 name=John,*company*=Acme",
    ],
)
def test_two_variables_are_two(typed: str) -> None:
    assert parse_pairs(typed) == BOTH


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ('"*John*"', "*John*"),
        ("“_John_ and ~Jim~”", "_John_ and ~Jim~"),
        ("'`x`'", "`x`"),
        ('"one\n• x=two"', "one\n• x=two"),
        ('"John, a=Jim,"', "John, a=Jim,"),
        ('*"*bold*"*', "*bold*"),
        ("first_last", "first_last"),
        ("_private", "_private"),
        ("2*3*4", "2*3*4"),
        ("*", "*"),
        ("***", "***"),
        ("~/a/~b", "~/a/~b"),
        ("John's", "John's"),
        ("a,b,c", "a,b,c"),
        (",", ","),
        ("x@y.z,", "x@y.z"),
        ("https://x.example/?a=1,b=2", "https://x.example/?a=1,b=2"),
        ("1,000", "1,000"),
        ("ab/cd==", "ab/cd=="),
        ("Acme,2=x", "Acme,2=x"),
        ("*.txt w=*.csv", "*.txt"),
        ("*x w=*", "*x"),
    ],
)
def test_what_is_no_format_stays(typed: str, value: str) -> None:
    assert parse_pairs(f"{TO} v={typed}")["v"] == value


@pytest.mark.parametrize(
    "typed",
    [
        "v=a|c=d",
        "v=a&amp;c=d",
        "v=a,b,c=d",
        "v=x=y,c=d",
        "v=a/b,c=d",
        "v=*John Smith*",
        "v=`John Smith`",
        "v=what?a=1,b=2",
    ],
)
def test_what_may_be_one_value_or_several_is_asked_and_the_advice_works(typed: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse(f"{TO} {typed}")

    assert isinstance(parse(caught.value.example), ParsedCall)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("*name*=John\n_company_=`Acme`", BOTH),
        ("• name=John,\n• company=Acme", BOTH),
        ("1. name=John;\n2. company=“Acme”", BOTH),
        ('name="*John*"', {"name": "*John*"}),
        ("name=John, Jr.", {"name": "John, Jr."}),
    ],
)
def test_lines_of_the_form_are_read_alike(typed: str, values: dict[str, str]) -> None:
    assert parse_variables(typed) == values


@pytest.mark.parametrize("line", ["name=John,company=Acme", "name=John, company=Acme"])
def test_two_pairs_on_a_line_of_the_form_are_asked_about(line: str) -> None:
    with pytest.raises(CommandError):
        parse_variables(line)


@pytest.mark.parametrize(
    "text",
    [
        f"*{ME} call +15559876543 name=John*",
        f"*{ME}* call +15559876543 name=John",
        f"{ME} *call* +15559876543 name=John",
        f"{ME} _call +15559876543_ name=John",
        f"• {ME} call +15559876543 name=John",
        f"&gt; {ME} call +15559876543 name=John",
        f"{ME} call `+15559876543 name=John`",
        f"{ME} ```call +15559876543\nname=John```",
    ],
)
def test_mention_with_a_format_is_understood(text: str) -> None:
    asked = read_mention(text, "U0VOICY")

    assert asked is not None
    assert parse_pairs(asked) == JOHN
    said = read_direct_message(text, "U0VOICY")
    assert said is not None
    assert parse_pairs(said) == JOHN


def test_formatted_subcommand_is_understood() -> None:
    assert parse("*history* me") == ParsedSubcommand(name="history", words=("me",))  # type: ignore[arg-type]


@pytest.mark.parametrize("mark", ["*a ", "=*", "*_~`", "\n- ", "**a"])
def test_marks_without_end_are_read_at_once(mark: str) -> None:
    before = time.process_time()
    with pytest.raises(CommandError):
        parse(f"{TO} {mark * 8_000}"[:8_000])

    assert time.process_time() - before < 1
