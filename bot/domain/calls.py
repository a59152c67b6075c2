"""What a call is: an attempt of an order, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain.meanings import UNATTENDED, Outcome
from bot.domain.orders import CallOrder
from bot.domain.statuses import (
    COMPLETED,
    OUTCOME_OF_STATUS,
    WAITING,
    CallStatus,
    is_final,
    is_unreached,
)


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
    `paused_by` is who paused all calls, by name, where they are paused now. `asked_by` is who had
    a further attempt be made, None where that was planned.
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
    asked_by: str | None = None

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
    def requesters(self) -> frozenset[str]:
        """The people whose word it is made by: nobody of them is another person."""
        return frozenset(filter(None, (self.order.requested_by, self.asked_by)))

    @property
    def next_attempt(self) -> int:
        """Return which attempt would be dialed next: this one while it waits, or the one after."""
        return self.attempt if self.is_waiting else self.attempt + 1

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
