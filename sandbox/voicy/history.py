"""The older calls an account has before anybody dials: one each of what filters must tell apart."""

import uuid

from sandbox.clock import SandboxClock
from sandbox.voicy.agents import APPOINTMENT_BOOKER, LEAD_QUALIFIER
from sandbox.voicy.calls import Call, finish
from sandbox.voicy.fate import Talk

_HOUR_SECONDS = 3600


def build_history(clock: SandboxClock, from_numbers: list[str]) -> list[Call]:
    """Build an incoming call, a web call made as a test, and a colleague's outgoing call."""
    now = clock.epoch_seconds()
    incoming = Call(
        call_id=str(uuid.uuid4()),
        agent=APPOINTMENT_BOOKER,
        from_number="+15559870142",
        to_number=from_numbers[-1],
        direction="incoming",
        started_at=now - 72 * _HOUR_SECONDS,
        status="user_hangup",
    )
    web_call = Call(
        call_id=str(uuid.uuid4()),
        agent=None,
        from_number=None,
        to_number=None,
        call_type="web_call",
        direction="incoming",
        started_at=now - 26 * _HOUR_SECONDS,
        status="inactivity",
        is_test=True,
    )
    colleague = Call(
        call_id=str(uuid.uuid4()),
        agent=LEAD_QUALIFIER,
        from_number=from_numbers[0],
        to_number="+15559870199",
        started_at=now - 2 * _HOUR_SECONDS,
        status="agent_hangup",
        vars_provided={"name": "Priya", "company": "Fennel & Co", "product": "the Team plan"},
    )
    for call, talked_seconds in ((incoming, 74.0), (web_call, 12.0), (colleague, 131.0)):
        began_at = call.started_at + 6
        finish(call, Talk.NORMAL, clock, began_at=began_at, talked_seconds=talked_seconds)
        call.has_summary = True
    return [incoming, web_call, colleague]
