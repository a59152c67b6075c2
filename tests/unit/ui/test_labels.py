"""Words for statuses, durations and values: what people read."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.statuses import COMPLETED, FAILED, CallStatus, read_status
from bot.ui.labels import (
    STATUS_LABEL,
    format_duration,
    format_ordinal,
    format_outcome,
    format_status,
    format_value,
)
from tests.builders.calls import build_call

ISOLATE, POP = "\u2067", "\u2069"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_every_status_has_a_sign_and_a_word() -> None:
    assert set(STATUS_LABEL) == set(CallStatus)
    assert [status for status, (sign, word) in STATUS_LABEL.items() if not sign or not word] == []


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("initiated", "Initiated"),
        ("ringing", "Ringing"),
        ("ongoing", "Ongoing"),
        ("ended", "Ended"),
        ("user_hangup", "Ended"),
        ("agent_hangup", "Ended"),
        ("inactivity", "Ended"),
        ("error_inactivity", "Ended"),
        ("busy", "Busy"),
        ("no_answer", "No answer"),
        ("error", "Error"),
        ("canceled", "Canceled"),
        ("voicemail_detected", "Voicemail detected"),
        ("api:queued", "Queued"),
        ("על הקו", f"{ISOLATE}על הקו{POP}"),
    ],
)
def test_status_is_told_in_a_word(status: str, word: str) -> None:
    assert format_status(status)[1] == word


@given(st.text(min_size=1))
@example("_")
@example("\x00")
def test_status_nobody_listed_is_told_in_something_that_can_be_seen(raw: str) -> None:
    sign, word = format_status(read_status(raw, default="initiated"))

    assert sign
    assert word


@pytest.mark.parametrize("length", [10, 39, 40])
def test_right_to_left_status_stays_isolated(length: int) -> None:
    word = format_status(read_status("א" * length, default=""))[1]

    assert (word[0], word[-1]) == (ISOLATE, POP)


def test_end_says_why_where_the_word_does_not() -> None:
    silent = [s for s in COMPLETED | FAILED if format_outcome(build_call(s)) is None]

    assert set(silent) == {
        CallStatus.ENDED,
        CallStatus.BUSY,
        CallStatus.NO_ANSWER,
        CallStatus.CANCELED,
    }


def test_outcome_of_what_was_closed_here_is_its_reason() -> None:
    refused = build_call("refused", reason="Phone number not\nassigned to your account")

    assert format_outcome(refused) == "Phone number not assigned to your account"


def test_call_that_cannot_be_tried_again_says_why() -> None:
    silent = build_call("initiated", "no_answer", reason="not tried again: it is always night")

    assert format_outcome(silent) == "not tried again: it is always night"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (8.4, "8 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3_599.6, "1 h 00 min"),
        (3_720, "1 h 02 min"),
        (90_000, "25 h 00 min"),
    ],
)
def test_duration_is_written_for_people(seconds: float, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == f"\u2066{text}\u2069"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("January 15th", "January 15th"),
        (None, "—"),
        (True, "yes"),
        (False, "no"),
        (3, "3"),
        (2.5, "2.5"),
        (["a", 2, None], "a, 2, —"),
        (("a", "b"), "a, b"),
        ({"city": "Haifa", "ok": True}, "city: Haifa; ok: yes"),
        ({"slots": [{"at": "9:00"}, {"at": "10:00"}]}, "slots: (at: 9:00, at: 10:00)"),
        ([[[[["deep"]]]]], "['deep']"),
        ("two\nlines", "two lines"),
        ("", "—"),
        ([], "—"),
    ],
)
def test_value_is_written_without_brackets_and_quotes(value: Any, text: str) -> None:
    assert format_value(value) == text


@given(JSON, st.integers(1, 300))
def test_any_value_is_written_on_one_line_within_its_limit(value: Any, limit: int) -> None:
    text = format_value(value, limit)

    assert len(text.removeprefix(ISOLATE).removesuffix(POP)) <= limit
    assert len(text.splitlines()) <= 1


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (10, "10th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (20, "20th"),
        (21, "21st"),
        (102, "102nd"),
        (111, "111th"),
        (113, "113th"),
        (123, "123rd"),
    ],
)
def test_place_in_line_is_an_ordinal(number: int, word: str) -> None:
    assert format_ordinal(number) == word
