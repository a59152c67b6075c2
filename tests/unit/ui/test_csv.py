"""The table: no cell is a formula to any spreadsheet, and everything can be had back."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Result
from bot.ui.csv import COLUMNS, escape_cell, format_header, format_rows
from tests.builders.calls import build_call, build_order

AWKWARD = st.text(
    st.sampled_from("=+-@＝'\";,\t\r\n 1aא") | st.characters(exclude_categories=["Cs"])
)
SIGNS = tuple("=+-@＝＋－＠")


def read_table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("+15559876543", "'+15559876543"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-1", "'-1"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t'=1"),
        ("＝1", "'＝1"),
        ("'n", "''n"),
        ("'=1", "''=1"),
        ("a;=1", "a;'=1"),
        ('a;"=1', "a;\"'=1"),
        ("a\n+1", "a\n'+1"),
        ("John", "John"),
        ("a=1, b-2", "a=1, b-2"),
        ("", ""),
        ("a\x00\x1bb", "ab"),
    ],
)
def test_what_looks_like_a_formula_begins_with_an_apostrophe(text: str, safe: str) -> None:
    assert escape_cell(text) == safe


@given(AWKWARD)
def test_no_text_becomes_a_formula_wherever_cells_are_parted(text: str) -> None:
    written = escape_cell(text)

    for separator in (";", "\t", "\r", "\n"):
        for cell in written.split(separator):
            assert not cell.lstrip(' \t\r\n"').startswith(SIGNS)


@given(st.text(st.sampled_from("=+-@' 1aא")))
def test_one_apostrophe_less_is_what_was_there(text: str) -> None:
    assert escape_cell(text).removeprefix("'") == text


def test_call_is_one_row_with_whole_numbers_and_utc_times() -> None:
    request = build_order(variables={"name": "=1+1", "שם": "ג׳ון"})
    result = Result(duration_ms=8_040, summary='He said "yes",\nthen no', extracted={"ok": [1, 2]})
    call = build_call("initiated", "user_hangup", order=request, result=result, agent_name="Booker")

    (row,) = read_table(format_header() + format_rows([call]))

    assert row["to_number"] == "'+15559876543"
    assert row["from_number"] == "'+15551234567"
    assert (row["requested_at"], row["over_at"]) == ("2026-03-04 12:00:00", "2026-03-04 12:00:02")
    assert (row["status"], row["outcome"]) == ("Ended", "the callee hung up")
    assert row["duration_seconds"] == "8.0"
    assert row["summary"] == 'He said "yes",\nthen no'
    assert json.loads(row["variables"]) == {"name": "=1+1", "שם": "ג׳ון"}
    assert json.loads(row["extracted"]) == {"ok": [1, 2]}


def test_call_that_has_not_begun_has_empty_cells() -> None:
    (row,) = read_table(format_header() + format_rows([build_call(reason="API is down")]))

    assert (row["status"], row["outcome"], row["dialed_at"], row["call_id"]) == (
        "Queued",
        "",
        "",
        "",
    )


def test_table_begins_with_its_encoding_and_its_columns() -> None:
    assert format_header() == "\ufeff" + ",".join(COLUMNS) + "\r\n"
