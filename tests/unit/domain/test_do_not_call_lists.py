"""Lists of numbers as people paste or send them."""

from contextlib import nullcontext
from datetime import date
from itertools import cycle

import pytest

from bot.domain.do_not_call_lists import (
    BROKEN,
    EMPTY,
    EXPIRED,
    MOST_NUMBERS,
    NO_DAY,
    NO_NUMBER_COLUMN,
    NO_SCOPE,
    NO_TEXT,
    TOO_LARGE,
    ListEntry,
    ListTerms,
    NumberList,
    decode_list,
    drop_number,
    read_list,
    restore_list,
    write_list,
)
from bot.domain.phone_numbers import E164
from bot.domain.suppressions import SuppressionScope
from bot.errors import InputError

ONE, TWO = "+15559876543", "+15559876544"
LONDON = "+442079460000"
TODAY = date(2026, 11, 27)
SHORT = "short numbers and service codes are never called"


@pytest.mark.parametrize(
    ("text", "numbers", "bad"),
    [
        (f"{ONE}\n{TWO}", (ONE, TWO), ()),
        (f"{ONE}, {TWO}; {ONE}", (ONE, TWO), ()),
        ("(555) 987-6543", (ONE,), ()),
        ("phone,name\r\n+15559876543,Mia\r\n+15559876544,Tom 2\r\n", (ONE, TWO), ()),
        ("Name;Phone\nMia 123456;'+15559876543\n", (ONE,), ()),
        ('"Phone"\t"x"\n"+15559876543"\t"a, b"', (ONE,), ()),
        (f"{ONE}\n12345\n", (ONE,), ((2, "12345"),)),
        ("12345, 12345", (), ((1, "12345"),)),
        ("phone\n\n+15559876543\n\nnobody", (ONE,), ((5, "nobody"),)),
        # a spreadsheet took the plus, or all but three digits
        ("442079460000", (LONDON,), ()),
        ("4.42079E+11", (), ((1, "4.42079E+11"),)),
        ("nothing, here", (), ()),
        ("", (), ()),
    ],
)
def test_numbers_are_found_and_what_looks_like_one_is_named(
    text: str, numbers: tuple[str, ...], bad: tuple[tuple[int, str], ...]
) -> None:
    entries, parts = read_list(text, "US", TODAY)
    assert tuple(each.number for each in entries) == numbers
    assert tuple((each.line, each.text) for each in parts) == bad
    assert all(each.reason for each in parts)


def test_columns_of_an_exported_list_are_understood() -> None:
    text = (
        "number,for,reason,added_at,added_by,expires\n"
        f"'{ONE},all,asked us,,,\n'{TWO},Marketing ,,,,2099-01-31"
    )
    entries, bad = read_list(text, "US", TODAY)
    found = [(each.number, each.scope, each.reason, each.expires) for each in entries]
    assert found == [
        (ONE, "all", "asked us", None),
        (TWO, "marketing", "", date(2099, 1, 31)),
    ]
    assert bad == ()


@pytest.mark.parametrize("above", ["", "\n\n", "sep=;\n", "\nSEP=;\n", "sep=\n"])
def test_what_stands_above_a_table_hides_no_column(above: str) -> None:
    text = f"{above}Phone;Reason;For\n{ONE};asked us;all\n12345;;"
    entries, bad = read_list(text, "US", TODAY)
    assert [(each.number, each.scope, each.reason) for each in entries] == [
        (ONE, "all", "asked us")
    ]
    assert [each.line for each in bad] == [text.count("\n") + 1]


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("mobile,for,reason", "for"),
        ("Telefon;Reason", "reason"),
        ("Phone Number (E.164)\texpires", "expires"),
        ("sep=,\ncell,FOR", "for"),
    ],
)
def test_column_beside_numbers_that_are_not_found_is_not_lost(head: str, column: str) -> None:
    with pytest.raises(InputError) as refused:
        read_list(f"{head}\n{ONE},all,x", "US", TODAY)
    assert str(refused.value) == NO_NUMBER_COLUMN.format(column)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("friends,", NO_SCOPE.format("friends")),
        ("no marketing,", NO_SCOPE.format("no marketing")),
        (",soon", NO_DAY.format("soon")),
        (",01/31/2099", NO_DAY.format("01/31/2099")),
        ("all,2026-11-27", EXPIRED.format("2026-11-27")),
    ],
)
def test_row_that_says_what_is_not_understood_is_named(cells: str, reason: str) -> None:
    entries, bad = read_list(f"number,for,expires\n{ONE},{cells}\n{TWO},,", "US", TODAY)
    assert [each.number for each in entries] == [TWO]
    assert [(each.line, each.text, each.reason) for each in bad] == [(2, ONE, reason)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", EMPTY),
        (b" \r\n\n", EMPTY),
        (b"PK\x03\x04\x14\x00\x06\x00", NO_TEXT),
        (b"%PDF-1.7\x00\x01", NO_TEXT),
        (b"\xff\xfe\x00", NO_TEXT),
        ("+15559876543".encode("utf-16-le"), NO_TEXT),
        (b"1" * 10_000_001, TOO_LARGE),
    ],
    ids=range(7),
)
def test_file_that_is_no_list_is_told_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        decode_list(content)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_every_usual_encoding_are_read(encoding: str) -> None:
    assert decode_list(f"Zoë;{ONE}\r\n".encode(encoding)) == f"Zoë;{ONE}\r\n"


def test_list_that_breaks_off_is_told() -> None:
    with pytest.raises(InputError, match=BROKEN):
        read_list(f'phone,name\n{ONE},"Mia', "US", TODAY)
    with pytest.raises(InputError, match=BROKEN):
        read_list(f'phone,name\n{ONE},"Mia" Tom', "US", TODAY)


@pytest.mark.parametrize("too_many", [0, 1])
def test_list_with_too_many_numbers_is_refused(too_many: int) -> None:
    numbers = cycle(f"+1212200{index:04}" for index in range(100))
    rows = (f"{next(numbers)},reason {row}" for row in range(MOST_NUMBERS + too_many))
    with pytest.raises(InputError, match="too large") if too_many else nullcontext():
        read_list("\n".join(("phone,reason", *rows)), "US", TODAY)
    assert MOST_NUMBERS == 100_000


@pytest.mark.parametrize("expires", [None, date(2099, 1, 31)])
@pytest.mark.parametrize("scope", [None, SuppressionScope.ALL])
def test_list_is_kept_as_it_was(expires: date | None, scope: SuppressionScope | None) -> None:
    terms = ListTerms(day=date(2026, 11, 1), expires=expires, scope=scope)
    entries = (
        ListEntry(number=E164(ONE), scope=SuppressionScope.MARKETING, reason="asked us"),
        ListEntry(number=E164(TWO), expires=date(2099, 1, 31)),
    )
    numbers = NumberList(terms=terms, entries=entries, bad=())
    written = write_list(numbers)
    assert restore_list(written) == numbers
    assert restore_list(drop_number(written, E164(TWO))).entries == entries[:1]
