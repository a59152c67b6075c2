"""What a call is, which statuses it can have, and which transition may follow which."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Final

from bot.domain.meanings import UNATTENDED, Outcome
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import InChannel


class CallStatus(StrEnum):
    """Every status this bot knows: the API's documented words and the bot's own.

    The API may send words that are not here; they are kept as plain text and shown as they came.
    """

    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    QUEUED = "queued"
    DIALING = "dialing"
    UNCONFIRMED = "unconfirmed"
    INITIATED = "initiated"
    RINGING = "ringing"
    ONGOING = "ongoing"
    ENDED = "ended"
    USER_HANGUP = "user_hangup"
    AGENT_HANGUP = "agent_hangup"
    INACTIVITY = "inactivity"
    ERROR_INACTIVITY = "error_inactivity"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    ERROR = "error"
    CANCELED = "canceled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNTRACED = "untraced"
    LOST = "lost"


class Phase(IntEnum):
    """How far a call is; a call only ever moves to a later phase."""

    SCHEDULED = 0
    OVERDUE = 1
    QUEUED = 2
    DIALING = 3
    UNCONFIRMED = 4
    INITIATED = 5
    RINGING = 6
    ONGOING = 7
    FINAL = 8


# nobody was dialed yet
WAITING: Final = frozenset({CallStatus.SCHEDULED, CallStatus.OVERDUE, CallStatus.QUEUED})
# nobody picked up, so that it makes sense to try again
UNREACHED: Final = frozenset({CallStatus.BUSY, CallStatus.NO_ANSWER})
COMPLETED: Final = frozenset(
    {
        CallStatus.ENDED,
        CallStatus.USER_HANGUP,
        CallStatus.AGENT_HANGUP,
        CallStatus.INACTIVITY,
        CallStatus.ERROR_INACTIVITY,
    }
)
FAILED: Final = frozenset(
    {CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.ERROR, CallStatus.CANCELED}
)
CLOSED_HERE: Final = frozenset(
    {CallStatus.REFUSED, CallStatus.WITHDRAWN, CallStatus.UNTRACED, CallStatus.LOST}
)
# over, as the API says
ENDED: Final = COMPLETED | FAILED
FINAL: Final = ENDED | CLOSED_HERE

OUTCOME_OF_STATUS: Final[Mapping[str, Outcome]] = {
    **{status: Outcome(status) for status in FAILED},
    **dict.fromkeys(COMPLETED, Outcome.ANSWERED),
}
# a call that an API gives ever new words would fill its thread
MOST_UNKNOWN_STATUSES: Final = 8
_PHASES: Final[Mapping[str, Phase]] = {
    **{CallStatus[phase.name]: phase for phase in Phase if phase is not Phase.FINAL},
    **dict.fromkeys(FINAL, Phase.FINAL),
}


def find_phase(status: str) -> Phase | None:
    """Return the phase of a known status, None for a word nobody listed."""
    return _PHASES.get(status)


def is_final(status: str) -> bool:
    """Say whether nothing can follow this status."""
    return find_phase(status) is Phase.FINAL


def may_follow(status: str, status_history: Collection[str]) -> bool:
    """Say whether `status` is news after the statuses before it.

    Forward only: a status of the same or an earlier phase is old news, after a final one nothing
    is. A word nobody listed is news once, as long as the call is not over and there were few.
    """
    phases = [phase for phase in map(find_phase, status_history) if phase is not None]
    reached = max(phases, default=None)
    if reached is Phase.FINAL or status in status_history:
        return False
    phase = find_phase(status)
    if phase is None:
        return len(status_history) - len(phases) < MOST_UNKNOWN_STATUSES
    return reached is None or phase > reached


def is_unreached(status: str, status_history: Collection[str]) -> bool:
    """Say whether a call is over and nobody picked up: no conversation, not even a cut one."""
    return status in UNREACHED and CallStatus.ONGOING not in status_history


_BETWEEN_WORDS: Final = re.compile(r"[\s_-]+")
# words of the bot's own that the API may not say: `queued` from there must not be dialed here
_OURS: Final = CLOSED_HERE | WAITING | {CallStatus.DIALING, CallStatus.UNCONFIRMED}
API_PREFIX: Final = "api:"


def read_status(raw: str, *, default: str) -> str:
    """Read a status as the API says it (`No-Answer` is `no_answer`), at most 40 characters.

    A word that means something of the bot's own is kept apart by API_PREFIX; no word at all is
    `default`.
    """
    words = _BETWEEN_WORDS.sub("_", raw.strip()).casefold()
    status = "".join(filter(str.isprintable, words))[:40]
    return f"{API_PREFIX}{status}" if status in _OURS else status or default


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerId:
    """A number of the Voicy account that callees see, with the label people know it by."""

    number: E164
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOrder(InChannel):
    """What a person asked for, checked and ready to be written down.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of a call; every part can come later than the end of the call, or never.

    `callee_spoke` says whether the transcript has words of the callee, None without a transcript.
    """

    duration_ms: int | None = None
    summary: str | None = None
    extracted: Mapping[str, Any] = field(default_factory=dict)
    collected: Mapping[str, Any] = field(default_factory=dict)
    has_transcript: bool = False
    has_recording: bool = False
    callee_spoke: bool | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """All fields by name."""
        return {**self.collected, **self.extracted}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One status following another; `at` is when the bot learned of it.

    One that `is_unseen` happened while nobody looked, at an unknown time before that. One that
    `awaits_approval` waits for a second person.
    """

    seq: int
    status: str
    at: datetime
    is_unseen: bool = False
    awaits_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An attempt of an order and what came of it, as the store knows it.

    `attempt_id` is the attempt's own key, `order_id` that of the order, `call_id` is Voicy's (None
    until known). `created_at` is when the order was written down, `due_at` when this attempt is to
    be dialed, which no person chose where `is_automatic`; attempts are counted from 1.
    `anchor_ts` is the card; `order.thread_ts` the parent of the thread that tells the call, once
    it is open. `reason` says in words why a call was refused, is unconfirmed, was lost or is not
    tried again. `transitions` are oldest first. `queue_position` counts the calls that have to be
    dialed first, this one included; None where a slot is free. `last_action` is what somebody else
    than the requester did to it last. `busy_since` is when the API first said, since it is in the
    queue, that it has no line or takes no request. `outcomes` is what the status does not say of
    how it ended, `headline_field` and `call_back_field` are fields of the result with a meaning.
    `paused_by` is who paused all calls, by name, where they are paused now.
    """

    attempt_id: int
    order_id: str
    call_id: str | None
    order: CallOrder
    status: str
    reason: str | None
    created_at: datetime
    attempt: int
    due_at: datetime
    is_automatic: bool
    dialing_at: datetime | None
    dial_tries: int
    anchor_ts: str | None
    agent_name: str | None
    transitions: tuple[Transition, ...]
    result: Result
    is_result_awaited: bool
    queue_position: int | None
    last_action: str | None = None
    busy_since: datetime | None = None
    paused_by: str | None = None
    outcomes: tuple[Outcome, ...] = ()
    headline_field: str | None = None
    call_back_field: str | None = None

    def mask(self, *, is_masked: bool = True) -> "Call":
        """Return it with its number masked, or not, wherever that is written."""
        return replace(self, order=replace(self.order, is_masked=is_masked))

    @property
    def outcome(self) -> Outcome | None:
        """How it ended, None where it did not or where that is not known yet."""
        if self.outcomes:
            return self.outcomes[0]
        is_open = self.status in COMPLETED and self.is_result_awaited
        return None if is_open else OUTCOME_OF_STATUS.get(self.status)

    @property
    def headline(self) -> Any:
        """What came of it, as the agent's headline field says it; None without one."""
        field = self.headline_field
        return None if field is None else self.result.values.get(field)

    @property
    def call_back(self) -> Any:
        """When the callee wants to be called, as the agent wrote it; None where they do not."""
        field = self.call_back_field
        return None if field is None else self.result.values.get(field)

    @property
    def told_by_summary(self) -> str | None:
        """The summary, where nothing else says what came of a conversation."""
        is_told = self.headline is not None or self.call_back is not None
        return None if is_told or self.outcome in UNATTENDED else self.result.summary

    @property
    def is_final(self) -> bool:
        """Say whether the call is over."""
        return is_final(self.status)

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody was dialed yet."""
        return self.status in WAITING

    @property
    def awaits_approval(self) -> bool:
        """Say whether a second person has to allow it before anybody is dialed."""
        is_overdue = self.status == CallStatus.OVERDUE and bool(self.transitions)
        return is_overdue and self.transitions[-1].awaits_approval

    @property
    def will_be_tried_again(self) -> bool:
        """Say whether another attempt follows this one, which is over, by plan or already."""
        return self.attempt < self.order.attempts and self.is_unreached

    @property
    def is_unreached(self) -> bool:
        """Say whether it is over and nobody picked up, or a machine did."""
        is_voicemail = Outcome.VOICEMAIL in self.outcomes
        return is_voicemail or is_unreached(self.status, self.status_history)

    @property
    def shares_thread(self) -> bool:
        """Say whether its thread was there before, among other words."""
        return self.order.thread_ts not in {None, self.anchor_ts}

    @property
    def status_history(self) -> tuple[str, ...]:
        """The statuses it went through, oldest first."""
        return tuple(transition.status for transition in self.transitions)
