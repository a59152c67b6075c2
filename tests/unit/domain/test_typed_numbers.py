"""What people type and paste instead of a plain number: read, asked about, or named whole."""

import re

import pytest

from bot.domain.phone_numbers import list_numbers, parse_number
from bot.errors import AmbiguousNumberError, InvalidNumberError

TWO_NUMBERS = "these are two numbers, and only one can stand here"
EXTENSIONS = (
    "int. 5|interno 5|App. 12|Apparat 12|Durchwahl 12|DW 12|poste 12|wewn. 12|linka 12|anexo 12|"
    "ramal 12|toestel 12|tst. 12|dahili 12|доб. 12|вн 12|内線 12|分机12|x12|#12|ext. 12|(ext. 12)|"
    ";ext=12|lokal 12|kl. 7"
)
PLACES = (
    ("+39 02 1234567", "US"),
    ("+49 30 1234567", "US"),
    ("030 1234567", "DE"),
    ("01 23 45 67 89", "FR"),
    ("+1 555 987 6543", "US"),
    ("(555) 987-6543", "US"),
)


def read(text: str, region: str) -> str:
    try:
        return parse_number(text, region).e164
    except InvalidNumberError as refusal:
        return str(refusal)


def refuse(text: str, region: str) -> InvalidNumberError:
    with pytest.raises(InvalidNumberError) as caught:
        parse_number(text, region)
    assert not isinstance(caught.value, AmbiguousNumberError)
    return caught.value


CARELESS = {
    ("0234/123456-10", "DE"): "+4923412345610",
    ("0043 1/234567", "DE"): "+431234567",
    ("06/12/34/56/78", "FR"): "+33612345678",
    ("'+15559876543", "US"): "+15559876543",
    ("’+15559876543", "US"): "+15559876543",
    ('"+1 555 987 6543"', "US"): "+15559876543",
    ("„+1 555 987 6543“", "US"): "+15559876543",
    ("+4930123456.0", "DE"): "+4930123456",
    ("15559876543.00", "US"): "+15559876543",
    ("15559876543,0", "US"): "+15559876543",
    ("+1\ufe0d5559876543", "US"): "+15559876543",
    ("+1\u034f555\u3164987\U000e01016543", "US"): "+15559876543",
    ("+1\u2800555\u2800987 6543", "US"): "+15559876543",
    ("+52 1 55 1234 5678", "US"): "+525512345678",
    ("0052 1 55 1234 5678", "DE"): "+525512345678",
    ("1 55 1234 5678", "MX"): "+525512345678",
    ("0049 171 2345670", "DE"): "+491712345670",
    ("00 49 171 2345670", "US"): "+491712345670",
    ("011 49 171 2345670", "US"): "+491712345670",
    ("00 852 2123 4567", "HK"): "+85221234567",
    ("49 30 1234567890", "DE"): "+49301234567890",
    ("39 02 1234567", "IT"): "+39021234567",
    ("011 825 4128", "IT"): "+390118254128",
    ("06 1 234 5678", "HU"): "+3612345678",
    ("36 1 234 5678", "HU"): "+3612345678",
    ("8 (495) 123-45-67", "RU"): "+74951234567",
    ("7 495 123-45-67", "RU"): "+74951234567",
    ("011 15-2345-6789", "AR"): "+5491123456789",
    ("0 21 11 96123-4567", "BR"): "+5511961234567",
    ("+57 (0) 370 1628859", "US"): "+573701628859",
    ("+54 9 11 15 2345 6789", "US"): "+5491123456789",
    ("+54 9 223 15 512 3456", "DE"): "+5492235123456",
    ("+43 1 234567-8901", "US"): "+4312345678901",
    ("1 555 987 6543", "US"): "+15559876543",
    ("555 555 0123", "US"): "+15555550123",
    ("+ 4 9 1 7 1 2 3 4 5 6 7 0", "US"): "+491712345670",
}


def test_careless_spelling_is_read_as_it_is_meant() -> None:
    assert {each: read(*each) for each in CARELESS} == CARELESS


@pytest.mark.parametrize(
    ("text", "region", "choices"),
    [
        ("49 171 2345670", "DE", ("+491712345670", "+49491712345670")),
        ("1 555 987 6543", "DE", ("+15559876543", "+4915559876543")),
        ("1 555 987 6543", "GB", ("+15559876543",)),
        ("44 20 7946 0123", "US", ("+442079460123",)),
    ],
)
def test_what_may_be_a_code_without_plus_is_asked_about(
    text: str, region: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(AmbiguousNumberError) as caught:
        parse_number(text, region)

    assert caught.value.choices == choices
    assert all(parse_number(each, region).e164 == each for each in choices)
    assert all(each in str(caught.value) for each in choices)


@pytest.mark.parametrize(
    "text",
    [
        "050-123-4567",
        "06 12 34 56 78",
        "0412 345 678",
        "1800 123 456",
        "(119) 555-1234",
        "411 555 1234",
        "291 555 1234",
        "999-999-9999",
        "123-456-7890",
        "000-000-0000",
    ],
)
def test_no_area_code_of_north_america_begins_so(text: str) -> None:
    refusal = refuse(text, "US")

    assert re.fullmatch(
        r"“\d{3}” is not an area code of \+1; "
        r"write other countries' numbers with \+ and their code",
        refusal.reason,
    )
    assert "is not an area code" in refuse(f"+1 {text}", "DE").reason or text.startswith("1")


@pytest.mark.parametrize(
    ("text", "region"),
    [("555-555-5555", "US"), ("222 222 2222", "US"), ("0123456789", "DE"), ("222222222", "ES")],
)
def test_placeholders_are_no_numbers(text: str, region: str) -> None:
    assert refuse(text, region).reason == "it is a placeholder, no number"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("+8 (495) 123-45-67", "8"),
        ("+8-800-555-35-35", "8"),
        ("+0 171 2345670", "0"),
        ("+35 31 1234567", "35"),
        ("+(8) 495 1234567", "8"),
    ],
)
def test_country_code_that_is_none_is_not_joined_with_what_follows(text: str, code: str) -> None:
    assert refuse(text, "US").reason == f"there is no country code {code}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("+0049 30 123456", "“+” and “00” mean the same; write only one of them"),
        ("+00 49 30 123456", "“+” and “00” mean the same; write only one of them"),
        ("+54 9 11 2345 6789 01", "it is too long"),
        ("011 41 5555 2671", "it is too short"),
    ],
)
def test_refusal_is_about_what_was_typed(text: str, reason: str) -> None:
    assert refuse(text, "US").reason == reason


