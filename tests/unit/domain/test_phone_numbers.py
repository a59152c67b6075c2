"""Which texts are phone numbers, how they are written back, and why others are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.phone_numbers import (
    E164,
    PhoneNumber,
    format_number,
    is_region,
    mask_number,
    parse_number,
)
from bot.errors import InvalidNumberError

EMERGENCY = "emergency numbers are never called"
SHORT = "short numbers and service codes are never called"
ELSEWHERE = "write other countries' numbers with + and their code"


def read(text: str, region: str) -> str:
    """Return the number in E.164, or the reason why there is none."""
    try:
        return parse_number(text, region).e164
    except InvalidNumberError as refusal:
        return refusal.reason


def refuse(text: str, region: str = "US") -> str:
    with pytest.raises(InvalidNumberError) as caught:
        parse_number(text, region)
    return caught.value.reason


WAYS_OF_WRITING = {
    ("+15559876543", "US"): "+15559876543",
    ("+1 (555) 987-6543", "IL"): "+15559876543",
    ("(+1) 555.987.6543", "IL"): "+15559876543",
    ("555 987 6543", "US"): "+15559876543",
    ("1-555-987-6543", "US"): "+15559876543",
    ("050-123-4567", "IL"): "+972501234567",
    ("050-123-4567", "il"): "+972501234567",
    ("+44 (0)20 7946 0123", "US"): "+442079460123",
    ("0044 20 7946 0123", "GB"): "+442079460123",
    ("011 44 20 7946 0123", "US"): "+442079460123",
    ("0044 20 7946 0123", "US"): "+442079460123",
    ("+39 06 1234 5678", "US"): "+390612345678",
    ("<tel:+15559876543|+1 555-987-6543>", "US"): "+15559876543",
    ("<tel:+15559876543>", "US"): "+15559876543",
    ("tel:+1-555-987-6543", "US"): "+15559876543",
    ("TEL://+15559876543", "US"): "+15559876543",
    ("+1\u00a0555\u202f987\u20076543", "US"): "+15559876543",
    ("\u202a+1 555\u200b987\u200d6543\u202c\ufeff", "US"): "+15559876543",
    ("+1‐555‑987–6543", "US"): "+15559876543",
    ("+1—555−987－6543", "US"): "+15559876543",
    ("＋１（５５５）９８７ー６５４３", "US"): "+15559876543",
    ("٠٥٠١٢٣٤٥٦٧", "IL"): "+972501234567",
    ("+١٥٥٥٩٨٧٦٥٤٣", "US"): "+15559876543",
    ("+33 1 55 00 12 34", "US"): "+33155001234",
    ("+800 1234 5678", "US"): "+80012345678",
}


def test_many_ways_of_writing_a_number_are_understood() -> None:
    assert {each: read(*each) for each in WAYS_OF_WRITING} == WAYS_OF_WRITING


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+14155550100", PhoneNumber(e164=E164("+14155550100"), is_valid=True, region="US")),
        ("+442079460123", PhoneNumber(e164=E164("+442079460123"), is_valid=True, region="GB")),
        ("+88213000000", PhoneNumber(e164=E164("+88213000000"), is_valid=True, region=None)),
        ("+15551234567", PhoneNumber(e164=E164("+15551234567"), is_valid=False, region=None)),
        ("+15559876543", PhoneNumber(e164=E164("+15559876543"), is_valid=False, region=None)),
    ],
)
def test_validity_and_region_are_told_but_do_not_refuse(text: str, number: PhoneNumber) -> None:
    assert parse_number(text, "IL") == number


EMERGENCIES = (
    *(("911", region) for region in ("US", "IL", "DE", "ZZ")),
    *(("112", region) for region in ("US", "IL", "DE", "GB")),
    ("100", "IL"),
    ("101", "IL"),
    ("999", "GB"),
    ("9-1-1", "US"),
    ("(9) 11", "US"),
    ("٩١١", "US"),
    ("+911", "US"),
    ("+1911", "IL"),
    ("+972100", "US"),
    ("+44 999", "US"),
    ("91199", "US"),
    ("911 666 6666", "US"),
    ("+19116666666", "US"),
    ("100 200 300", "IL"),
)


def test_emergency_numbers_are_refused_as_such() -> None:
    assert {each: read(*each) for each in EMERGENCIES} == dict.fromkeys(EMERGENCIES, EMERGENCY)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("988", "US"),
        ("411", "US"),
        ("40404", "US"),
        ("+1988", "IL"),
        ("116117", "DE"),
        ("+49 116117", "US"),
    ],
)
def test_short_numbers_are_refused_as_such(text: str, region: str) -> None:
    assert refuse(text, region) == SHORT


REASONS = {
    ("", "US"): "no number was given",
    (" \u200b\u00a0", "US"): "no number was given",
    ("+", "US"): "it has no digits",
    ("()", "US"): "it has no digits",
    ("5", "US"): "it is too short",
    ("+1 555 987", "US"): "it is too short",
    ("123456", "IL"): f"it is too short for a number in IL; {ELSEWHERE}",
    ("234 5678", "US"): "its area code is missing",
    ("+1 555 987 65432", "US"): "it is too long",
    ("+4930123456789012", "US"): "it is too long",
    ("555 987 65432", "US"): f"it is too long for a number in US; {ELSEWHERE}",
    ("+999 123456789", "US"): "there is no country code 999",
    ("00999 123456789", "IL"): "its country code does not exist",
    ("555 987 6543", ""): "it has no country code; write it with + and the country code",
    ("+55 00 37579819", "US"): "it does not begin like a number of its country",
    ("1-800-FLOWERS", "US"): "letters cannot be dialed; write “FLOWERS” in digits, or leave it out",
    ("call me +15559876543", "US"): "letters do not belong in a phone number, leave out “call me”",
    ("+15559876543 please", "US"): "letters do not belong in a phone number, leave out “please”",
    ("+15559876543 ext. 12", "US"): "extensions cannot be dialed, leave out “ext. 12”",
    ("+15559876543x12", "US"): "extensions cannot be dialed, leave out “x12”",
    ("+15559876543 #12", "US"): "extensions cannot be dialed, leave out “#12”",
    ("tel:+15559876543;ext=12", "US"): "extensions cannot be dialed, leave out “;ext=12”",
    ("+15559876543/6544", "US"): "only digits belong in a phone number, leave out “/6544”",
    ("<@U024BE7LH>", "US"): "“<” does not belong in a phone number",
    ("📞 +15559876543", "US"): "only digits belong in a phone number, leave out “📞”",
    ("+1555987654³", "US"): "“³” does not belong in a phone number",
    ("\ud800", "US"): "“U+D800” does not belong in a phone number",
    ("555-987-6543+", "US"): "“+” can only stand at the beginning",
    ("00+15559876543", "US"): "“+” can only stand at the beginning",
}


def test_every_refusal_has_its_own_plain_reason() -> None:
    assert {each: read(*each) for each in REASONS} == REASONS


@pytest.mark.parametrize(
    "text",
    [
        "+15559876543 +15559876544",
        "+15559876543+15559876544",
        "5559876543, 5559876544",
        "5559876543/5559876544",
        "+15559876543 or 5559876544",
        "<tel:+15559876543|a> <tel:+15559876544|b>",
    ],
)
def test_two_numbers_are_refused(text: str) -> None:
    assert refuse(text) == "these are two numbers, and only one can stand here"


def test_the_error_is_a_sentence_with_the_text() -> None:
    with pytest.raises(InvalidNumberError) as caught:
        parse_number(" 911 ", "US")

    assert str(caught.value) == "“911” cannot be called: emergency numbers are never called."


def test_a_very_long_text_is_not_echoed_whole() -> None:
    with pytest.raises(InvalidNumberError) as caught:
        parse_number("5" * 10_000, "US")

    assert caught.value.reason == "it is too long for a phone number"
    assert caught.value.text == "5" * 40 + "…"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+15559876543", "+1 555-987-6543"),
        ("+972501234567", "+972 50-123-4567"),
        ("+442079460123", "+44 20 7946 0123"),
        ("+9991234567", "+9991234567"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_numbers_are_written_as_their_country_groups_them(number: str, text: str) -> None:
    assert format_number(E164(number)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+15559876543", "+1…6543"),
        ("+972501234567", "+972…4567"),
        ("0501234567", "…4567"),
        ("+9991234567", "…4567"),
        ("+290 1234", "…1234"),
        ("+2901234", "+290…"),
        ("911", "…"),
        ("", "…"),
    ],
)
def test_a_masked_number_tells_the_country_and_the_last_four(number: str, text: str) -> None:
    assert mask_number(number) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("US", True), ("il", True), ("001", False), ("USA", False), ("", False), ("ZZ", False)],
)
def test_regions_are_country_codes(text: str, expected: bool) -> None:
    assert is_region(text) is expected


def check_any_text(text: str, region: str) -> None:
    """A refusal is fit for a sentence; what is read is read the same when it comes back."""
    try:
        number = parse_number(text, region)
    except InvalidNumberError as refusal:
        reason = refusal.reason
    else:
        reason = "none"
        assert parse_number(number.e164, region) == number
        assert parse_number(format_number(number.e164), region) == number
    assert reason.strip(". ") == reason != ""


@settings(max_examples=200)
@given(
    text=st.one_of(st.text(), st.text(alphabet="+0123456789 ()-.x#<tel:|>")),
    region=st.sampled_from(["US", "IL", "DE", "BR", "ZZ", ""]),
)
def test_any_text_is_a_number_or_refused_with_a_reason(text: str, region: str) -> None:
    check_any_text(text, region)


@settings(max_examples=200)
@given(
    digits=st.text(alphabet="0123456789", min_size=5, max_size=14),
    prefix=st.sampled_from(["", "+", "+1", "+44", "+49", "+55", "+972"]),
    region=st.sampled_from(["US", "IL", "DE", "BR"]),
)
def test_any_digits_are_a_number_or_refused_with_a_reason(
    digits: str, prefix: str, region: str
) -> None:
    check_any_text(prefix + digits, region)
