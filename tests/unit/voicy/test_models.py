"""The wire models: every answer the API could give is read, and read right."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.voicy.models import (
    Agent,
    AgentList,
    AgentVariable,
    CallPage,
    DialAccepted,
    TranscriptEntry,
    VoicyCall,
)

CALL: dict[str, Any] = {
    "call_id": "0190b6a4-aaaa-7000-8000-000000000001",
    "call_type": "phone_call",
    "call_status": "user_hangup",
    "agent": {"name": "Dana", "version": 3},
    "from_number": "+15551234567",
    "to_number": "+15559876543",
    "direction": "outgoing",
    "start_timestamp": 1_700_000_000_500,
    "duration_ms": 61_250,
    "transcript": [
        {"role": "agent", "content": "Hello", "timestamp_ms": 1_700_000_001_000},
        {"role": "system", "function_invocation": {"name": "book"}, "timestamp_ms": None},
    ],
    "detected_gender": "female",
    "recording_url": "https://recordings.example/1.wav",
    "summary": "They agreed.",
    "vars_provided": {"name": "John"},
    "vars_extracted": {"city": ["Haifa", 2]},
    "vars_collected": {"ok": True},
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


def test_whole_call_is_read() -> None:
    assert VoicyCall.read(CALL) == VoicyCall(
        call_id="0190b6a4-aaaa-7000-8000-000000000001",
        status="user_hangup",
        direction="outgoing",
        agent_name="Dana",
        from_number="+15551234567",
        to_number="+15559876543",
        started_at=datetime(2023, 11, 14, 22, 13, 20, 500_000, tzinfo=UTC),
        duration_ms=61_250,
        summary="They agreed.",
        transcript=(
            TranscriptEntry(
                role="agent",
                content="Hello",
                at=datetime(2023, 11, 14, 22, 13, 21, tzinfo=UTC),
            ),
            TranscriptEntry(role="system", function_invocation={"name": "book"}),
        ),
        recording_url="https://recordings.example/1.wav",
        extracted={"city": ["Haifa", 2]},
        collected={"ok": True},
    )


def test_empty_call_is_read_as_defaults() -> None:
    assert VoicyCall.read({}) == VoicyCall()
    assert VoicyCall().status == ""


@pytest.mark.parametrize("field", sorted(CALL))
# times sixteen fields, all of which are read by the same few readers
@settings(max_examples=10)
@given(nonsense=JSON)
def test_one_odd_field_spoils_no_other(field: str, nonsense: Any) -> None:
    odd = VoicyCall.read(CALL | {field: nonsense})
    whole = VoicyCall.read(CALL)

    differing = [
        name for name in VoicyCall.model_fields if getattr(odd, name) != getattr(whole, name)
    ]
    assert len(differing) <= 1


def test_error_body_is_not_a_call_with_status_error() -> None:
    assert VoicyCall.read({"status": "error", "message": "No."}).status == ""


@pytest.mark.parametrize(
    "moment", [True, -1, "soon", [], {}, 10**30, 10**400, float("nan"), float("inf")]
)
def test_impossible_time_is_no_time(moment: Any) -> None:
    assert VoicyCall.read({"start_timestamp": moment}).started_at is None


def test_number_written_as_text_is_a_number() -> None:
    call = VoicyCall.read({"start_timestamp": "1700000000000", "duration_ms": "1500.0"})

    assert call.started_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert call.duration_ms == 1500


@pytest.mark.parametrize(
    ("told", "length_ms"),
    [
        (0, 0),
        ("61500", 61_500),
        (86_400_000, 86_400_000),
        (86_400_001, None),
        (2**53, None),
        (-1, None),
        ("long", None),
        (True, None),
        (None, None),
    ],
)
def test_length_is_one_that_a_call_can_have(told: object, length_ms: int | None) -> None:
    assert VoicyCall.read({"duration_ms": told}).duration_ms == length_ms


def test_unreadable_transcript_entries_are_left_out() -> None:
    call = VoicyCall.read({"transcript": [None, "hm", {"role": "caller", "content": 4}]})

    assert call.transcript == (TranscriptEntry(role="caller"),)


def test_defaults_are_not_shared_between_calls() -> None:
    first, second = VoicyCall.read({"vars_extracted": 1}), VoicyCall.read({"vars_extracted": 1})

    assert first.extracted is not second.extracted


def test_call_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        VoicyCall().status = "ended"


def test_accepted_dial_needs_a_call_id() -> None:
    accepted = DialAccepted.read({"call_id": "c1", "call_status": "initiated", "agent_id": 5})
    assert accepted == DialAccepted(call_id="c1", status="initiated", agent_id="5")
    assert DialAccepted.read({"call_id": "c1"}).status == ""


@pytest.mark.parametrize(
    "answer", [{}, {"call_id": None}, {"call_id": "  "}, {"call_id": True}, [], "c1", None]
)
def test_answer_without_a_call_id_accepts_no_dial(answer: Any) -> None:
    with pytest.raises(ValidationError):
        DialAccepted.read(answer)


def test_agent_of_whom_the_api_says_nothing_is_active() -> None:
    assert Agent.read({"agent_id": "a1"}) == Agent(agent_id="a1", name="a1", is_active=True)


def test_agent_without_a_name_goes_by_its_id() -> None:
    assert Agent.read({"agent_id": "a1", "name": " "}).name == "a1"


def test_agent_variables_without_a_name_are_left_out() -> None:
    agent = Agent.read(
        {
            "agent_id": "a1",
            "name": "Dana",
            "active": "who knows",
            "variables_provided": [
                {"name": "first_name", "description": "of the callee"},
                {"description": "nameless"},
                "city",
                {"name": "city", "description": None},
            ],
        }
    )

    assert agent == Agent(
        agent_id="a1",
        name="Dana",
        is_active=True,
        variables=(
            AgentVariable(name="first_name", description="of the callee"),
            AgentVariable(name="city", description="", default=""),
        ),
    )
    assert AgentVariable.read({"name": "city"}).description == ""


AGENTS: list[Any] = [{"agent_id": "a1"}, {"name": "lost"}, 7, {"agent_id": "a2"}]


@pytest.mark.parametrize("answer", [AGENTS, {"agents": AGENTS}, {"count": 1, "of": AGENTS}])
def test_agents_without_an_id_are_left_out_of_any_list(answer: Any) -> None:
    assert [agent.agent_id for agent in AgentList.read(answer).agents] == ["a1", "a2"]


def test_page_keeps_the_calls_it_can_read() -> None:
    page = CallPage.read({"calls": [CALL, None, 4], "total_count": "1"})

    assert (len(page.calls), page.total_count) == (1, 1)
    assert CallPage.read({"calls": None}).calls == ()


@pytest.mark.parametrize("answer", [{}, {"calls": "none"}, [], None, "calls"])
def test_answer_without_an_array_is_no_empty_page(answer: Any) -> None:
    with pytest.raises(ValidationError):
        CallPage.read(answer)


def test_variable_that_is_declared_again_is_one() -> None:
    declared = [{"name": name, "description": name} for name in ("name", " name ", "Name", "name")]
    told = {"agent_id": "1", "variables_provided": declared, "variables_extracted": declared}

    agent = Agent.read(told)

    assert [each.name for each in agent.variables] == ["name", "Name"]
    assert agent.result_fields == agent.variables
