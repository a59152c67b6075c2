"""What can be asked of the store, a Protocol for each noun; every method may raise StoreError.

An `attempt_id` names one try of an order. What is said of an attempt counts only while it is the
latest one of its order: later it is old news, and the method says so or does nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

from bot.domain.calls import Call, CallOrder, Result
from bot.domain.phone_numbers import E164
from bot.domain.subscriptions import DigestSchedule, Watch
from bot.domain.workspaces import ChannelKey, MessageKey, Sight, WorkspaceId
from bot.store.records import (
    AuditEntry,
    CallFilter,
    Cursor,
    Delivery,
    Digest,
    DueResult,
    FinishedCall,
    Form,
    GateDecision,
    InboxEntry,
    LastUsed,
    ListKey,
    LiveCall,
    Page,
)

# pure, because it is asked inside a transaction; None is to dial it now
DialGate = Callable[[Call], GateDecision | None]


class Inbox(Protocol):
    """Requests that may lead to a call, each once; every method may raise StoreError."""

    async def add(self, entry: InboxEntry) -> bool:
        """Write a request down; False where it is a repetition."""

    async def close(self, request_key: str) -> None:
        """Delete the payload of a request that was answered; its key is kept for a day."""

    async def refuse(self, request_key: str, *, kind: str, body: str) -> bool:
        """Let a request come to nothing, durably; False where it is an order.

        `kind` and `body` are what is left to do: to say so.
        """

    async def unanswered(self) -> tuple[InboxEntry, ...]:
        """Return the requests that were neither answered nor became an order, oldest first."""

    async def untold(self) -> tuple[str, ...]:
        """Return the orders that ended without a card, and whose requester was not told."""

    async def forget_reply(self, order_id: str) -> None:
        """Delete where to answer the request of an order, which was answered."""

    async def find_reply(self, order_id: str) -> str | None:
        """Return where to answer the request of an order whose card does not stand yet."""


class Drafts(Protocol):
    """Drafts that wait for an answer of their requester; every method may raise StoreError."""

    async def add(
        self,
        draft_id: str,
        *,
        workspace_id: WorkspaceId,
        user_id: str,
        payload: str,
        expires_at: datetime,
    ) -> None:
        """Write down a draft that only one person can answer."""

    async def find(self, draft_id: str, *, user_id: str, at: datetime) -> str | None:
        """Return a draft's payload; None where it does not wait for this person."""

    async def close(self, draft_id: str, *, at: datetime) -> None:
        """Delete a draft that was answered, and all that nobody can answer any more."""


class Audit(Protocol):
    """What people did and what policies said, append-only."""

    async def add(self, entry: AuditEntry) -> None:
        """Add a row; raises StoreError."""


# by then everything that was postponed is due
END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)
# longer than any dial or post can take to be sent and answered
LEASE: Final = timedelta(minutes=1)
# how old a claim may be when the first byte is sent; a process that was stopped for longer no
# longer knows whether what it decided is still so
FRESH_SECONDS: Final = 1.0

# who asked for a call and saw no card for so long, though Slack took no other message there
# either, has given up or asked again
OPENS_WITHIN: Final = timedelta(minutes=2)


class Orders(Protocol):
    """What people asked for, each written down once however often the request arrives."""

    async def add(
        self, order: CallOrder, *, at: datetime, rules_version: int = 0, received_key: str = ""
    ) -> tuple[str, bool]:
        """Write an order, its call and its card down together; returns its id and if it is new.

        The call is scheduled where its time has not come, else queued. `received_key` is the row
        of the inbox that became it, where that has another key than the order.
        """

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
    """The calls that wait for one of the account's slots, the first that was due first."""

    async def first(self) -> Call | None:
        """Return the first call of the queue."""

    async def claim_slot(
        self, *, at: datetime, gate: DialGate | None = None, attempt_id: int | None = None
    ) -> Call | None:
        """Decide, durably, about the first call of the queue; None where none may be dialed.

        It comes back `dialing`, claimed for LEASE, or as the gate has it: scheduled, or over; or as
        it was, where it is not the `attempt_id` that the gate was prepared for. Then ask again for
        the next one. Queued is only who has a card in Slack, and while the first has to wait for
        the API, so do the others.
        """

    async def next_dial_at(self) -> datetime | None:
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

    async def next_at(self) -> datetime | None:
        """Return the next moment at which a call is due, None where none is scheduled."""

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

        Requests that are no orders yet are asked about, too, as if they were old.
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


