"""The API's transcript read into turns, however oddly it is told."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.transcripts import Speaker, Step, Turn
from bot.voicy import VoicyCall, read_transcript
from tests.builders.examples import FEW

START_MS = 1_767_323_045_000


def read(*entries: dict[str, Any], start: int | None = START_MS) -> tuple[Turn, ...]:
    return read_transcript(
        VoicyCall.read({"call_id": "c1", "start_timestamp": start, "transcript": list(entries)})
    )


def entry(role: str, content: str, after_ms: int = 0, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, "timestamp_ms": START_MS + after_ms, **more}


def test_times_count_from_the_start_of_the_call() -> None:
    assert read(entry("agent", "Hello!", 2_500), entry("caller", "Hi.", 4_000)) == (
        Turn(speaker=Speaker.AGENT, text="Hello!", after=timedelta(seconds=2.5)),
        Turn(speaker=Speaker.CALLEE, text="Hi.", after=timedelta(seconds=4)),
    )


@pytest.mark.parametrize(
    ("start", "told_ms", "after"),
    [
        (START_MS, 3_000, timedelta(seconds=3)),
        (START_MS, START_MS - 1_000, timedelta()),
        (None, 3_000, timedelta(seconds=3)),
        (None, START_MS, timedelta()),
        (START_MS, "soon", None),
        (START_MS, None, None),
    ],
)
def test_time_may_be_a_date_a_distance_or_nothing(
    start: int | None, told_ms: Any, after: timedelta | None
) -> None:
    (turn,) = read({"role": "agent", "content": "Hi", "timestamp_ms": told_ms}, start=start)

    assert turn.after == after


def test_functions_become_steps_of_one_turn() -> None:
    called = {"name": "find_appointment", "arguments": {"date": "May 3rd"}}
    returned = {"name": "find_appointment", "result": {"time": "10:30"}}

    turns = read(
        entry("system", "Looked up the calendar", 1_000, function_invocation=called),
        entry("system", "One appointment found", 2_000, function_result=returned),
        entry("agent", "Half past ten."),
    )

    assert turns[0].steps == (
        Step(text="Looked up the calendar", name="find_appointment", value={"date": "May 3rd"}),
        Step(
            text="One appointment found",
            name="find_appointment",
            value={"time": "10:30"},
            is_result=True,
        ),
    )
    assert turns[1].text == "Half past ten."


def test_function_without_the_usual_names_keeps_all_it_has() -> None:
    (turn,) = read(entry("system", "", function_invocation={"name": "hang_up", "why": "done"}))

    assert turn.steps == (Step(name="hang_up", value={"why": "done"}),)


def test_system_without_a_function_is_a_step_too() -> None:
    (turn,) = read(entry("system", "Call transferred"))

    assert turn.steps == (Step(text="Call transferred"),)


def test_entries_that_say_nothing_are_left_out() -> None:
    assert read(entry("agent", "  "), entry("caller", ""), {"role": 7}) == ()


def test_somebody_else_keeps_the_word_of_the_api() -> None:
    (turn,) = read(entry("Interpreter", "Shalom"))

    assert turn.speaker == "interpreter"


def test_call_without_a_transcript_has_no_turns() -> None:
    assert read_transcript(VoicyCall.read({"call_id": "c1", "transcript": None})) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["role", "content", "timestamp_ms", "function_invocation", "function_result", "x"]
)


@FEW
@given(st.lists(st.dictionaries(KEYS, JSON), max_size=5))
def test_no_entry_does_any_harm(entries: list[dict[str, Any]]) -> None:
    turns = read(*entries)

    assert [turn for turn in turns if bool(turn.steps) == bool(turn.text)] == []
