"""What the store takes and gives besides orders and calls, whatever engine keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.alarms import Alarm
from bot.domain.calls import Call
from bot.domain.meanings import ResultMapping
from bot.domain.phone_numbers import E164
from bot.domain.workspaces import ChannelKey, InChannel, WorkspaceId

# as many digits as a key is sure to have
_LONGEST_KEY: Final = 18


@dataclass(frozen=True, slots=True)
class ListKey:
    """A list of calls that somebody may read; `text` is how the store names it."""

    text: str

    @classmethod
    def everyone(cls, workspace_id: WorkspaceId) -> "ListKey":
        """Return the list of all calls of a workspace, but for direct messages."""
        return cls(f"{workspace_id}/*")

    @classmethod
    def of_person(cls, workspace_id: WorkspaceId, user_id: str) -> "ListKey":
        """Return the list of the calls a person asked for."""
        return cls(f"{workspace_id}/{user_id}")

    @classmethod
    def of_channel(cls, workspace_id: WorkspaceId, channel_id: str) -> "ListKey":
        """Return the list of the calls that have their thread in a channel."""
        return cls(f"{workspace_id}/{channel_id}")


def lists_in_channel(channel: ChannelKey, user_id: str) -> tuple[ListKey, ListKey]:
    """Return the lists of what a person sees in a channel, or asked for there."""
    in_channel = ListKey.of_channel(*channel)
    # what was asked for there and has its thread elsewhere
    return in_channel, ListKey(f"{in_channel.text}/{user_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls of a list: all, or those of some outcomes, of an agent, asked for since.

    `outcomes` are statuses and Outcomes: of several that are true of a call one is enough.

    `agent` is what people call it, as `bot.domain.agents` has it. `to_numbers` are the numbers that
    may have been called, `callee` how the words of the name begin, or digits of the number.
    """

    outcomes: frozenset[str] | None = None
    agent: str | None = None
    since: datetime | None = None
    to_numbers: tuple[E164, ...] = ()
    callee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins: right below `before`, right above `after`, or at the newest call."""

    before: int | None = None
    after: int | None = None

    def encode(self) -> str:
        """Write it into a button."""
        if self.after is not None:
            return f"after:{self.after}"
        return "newest" if self.before is None else f"before:{self.before}"

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read it from a button; what cannot be read is the newest."""
        side, _, key = text.partition(":")
        if not (key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY):
            return cls()
        return cls(after=int(key)) if side == "after" else cls(before=int(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of calls, the newest first; `newer` and `older` say where the next ones begin."""

    calls: tuple[Call, ...] = ()
    newer: Cursor | None = None
    older: Cursor | None = None


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
class AgentMapping:
    """The mapping of an agent's results, and who made it when."""

    workspace_id: WorkspaceId
    agent_id: str
    mapping: ResultMapping
    set_by: str
    set_at: datetime


class DeliveryKind(StrEnum):
    """What a delivery is: a message of a call's thread, or one in another place."""

    CALL_THREAD = "call_thread"
    WATCH_LINE = "watch_line"
    DIGEST = "digest"
    WATCH_ENDED = "watch_ended"
    NOTICE = "notice"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(InChannel):
    """One message the bot owes or owns; `transition_seq` is None for the card of an order.

    Only a message of a call's thread has an `order_id` and a `seq` in it. `attempt_id` and
    `digest_id` are of what it is about, None where that is neither. WATCH_ENDED, NOTICE and ERASED
    go to the person `channel_id`; WATCH_ENDED is about the channel `about`, ERASED has there what
    was forgotten, a NOTICE of an alarm is about that, and it may go to a channel. `is_in_doubt`
    says that it was being sent when its answer, or the process, was lost; with a `ts` it stands
    outside of its thread then. Otherwise `ts` is None until it stands in Slack; then it only needs
    edits, up to `revision`. Nothing of it can stand in Slack before `ordered_at`. `tries` counts
    how often Slack refused it, and `not_before` says when it is tried again. A reply that `is_anew`
    stands already, and cannot be edited to show the result of its call.
    """

    delivery_id: str
    kind: DeliveryKind
    order_id: str
    seq: int
    attempt_id: int | None
    transition_seq: int | None
    digest_id: int | None
    about: str | None
    is_in_doubt: bool
    ts: str | None
    revision: int
    thread_ts: str | None
    ordered_at: datetime
    tries: int
    not_before: datetime
    is_anew: bool

    @property
    def is_card(self) -> bool:
        """Say whether this is the anchor of an order, not a reply in its thread."""
        return self.kind is DeliveryKind.CALL_THREAD and self.seq == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form somebody has open; `typed` holds the variables typed so far, by name."""

    form_id: str
    workspace_id: WorkspaceId
    user_id: str
    origin_channel_id: str
    thread_ts: str | None
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastUsed:
    """What a person used last in a channel."""

    from_number: E164
    agent_id: str | None
    agent_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(InChannel):
    """The digest of one day, of calls from `since` to `until`; `ts` is None until it is sent.

    `is_chart_in_doubt` says that its chart was being shared when the process was lost.
    """

    id: int
    day: date
    zone: str
    since: datetime
    until: datetime
    ts: str | None
    is_chart_in_doubt: bool

    def is_over(self, now: datetime) -> bool:
        """Say whether its day is over where it is read."""
        return now.astimezone(ZoneInfo(self.zone)).date() != self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    """A request as it was received; `body` and `reply` are JSON of the handlers'."""

    request_key: str
    workspace_id: WorkspaceId
    kind: str
    body: str
    reply: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to which order, or which policy did not allow it; no number and no name.

    `value` is the policy's; without one it says what was done where it is about no order.
    """

    at: datetime
    workspace_id: WorkspaceId
    user_id: str
    action: str
    order_id: str | None = None
    policy: str | None = None
    value: str | None = None
    number_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which rows of the audit: all, or those of a person, of actions, about a call, since."""

    user_id: str | None = None
    actions: frozenset[str] | None = None
    order_id: str | None = None
    number: E164 | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """A row of the audit as it is read, with what the order it is about still says.

    `rules_version` is that of the rules that allowed the order, `quiet_reason` why it was allowed
    in quiet hours.
    """

    id: int
    entry: AuditEntry
    to_number: E164 | None = None
    channel_id: str | None = None
    rules_version: int | None = None
    quiet_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """A page of the audit, the newest first; `newer` and `older` say where the next ones begin."""

    rows: tuple[AuditRow, ...] = ()
    newer: Cursor | None = None
    older: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A number of which nothing is forgotten, by whose word and since when."""

    workspace_id: WorkspaceId
    number_hash: str
    held_at: datetime
    held_by: str
    held_by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFacts:
    """What is known of a number before it is forgotten: how many calls, and what speaks against it.

    Of the `calls` so many are `waiting` to be dialed. Live is, too, one that lacks its result.
    """

    calls: int
    waiting: int
    is_live: bool
    is_suppressed: bool
    hold: Hold | None

    @property
    def may_be_forgotten(self) -> bool:
        """Say whether nothing speaks against it."""
        return self.hold is None and not self.is_live


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A number that is being forgotten, with all by which messages about it are found in Slack.

    The counts are of what was removed so far, and of places that could not be reached.
    """

    workspace_id: WorkspaceId
    number_hash: str
    number: E164
    names: tuple[str, ...]
    requested_by: str
    requested_at: datetime
    calls: int
    messages: int = 0
    files: int = 0
    unreached: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlace(InChannel):
    """Where messages about a number may stand: a thread, or a conversation with one person.

    Without `thread_ts` the `channel_id` is that person.
    """

    number_hash: str
    thread_ts: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDecision:
    """What the gate says of a dial, with what is to be written of it.

    Without a row of the audit it is dialed, and `alarms` are raised. With `until` it waits;
    otherwise, with `status`, it comes to that status for this reason. With neither it stays in the
    queue, and nothing is written. `approval_for` says what a second person has to allow.
    """

    audit: AuditEntry | None = None
    alarms: tuple[Alarm, ...] = ()
    until: datetime | None = None
    status: str | None = None
    reason: str | None = None
    approval_for: str = ""

    @property
    def is_written(self) -> bool:
        """Say whether the call comes to anything else than waiting where it is."""
        return self.until is not None or self.status is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found of a database that nobody opened: its schema, and what is not applied yet."""

    exists: bool
    version: int = 0
    pending: int = 0
