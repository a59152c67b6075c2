"""What those who follow and count calls need of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.alarms import Alarm
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import WorkspaceId
from bot.store.records.audit import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCall:
    """What the tracker needs of a call that is not over; `changed_at` is its last transition.

    `call_id` is None while the answer to its dial is lost.
    """

    attempt_id: int
    workspace_id: WorkspaceId
    order_id: str
    call_id: str | None
    status: str
    from_number: E164
    to_number: E164
    agent_name: str | None
    dialing_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueResult:
    """A call that is over and whose result is not complete; `tries` counts the questions asked."""

    attempt_id: int
    order_id: str
    call_id: str
    tries: int
    ended_at: datetime


class FinishedCall(NamedTuple):
    """What counts of one call; a tuple, because a hundred thousand of them are read in a second.

    `over_at` and `dialing_at` are Unix seconds, `outcomes` is as the store holds them.
    """

    attempt_id: int
    over_at: float
    dialing_at: float | None
    status: str
    agent_name: str | None
    to_number: E164
    callee_time_zone: str | None
    duration_ms: int | None
    was_ongoing: int
    outcomes: str = "[]"
    is_result_awaited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDecision:
    """What the gate says of a dial, with what is to be written of it.

    Without a row of the audit it is dialed, `alarms` are raised, and its number `is_masked` from
    now on where another company came into its conversation. With `until` it waits;
    otherwise, with `status`, it comes to that status for this reason. With neither it stays in the
    queue, and nothing is written. `approval_for` says what a second person has to allow. What
    `is_hidden` is told where the requester does not see it.
    """

    audit: AuditEntry | None = None
    alarms: tuple[Alarm, ...] = ()
    until: datetime | None = None
    status: str | None = None
    reason: str | None = None
    approval_for: str = ""
    is_masked: bool = False
    is_hidden: bool = False

    @property
    def is_written(self) -> bool:
        """Say whether the call comes to anything else than waiting where it is."""
        return self.until is not None or self.status is not None
