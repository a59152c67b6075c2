"""The table: no cell is a formula to any spreadsheet, and everything can be had back."""

import json
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import Call, Result
from bot.domain.meanings import Outcome
from bot.ui.csv import OTHER_VALUES, escape_cell
from tests.builders.calls import build_call, build_order
from tests.builders.exported import read_table, write_table

AWKWARD = st.text(
    st.sampled_from("=+-@＝'\";,\t\r\n 1aא") | st.characters(exclude_categories=["Cs"])
)
SIGNS = tuple("=+-@＝＋－＠")


SAFE_CELLS = {
    "+15559876543": "'+15559876543",
    "=HYPERLINK(1)": "'=HYPERLINK(1)",
    "@SUM(1)": "'@SUM(1)",
    "-1": "'-1",
    "  =1": "'  =1",
    "\t=1": "'\t'=1",
    "＝1": "'＝1",
    "'n": "''n",
    "'=1": "''=1",
    "a;=1": "a;'=1",
    'a;"=1': "a;\"'=1",
    "a\n+1": "a\n'+1",
    "John": "John",
    "007": "'007",
    "0": "0",
    "0.5": "0.5",
    "1234567890123456": "'1234567890123456",
    "123456789012345": "123456789012345",
    "1E5": "'1E5",
    "2026-03-04 12:00:00": "2026-03-04 12:00:00",
    "a=1, b-2": "a=1, b-2",
    "": "",
    "a\x00\x1bb": "ab",
}


def test_what_looks_like_a_formula_begins_with_an_apostrophe() -> None:
    assert {text: escape_cell(text) for text in SAFE_CELLS} == SAFE_CELLS


@given(AWKWARD)
def test_no_text_becomes_a_formula_wherever_cells_are_parted(text: str) -> None:
    written = escape_cell(text)

    for separator in (";", "\t", "\r", "\n"):
        for cell in written.split(separator):
            assert not cell.lstrip(' \t\r\n"').startswith(SIGNS)


@given(st.text(st.sampled_from("=+-@' 1aא")))
def test_one_apostrophe_less_is_what_was_there(text: str) -> None:
    assert escape_cell(text).removeprefix("'") == text


def test_call_is_one_row_with_whole_numbers() -> None:
    result = Result(duration_ms=8_040, summary='He said "yes",\nthen no')
    call = build_call("initiated", "user_hangup", result=result, agent_name="Booker")

    (row,) = read_table(write_table([call]))

    assert row["to_number"] == "'+15559876543"
    assert row["from_number"] == "'+15551234567"
    assert (row["status"], row["outcome"]) == ("Ended", "the callee hung up")
    assert row["duration_seconds"] == "8.0"
    assert row["summary"] == 'He said "yes",\nthen no'


@pytest.mark.parametrize(
    ("call", "meaning", "headline"),
    [
        (build_call("ringing", "ended"), "Answered", ""),
        (build_call("ringing", "ended", is_result_awaited=True), "", ""),
        (
            build_call(
                "ended",
                outcomes=(Outcome.CALL_BACK, Outcome.REACHED),
                headline_field="what",
                result=Result(extracted={"what": ["Thursday", 14]}),
            ),
            "Call back; Reached",
            "Thursday, 14",
        ),
        (build_call("busy"), "Busy", ""),
        (build_call("refused"), "", ""),
        (build_call("ringing"), "", ""),
    ],
)
def test_what_a_result_means_has_columns(call: Call, meaning: str, headline: str) -> None:
    (row,) = read_table(write_table([call]))

    assert (row["meaning"], row["headline"]) == (meaning, headline)


def test_times_are_local_and_utc() -> None:
    call = build_call("initiated", "user_hangup")

    (row,) = read_table(write_table([call], zone=ZoneInfo("Asia/Kolkata")))

    for name, utc, local in (
        ("requested_at", "2026-03-04 12:00:00", "2026-03-04 17:30:00"),
        ("due_at", "2026-03-04 12:00:00", "2026-03-04 17:30:00"),
        ("dialed_at", "2026-03-04 12:00:00", "2026-03-04 17:30:00"),
        ("over_at", "2026-03-04 12:00:02", "2026-03-04 17:30:02"),
    ):
        assert (row[f"{name} (UTC)"], row[f"{name} (Asia/Kolkata)"]) == (utc, local)


@pytest.mark.parametrize("zone", [None, ZoneInfo("UTC"), UTC])
def test_who_lives_by_utc_has_each_time_once(zone: tzinfo | None) -> None:
    heading = write_table([build_call()], zone=zone).splitlines()[0]

    assert heading.count("requested_at") == heading.count("requested_at (UTC)") == 1


