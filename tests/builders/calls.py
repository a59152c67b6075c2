"""Orders and calls as tests build them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.calls import Call, Result, Transition
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.statuses import CallStatus
from bot.domain.workspaces import WorkspaceId

WORKSPACE = WorkspaceId("T1")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
# what a call that somebody picks up goes through until it is over
BEFORE_THE_END = ("initiated", "ringing", "ongoing")


def build_order(**changes: Any) -> CallOrder:
    """Build what a person asked for, ready to be written down."""
    asked: dict[str, Any] = {
        "request_key": "command:1",
        "workspace_id": WORKSPACE,
        "channel_id": "C1",
        "requested_by": "U0ALICE",
        "requested_by_name": "alice",
        "origin_channel_id": "C1",
        "to_number": E164("+15559876543"),
        "from_number": E164("+15551234567"),
    }
    named = {"callee_name": changes.get("variables", {}).get("name", "")}
    return CallOrder(**(asked | named | changes))


def build_call(*statuses: str, order: CallOrder | None = None, **changes: Any) -> Call:
    """Build a call that was dialed at noon and went through `statuses`, a second after another."""
    known: dict[str, Any] = {
        "attempt_id": 1,
        "order_id": "o1",
        "call_id": "c1" if statuses else None,
        "order": order or build_order(),
        "status": statuses[-1] if statuses else CallStatus.QUEUED,
        "reason": None,
        "created_at": NOON,
        "attempt": 1,
        "due_at": NOON,
        "is_automatic": False,
        "dialing_at": NOON if statuses else None,
        "dial_tries": 1 if statuses else 0,
        "anchor_ts": "1.0001",
        "agent_name": None,
        "transitions": tuple(
            Transition(seq=seq, status=status, at=NOON + timedelta(seconds=seq))
            for seq, status in enumerate(statuses, start=1)
        ),
        "result": Result(),
        "is_result_awaited": False,
        "queue_position": None,
    }
    return Call(**(known | changes))
