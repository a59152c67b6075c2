"""Orders and the attempts to reach somebody: written down, in line, dialed, followed, over."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.domain.calls import Call, Result
from bot.domain.consents import Consent
from bot.domain.orders import CallOrder
from bot.domain.phone_numbers import E164
from bot.domain.rules import StoredFacts
from bot.domain.workspaces import Sight, WorkspaceId
from bot.store.records import AuditEntry, DueResult, GateDecision, ListKey, LiveCall

# pure, because it is asked inside a transaction; None is to dial it now
DialGate = Callable[[Call, StoredFacts], GateDecision | None]
# pure, too: whether an order may be written, by the number's calls of late
OrderGate = Callable[[tuple[Call, ...]], bool]
LATELY: Final = timedelta(days=1)
# says in words why a call is refused
Reason = Callable[[CallOrder], str]


class Orders(Protocol):
    """What people asked for, each written down once however often the request arrives."""

    async def add(
        self,
        order: CallOrder,
        *,
        at: datetime,
        rules_version: int = 0,
        received_key: str = "",
        gate: OrderGate | None = None,
        audit: Sequence[AuditEntry] = (),
    ) -> tuple[str, bool]:
        """Write an order, its call and its card down together; returns its id and if it is new.

        The call is scheduled where its time has not come, else queued. `received_key` is the row
        of the inbox that became it, where that has another key than the order. With `audit` go
        rows of the audit about it. Where the gate says no, nothing is written, and the id is "".
        """

    async def allow_quiet(
        self, order_id: str, *, until: datetime, by: str, reason: str, audit: AuditEntry
    ) -> None:
        """Let an order be dialed in quiet hours until then, with the row of the audit for it."""

    async def note_consent(self, order_id: str, consent: Consent, *, audit: AuditEntry) -> None:
        """Note on what basis an order is dialed, once; the row of the audit is written with it."""

    async def note_zone(self, order_id: str, zone: str) -> None:
        """Note the zone that somebody said the callee is in."""

    async def lately_to(
        self, workspace_id: WorkspaceId, number: E164, *, at: datetime
    ) -> tuple[Call, ...]:
        """Return the newest calls to a number that are not over, or for no longer than LATELY."""

    async def find_by_key(self, request_key: str) -> str | None:
        """Return the order a request became, None where it became none."""

    async def stale(self, *, at: datetime, waiting_before: datetime) -> tuple[str, ...]:
        """Return the queued orders nobody counts on any more, oldest first.

        They were due before `waiting_before`, or have no card in Slack, which took no message in
        their channel for OPENS_WITHIN.
        """

    async def check_writable(self) -> None:
        """Raise StoreError where a write would fail, before anything depends on it."""


class Queue(Protocol):
    """The calls that wait for one of the account's slots, the first that was due first.

    Attempts that are passed over count as if they were not in it.
    """

    async def first(self, *, passing_over: Collection[int] = ()) -> Call | None:
        """Return the first call of the queue."""

    async def claim_slot(
        self,
        *,
        at: datetime,
        gate: DialGate | None = None,
        attempt_id: int | None = None,
        passing_over: Collection[int] = (),
    ) -> Call | None:
        """Decide, durably, about the first call of the queue; None where none may be dialed.

        It comes back `dialing`, claimed for LEASE, or as the gate has it: scheduled, or over; or as
        it was, where it is not the `attempt_id` that the gate was prepared for. Then ask again for
        the next one. Queued is only who has a card in Slack, and while the first has to wait for
        the API, so do the others.
        """

    async def next_dial_at(self, *, passing_over: Collection[int] = ()) -> datetime | None:
        """Return when the first call of the queue may be dialed, None where it is empty."""

    async def renew_lease(self, attempt_id: int, *, at: datetime) -> bool:
        """Claim a call for LEASE from now on; False where it is no longer this process's to dial.

        So it is, too, where the claim expired: what was decided about it then may no longer be so.
        """

    async def put_back(
        self,
        attempt_id: int,
        *,
        not_before: datetime,
        reason: str | None,
        is_try: bool = True,
        busy_since: datetime | None = None,
    ) -> None:
        """Return a call that was certainly not dialed to its place in the queue.

        Without `is_try` this does not count as one of `dial_tries`. `busy_since` is kept only
        where none is yet.
        """

    async def withdraw(self, order_id: str, *, at: datetime, reason: str) -> bool:
        """Take a waiting or later call back; False where it was dialed already or is over."""

    async def close_unopened(self, order_id: str, *, reason: str) -> bool:
        """End an order whose card Slack refused; False where somebody was called, or may be."""


class Calls(Protocol):
    """What is known of each call, which are live, and how they move on."""

    async def get(self, order_id: str) -> Call:
        """Return the latest attempt of an order; raises OrderNotFoundError."""

    async def get_attempt(self, attempt_id: int) -> Call:
        """Return one attempt; raises OrderNotFoundError."""

    async def record_placed(
        self,
        attempt_id: int,
        *,
        call_id: str,
        status: str,
        agent_name: str | None,
        at: datetime,
        is_unseen: bool = False,
        agent_id: str | None = None,
    ) -> bool:
        """Write down which call a dial became; False where none, or one of another attempt.

        `is_unseen` says, as below, that what it says happened while nobody looked. `agent_id` is
        who talks: its caller ID's own agent, where the order names no other.
        """

    async def find_own_agent(self, from_number: E164) -> str | None:
        """Return the id of the agent that a caller ID has of its own, as far as it is known."""

    async def add_transition(
        self, attempt_id: int, status: str, *, at: datetime, reason: str | None = None
    ) -> bool:
        """Write a transition and its message in one transaction; False where it is old news."""

    async def record_observed(
        self,
        attempt_id: int,
        status: str,
        *,
        at: datetime,
        duration_ms: int | None,
        agent_name: str | None,
        is_unseen: bool = False,
    ) -> bool:
        """Write down what the API shows of a call; False where none of it is news."""

    async def record_action(self, order_id: str, action: str) -> None:
        """Have the card say what somebody did to a call."""

    async def live(self) -> tuple[LiveCall, ...]:
        """Return all calls that may be ringing or talking now, the longest-standing first."""

    async def count_open(self) -> tuple[int, int]:
        """Return how many calls hold a slot and how many wait for one."""

    async def known(self, call_ids: tuple[str, ...]) -> frozenset[str]:
        """Return which of these calls of the API are ours already."""

    async def recover(self, *, at: datetime, reason: str, include_own: bool = False) -> int:
        """Turn every `dialing` whose process is gone into `unconfirmed`; returns how many.

        Gone is a process whose claim expired. `include_own` says that this one, too, began anew.
        """


class Attempts(Protocol):
    """Calls whose time has not come, and the further attempts of those nobody answered."""

    async def take_due(self, *, at: datetime) -> bool:
        """Queue every call whose time has come; False where there was none.

        One whose time passed more than 15 minutes ago is overdue instead, and its thread says so.
        """

    async def refuse_ended(self, *, at: datetime, reason: Reason) -> bool:
        """Refuse every call that waits longer than it is wanted; False where there was none."""

    async def next_at(self) -> datetime | None:
        """Return when a call is next due or no longer wanted, None where none waits for that."""

    async def reschedule(
        self, attempt_id: int, *, due_at: datetime, requester_time_zone: str | None
    ) -> bool:
        """Give a scheduled or overdue call another time; False where it is too late for that."""

    async def dial_now(self, attempt_id: int, *, at: datetime) -> bool:
        """Queue a scheduled or overdue call at once; False where it is too late for that."""

    async def add_after(
        self, attempt_id: int, *, due_at: datetime, is_automatic: bool = False
    ) -> bool:
        """Schedule the attempt after one that nobody answered, in the same order and thread.

        False where it did not end busy or unanswered. `is_automatic` says that no person chose the
        time, so that it may be delayed.
        """

    async def awaiting_retry(self) -> tuple[Call, ...]:
        """Return the calls that will be tried again and have no next attempt yet."""

    async def stop_trying(self, order_id: str, *, at: datetime, reason: str | None = None) -> bool:
        """Let no attempt follow the latest one, nor that one where it is a further one and waits.

        False where there was nothing to stop. `reason` says in words why, where no person did it.
        """

    async def hold_all(self, *, at: datetime, reason: str) -> int:
        """Dial nobody who waits before somebody says so, as where a time was missed; say how many.

        Whoever is being called is not called again by itself, however that ends. Requests that are
        no orders yet are asked about, too, as if they were old.
        """

    async def upcoming(
        self, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        """Return the upcoming calls of lists, the next first, and how many there are."""


class Results(Protocol):
    """Results of calls, as far as it is known, and when to ask for the rest."""

    async def due(self, *, at: datetime) -> tuple[DueResult, ...]:
        """Return the calls whose result should be asked for now, the most overdue first."""

    async def next_at(self) -> datetime | None:
        """Return when the next result should be asked for, None where none is awaited."""

    async def postpone(self, attempt_id: int, *, until: datetime) -> None:
        """Ask for a result later; this try does not count."""

    async def record(
        self,
        attempt_id: int,
        result: Result,
        *,
        agent_name: str | None,
        ask_again_at: datetime | None,
    ) -> None:
        """Keep what is known of a result; the last reply and the card show it where it is news."""
