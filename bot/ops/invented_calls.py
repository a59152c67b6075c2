"""Calls, people and an agent that are invented, for samples of what the bot says of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.domain.calls import Call, Result, Transition
from bot.domain.meanings import FieldRule, Outcome, ResultMapping
from bot.domain.orders import CallerId, CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from bot.domain.workspaces import WorkspaceId
from bot.store.records import AgentMapping
from bot.voicy import Agent, AgentVariable

NOON: Final = datetime(2026, 3, 4, 12, tzinfo=UTC)
TEAM: Final = WorkspaceId("T1")
MIA: Final = E164("+15559876543")
SALES: Final = CallerId(number=E164("+15551234567"), label="Sales")
_ORDER: Final = CallOrder(
    request_key="command:1",
    workspace_id=TEAM,
    channel_id="C1",
    requested_by="U1",
    requested_by_name="alice",
    origin_channel_id="C1",
    to_number=MIA,
    from_number=SALES.number,
    agent_name="Booker",
    variables={"name": "Mia Chen", "שם": "מיה", "note": "<b> & *as it is*"},
    attempts=2,
    callee_time_zone="Asia/Jerusalem",
    missing_variables=("date",),
)
AGENT: Final = Agent(
    agent_id="a1",
    name="Booker",
    language="en",
    greeting="Hello",
    variables=(AgentVariable(name="name", description="Whom to greet", default="you"),),
)
MAPPING: Final = AgentMapping(
    workspace_id=TEAM,
    agent_id="a1",
    mapping=ResultMapping(
        rules={
            Outcome.REACHED: FieldRule(field="confirmed"),
            Outcome.VOICEMAIL: FieldRule(field="who", values=("machine",)),
        },
        headline="times",
    ),
    set_by="U1",
    set_at=NOON,
)
_RESULT: Final = Result(
    duration_ms=125_000,
    summary="Confirmed.",
    extracted={"confirmed": "yes", "times": ["14:00", "15:00"], "when": "in 2 hours"},
    has_transcript=True,
    has_recording=True,
)


def invent_calls() -> Iterator[Call]:
    """Yield a call of each status, and of each outcome."""
    yield from map(invent_call, [*CallStatus, "a word of the API"])
    queued = invent_call(CallStatus.QUEUED)
    yield replace(queued, queue_position=3)
    again = invent_call(CallStatus.SCHEDULED)
    yield replace(again, attempt=2, is_automatic=True)
    ended = invent_call(CallStatus.ENDED)
    for outcome in Outcome:
        yield replace(ended, outcomes=(outcome,), headline_field="times", call_back_field="when")
    # what is over for good
    yield replace(invent_call(CallStatus.BUSY), attempt=2)


def invent_call(status: str) -> Call:
    """Build a call that came to a status."""
    transitions = (Transition(seq=1, status=status, at=NOON),)
    return Call(
        attempt_id=1,
        order_id="o1",
        call_id="c1",
        order=_ORDER,
        status=status,
        reason="the API says no",
        created_at=NOON,
        attempt=1,
        due_at=NOON,
        is_automatic=False,
        dialing_at=NOON,
        dial_tries=1,
        anchor_ts="1.0001",
        agent_name="Booker",
        transitions=transitions,
        result=_RESULT,
        is_result_awaited=False,
        queue_position=None,
    )