class Outbox(Protocol):
    """Messages for Slack: written with their cause, posted once, edited to the newest."""

    async def channels_due(self) -> tuple[ChannelKey, ...]:
        """Return the channels in which something is still to be posted or edited.

        Not those in which another process is posting.
        """

    async def next_post(
        self, channel: ChannelKey, *, at: datetime = END_OF_TIME
    ) -> Delivery | None:
        """Return the next message to post in a channel: cards, then threads, then all else.

        What Slack refused comes last, and what follows in its thread after it. None, too, while
        another process posts in the channel.
        """

    async def next_edit(
        self, channel: ChannelKey, *, at: datetime = END_OF_TIME
    ) -> Delivery | None:
        """Return the next message of a channel that shows less than is known."""

    async def next_due_at(self, channel: ChannelKey, *, at: datetime) -> datetime | None:
        """Return when the next postponed message of a channel is due, None where there is none."""

    async def claim(self, delivery: Delivery, *, at: datetime) -> bool:
        """Record, durably, that a message is about to be sent; False where another does that.

        It is this process's for LEASE. False, too, for the card of a stale order: with it the
        order would be dialed.
        """

    async def release(self, delivery: Delivery) -> None:
        """Record that a message was certainly not sent and may be sent again."""

    async def recover(self, *, at: datetime) -> None:
        """Let messages be taken up whose process is gone: its claim on them expired."""

    async def postpone(
        self, delivery: Delivery, *, until: datetime, is_refused: bool = False
    ) -> None:
        """Let all else in the channel go before a message; refused counts as one of its `tries`."""

    async def record_stray(self, delivery: Delivery, ts: str) -> None:
        """Record that a reply stands as `ts` outside of its thread; it stays in doubt."""

    async def drop(self, delivery: Delivery) -> None:
        """Give a message up: there is nowhere left to post it."""

    async def set_aside(self, delivery: Delivery) -> None:
        """Give a message up that Slack refuses, and count it."""

    async def add_notice(self, order_id: str, *, at: datetime) -> None:
        """Owe a requester, once for each attempt, a word in their direct message."""

    async def is_behind(self, order_id: str) -> bool:
        """Say whether Slack refused a message of an order's thread that does not stand yet."""

    async def record_sent(
        self, delivery: Delivery, ts: str, *, shown_revision: int | None = None
    ) -> None:
        """Record that a message stands in Slack as `ts`; it shows the newest where not said."""

    async def record_shown(self, delivery: Delivery) -> None:
        """Record that a message was edited and now shows `delivery.revision`."""

    async def redirect(
        self, order_id: str, channel_id: str, *, at: datetime, thread_ts: str | None = None
    ) -> None:
        """Post a new card of an order, there or elsewhere, and what follows in its thread.

        That is a new one, or `thread_ts`, which was there before.
        """

    async def count_cards_before(self, order_id: str) -> int:
        """Return how many cards are still to be posted in the channel before that of an order."""

    async def count_due(self) -> int:
        """Return how many messages are still to be posted or edited."""

    async def count_set_aside(self) -> int:
        """Return how many messages were given up because Slack refused them."""


class Forms(Protocol):
    """Open forms and what people used last: what the form needs to remember between two clicks."""

    async def add(self, form: Form, *, at: datetime) -> None:
        """Remember a form that was opened; forms older than a day are forgotten."""

    async def find(self, form_id: str) -> Form | None:
        """Return an open form, None where it is unknown or was forgotten."""

    async def keep_typed(self, form_id: str, typed: Mapping[str, str]) -> None:
        """Remember what was typed into a form, also for an agent no longer chosen."""

    async def record_used(self, order: CallOrder, *, at: datetime) -> None:
        """Remember what a person used in the channel where the call was asked for."""

    async def last_used(self, channel: ChannelKey, user_id: str) -> LastUsed | None:
        """Return what a person used last in a channel, None where that is nothing."""