def test_people_and_conversations_have_the_names_that_people_see() -> None:
    channels = {"C1": "sales", "G1": "mpdm-alice--bob-1", "G2": ""}
    places = ("C1", "G1", "G2", "C9", "D1")
    calls = [build_call(order=build_order(channel_id=place)) for place in places]
    bobs = build_call(order=build_order(requested_by="U0BOB", requested_by_name="bob"))

    rows = read_table(
        write_table([*calls, bobs], people={"U0ALICE": "Alice Moreau"}, channels=channels)
    )

    assert [row["conversation"] for row in rows[:5]] == [
        "#sales",
        "mpdm-alice--bob-1",
        "",
        "",
        "Direct message",
    ]
    assert [rows[0]["requested_by"], rows[5]["requested_by"]] == ["Alice Moreau", "bob"]


def test_who_was_forgotten_has_no_name() -> None:
    order = build_order(to_number="", requested_by_name="")

    (row,) = read_table(write_table([build_call(order=order)], people={"U0ALICE": "Alice Moreau"}))

    assert row["requested_by"] == ""


def test_each_variable_and_each_result_field_has_a_column() -> None:
    order = build_order(variables={"name": "=1+1", "שם": "ג׳ון"})
    result = Result(
        extracted={"name": None, "ok": True, "list": [1, "ש"]}, collected={"score": -3, "a;=b": "x"}
    )
    first, second = build_call(order=order, result=result), build_call(order=build_order())

    text = write_table([first, second])
    row, empty = read_table(text)

    assert text.splitlines()[0].split("consent_basis,")[1].split(",") == [
        "variable: name",
        "variable: שם",
        "extracted: list",
        "extracted: name",
        "extracted: ok",
        "collected: a;'=b",
        "collected: score",
    ]
    assert (row["variable: name"], row["variable: שם"]) == ("'=1+1", "ג׳ון")
    assert (row["extracted: name"], row["extracted: ok"]) == ("", "true")
    assert json.loads(row["extracted: list"]) == [1, "ש"]
    assert (row["collected: score"], row["collected: a;'=b"]) == ("'-3", "x")
    assert not any(value for name, value in empty.items() if ": " in name)


def test_columns_are_those_of_all_pages_in_the_same_order_whatever_came_first() -> None:
    calls = [build_call(order=build_order(variables={name: "1"})) for name in ("b", "a", "c")]
    heading, backwards = (
        write_table(*([call] for call in order)).splitlines()[0] for order in (calls, calls[::-1])
    )

    assert heading == backwards
    assert heading.endswith("variable: a,variable: b,variable: c")


def test_rarer_names_share_the_last_column_and_nothing_is_lost() -> None:
    usual = [build_call(order=build_order(variables={"name": "John", "=day": "1"}))] * 2
    odd = {f"v{number}": str(number) for number in range(300)}
    rows = read_table(write_table([build_call(order=build_order(variables=odd)), *usual]))

    assert len(rows[0]) < 230
    assert [row["variable: =day"] for row in rows] == ["", "1", "1"]
    others = json.loads(rows[0][OTHER_VALUES])
    shown = {name: text for name, text in rows[0].items() if name.startswith("variable: ") and text}
    assert shown | others == {f"variable: {name}": text for name, text in odd.items()}
    assert rows[1][OTHER_VALUES] == ""


def test_names_that_everybody_invents_make_it_no_wider_and_no_slower() -> None:
    pages = [
        [build_call(order=build_order(variables={f"{page} {key}": "x" for key in range(5_000)}))]
        for page in range(6)
    ]

    heading = write_table(*pages).splitlines()[0]

    assert heading.count("variable: ") == 200
    assert heading.endswith(OTHER_VALUES)


def test_call_that_has_not_begun_has_empty_cells() -> None:
    (row,) = read_table(write_table([build_call(reason="API is down")]))

    assert (row["status"], row["outcome"], row["dialed_at (UTC)"], row["call_id"]) == (
        "Queued",
        "",
        "",
        "",
    )


def test_halves_of_an_emoji_do_not_keep_the_others_from_their_table() -> None:
    broken = build_call(order=build_order(variables={"name": "\ud83d"}))

    (row,) = read_table(write_table([broken]))

    assert row["variable: name"] == "?"


def test_table_begins_with_its_encoding_and_its_columns() -> None:
    assert write_table().startswith("\ufeffrequested_at (UTC),requested_by,conversation,")