@pytest.mark.parametrize(("text", "region"), PLACES)
def test_extension_is_named_whole(text: str, region: str) -> None:
    extensions = EXTENSIONS.split("|")

    assert {each: refuse(f"{text} {each}", region).reason for each in extensions} == {
        each: f"extensions cannot be dialed, leave out “{each}”" for each in extensions
    }
    assert parse_number(f"{text} ", region)


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("+49 30 123456 (10–12 h)", "(10-12 h)"),
        ("+49 30 123456 (10-12)", "(10-12)"),
        ("+49 30 123456 10–12 Uhr", "10-12 Uhr"),
        ("+49 30 123456 10-12", "10-12"),
        ("+49 30 123456 10-12 h", "10-12 h"),
        ("+49 30 123456 - 10 bis 12 Uhr", "- 10 bis 12 Uhr"),
        ("+49 30 123456 10 und 12 Uhr", "10 und 12 Uhr"),
        ("+1 555 987 6543 9 to 5", "9 to 5"),
        ("+86 10 1234 5678-12", "-12"),
        ("415-555-3671-2", "-2"),
        ("415-555-2671 - 2675", "- 2675"),
        ("+1-415-555-2671-12", "-12"),
        ("+49 30 123456 9 Uhr", "9 Uhr"),
        ("+49 30 123456 at 9", "at 9"),
        ("+49 30 123456/57", "/57"),
        ("+1 555 987 6543 9am", "9am"),
        ("+1 555 987 6543 12 Main St", "12 Main St"),
        ("Tel.: +49 30 123456", "Tel.:"),
        ("☎ +49 30 123456", "☎"),
        ("+49 30 foo 123456", "foo"),
        ("+55 0xx11 91234 5678", "xx"),
        ("+15559876543,,12#", ",,12#"),
    ],
)
def test_advice_followed_literally_leaves_a_number(text: str, stray: str) -> None:
    refusal = refuse(text, "US")

    assert f"leave out “{stray}”" in refusal.reason
    assert parse_number(text.replace("–", "-").replace(stray, ""), "US")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("0661 123 0661 124", "DE"),
        ("030 1234567 040 7654321", "DE"),
        ("+39 06 12345\n54321", "US"),
        ("+39 06 12345 06 54321", "US"),
        ("555 987 6543\t555 987 6544", "US"),
        ("5559876543 5559876544", "US"),
        ("8 495 123 45 67 8 495 123 45 68", "RU"),
        ("+15559876543 & +15559876544", "US"),
    ],
)
def test_two_numbers_do_not_become_one(text: str, region: str) -> None:
    assert refuse(text, region).reason == TWO_NUMBERS


@pytest.mark.parametrize(
    ("text", "amount"),
    [("+49 30 123456 2 Personen", "2"), ("030 123456 78 bitte", "78"), ("030 1234 5 x", "5")],
)
def test_digits_before_a_word_may_be_the_last_of_a_number(text: str, amount: str) -> None:
    reason = refuse(text, "DE").reason

    assert reason == f"is “{amount}” part of it? Write the number alone, its digits without spaces"


@pytest.mark.parametrize("text", ["+49 171\n2345670", "+1 555\t9876543"])
def test_broken_line_is_not_joined(text: str) -> None:
    assert refuse(text, "US").reason == "it has to stand in one line, without tabs"


@pytest.mark.parametrize("text", ["4.930123456E+11", "4,93E+11", "1.55599E10"])
def test_amount_that_a_spreadsheet_has_shortened_is_refused_as_such(text: str) -> None:
    assert refuse(text, "DE").reason == "a spreadsheet has shortened it; write all its digits"


@pytest.mark.parametrize(
    ("text", "name"),
    [("+1\u0301 5559876543", "COMBINING ACUTE ACCENT"), ("+1 5559876543\ue000", "U+E000")],
)
def test_mark_that_nobody_sees_is_named(text: str, name: str) -> None:
    assert f"“{name}”" in refuse(text, "US").reason


@pytest.mark.parametrize(
    ("text", "region", "numbers"),
    [
        ("+1 (555) 987-6543", "US", ("+15559876543",)),
        ("49 171 2345670", "DE", ("+491712345670", "+49491712345670")),
        ("John", "US", ()),
        ("6543", "US", ()),
    ],
)
def test_all_numbers_that_a_text_can_mean_are_listed(
    text: str, region: str, numbers: tuple[str, ...]
) -> None:
    assert list_numbers(text, region) == numbers
