"""What a person asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.phone_numbers import E164
from bot.domain.workspaces import InChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerId:
    """A number of the Voicy account that callees see, with the label people know it by."""

    number: E164
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOrder(InChannel):
    """What a person asked for, checked and ready to be written down.

    Each field is a column of `orders`: a new one needs a step in the store's migrations.

    `request_key` is the same for every repetition of one click, command or submission.
    `thread_ts` is the thread that already exists, None to open one. `due_at` is the time a person
    named last, None for at once, and `requester_time_zone` the IANA zone it was said in.
    `callee_time_zone` is the one the callee is in, where somebody said so. `attempts` is how often
    the callee may be tried, and `until_at` the time after which nobody is dialed any more.
    `missing_variables` are declared by its agent, and nobody gave them. `callee_name` is the
    callee's among the variables, '' where none names them. Where the number tells no zone it is
    `judged_by_requester_clock`. Until `quiet_allowed_until` it may be dialed in quiet hours, by the
    word of `quiet_allowed_by` that the callee asked for it: `quiet_reason`. `consent_basis` is why
    the callee may be called, as `consent_by` wrote it, for this order or its `consent_source`.
    `approval_for` is what a second person had to allow, and `approved_by`, by name, did so of the
    order of this hash. Where another company is in its conversation, the number `is_masked` there.
    """

    request_key: str
    thread_ts: str | None = None
    requested_by: str
    requested_by_name: str
    origin_channel_id: str
    to_number: E164
    from_number: E164
    agent_id: str | None = None
    agent_name: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    is_unusual_number: bool = False
    due_at: datetime | None = None
    requester_time_zone: str | None = None
    callee_time_zone: str | None = None
    attempts: int = 1
    until_at: datetime | None = None
    missing_variables: tuple[str, ...] = ()
    callee_name: str = ""
    judged_by_requester_clock: bool = False
    quiet_allowed_until: datetime | None = None
    quiet_allowed_by: str | None = None
    quiet_reason: str | None = None
    consent_basis: str | None = None
    consent_source: str | None = None
    consent_by: str | None = None
    consent_at: datetime | None = None
    approval_for: str = ""
    approved_hash: str = ""
    approved_by: str = ""
    is_masked: bool = False