class History(Protocol):
    """The lists people read; a call that stands in several of the lists is there once.

    Of all lists only what is in the `sight` of the reader counts, in `Attempts`, too.
    """

    async def page(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        matching: CallFilter = CallFilter(),
        cursor: Cursor = Cursor(),
        limit: int,
    ) -> Page:
        """Return one page of what lists hold.

        Where nothing is newer than the cursor, it is the newest page, so that this is always full.
        """

    async def live(
        self, lists: Sequence[ListKey], *, sight: Sight, limit: int
    ) -> tuple[tuple[Call, ...], int]:
        """Return the newest calls of lists that are live or queued, and how many there are."""

    async def finished(
        self,
        lists: Sequence[ListKey],
        *,
        sight: Sight,
        since: datetime,
        until: datetime,
        after: FinishedCall | None,
        limit: int,
    ) -> tuple[FinishedCall, ...]:
        """Return calls that were over from `since` on and before `until`, the oldest end first.

        The page begins right behind the call `after`; one with fewer than `limit` is the last. A
        call that stands in several of the lists is there once.
        """

    async def links(self, messages: Sequence[MessageKey]) -> Mapping[MessageKey, str]:
        """Return the known links to messages."""

    async def record_links(self, links: Mapping[MessageKey, str]) -> None:
        """Remember links to messages."""


class Watches(Protocol):
    """Which channels want to hear of finished calls, and the lines they are owed."""

    async def add(self, watch: Watch, *, statuses: frozenset[str] | None) -> bool:
        """Write a rule down; False where the channel has it. `statuses` are what `outcome` means.

        Without them it is about every call that was dialed.
        """

    async def take_back(self, watch: Watch, *, statuses: frozenset[str] | None) -> None:
        """Forget one rule of a channel, however it was typed."""

    async def of(self, channel: ChannelKey) -> tuple[Watch, ...]:
        """Return the rules of a channel, oldest first."""

    async def remove(self, channel: ChannelKey) -> bool:
        """Take all rules of a channel back, and the lines that are not posted yet."""

    async def leave(self, channel: ChannelKey, *, at: datetime) -> bool:
        """Forget a channel that can no longer be written to; False where nothing was owed there.

        What was still to be posted there is dropped, and each who had it watch is sent one message.
        """


class Digests(Protocol):
    """When channels want their digests, and those that were written down to be sent."""

    async def set_schedule(self, schedule: DigestSchedule) -> None:
        """Write down when a channel wants its digest, in place of the schedule before."""

    async def schedules(self) -> tuple[DigestSchedule, ...]:
        """Return when all channels want theirs."""

    async def schedule_of(self, channel: ChannelKey) -> DigestSchedule | None:
        """Return when a channel wants its digest, None where it wants none."""

    async def remove(self, channel: ChannelKey) -> bool:
        """Send a channel no more digests, nor one that is not sent yet; False where it had none."""

    async def issue(
        self, schedule: DigestSchedule, *, day: date, since: datetime, until: datetime
    ) -> bool:
        """Owe a channel the digest of a day, once; False where it had that of the day already."""

    async def get(self, digest_id: int) -> Digest | None:
        """Return a digest by its key."""

    async def awaiting_chart(self) -> tuple[Digest, ...]:
        """Return the digests that were sent and whose chart was not shared, oldest first."""

    async def claim_chart(self, digest_id: int) -> None:
        """Record, durably, that a chart is about to be shared."""

    async def release_chart(self, digest_id: int) -> None:
        """Record that a chart was certainly not shared and may be tried again."""

    async def close_chart(self, digest_id: int) -> None:
        """Record that a chart is shared, or will never be."""


class Upkeep(Protocol):
    """What keeps the database itself in order."""

    @property
    def is_copy(self) -> bool:
        """Say whether this was put in the place of what the bot worked on last."""

    async def keep(self) -> None:
        """Note that this is what the bot works on from now on."""

    async def tidy(self) -> None:
        """Do what has to be done every now and then to what is kept; nothing waits for it."""

    async def set_back(self, seconds: float) -> None:
        """Shorten all pauses of the bot's own by as much as the wall clock was set back."""

    async def forget(self, *, before: datetime, at: datetime, reason: str) -> bool:
        """Take what people said, and who they are, out of a few calls that were over `before`.

        False where there are no more of these. What nobody can answer any more is deleted, and a
        call that was missed so long ago is withdrawn for this reason.
        """


class Store(Protocol):
    """Everything the bot remembers."""

    inbox: Inbox
    drafts: Drafts
    audit: Audit
    orders: Orders
    queue: Queue
    calls: Calls
    attempts: Attempts
    results: Results
    outbox: Outbox
    forms: Forms
    history: History
    watches: Watches
    digests: Digests
    upkeep: Upkeep

    async def open(self) -> None:
        """Lock and open it, bringing an older database up to date; raises StoreInUseError."""

    async def close(self) -> None:
        """Finish what was handed in and let the database go."""

    async def adopt(self, workspace_id: WorkspaceId) -> None:
        """Give what an older database kept without a workspace to this one."""
