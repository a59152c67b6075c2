"""How a call moves on: inside the caller's transaction, with the messages that say so."""

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.domain.calls import Transition
from bot.domain.statuses import (
    COMPLETED,
    MOST_UNKNOWN_STATUSES,
    WAITING,
    CallStatus,
    find_phase,
    is_final,
    is_unreached,
    may_follow,
)
from bot.store.sqlite.attempt_rows import (
    find_latest,
    find_latest_of,
    has_more,
    read_transitions,
    update_attempt,
)
from bot.store.sqlite.meanings import may_be_tried_again, record_meaning
from bot.store.sqlite.messages import (
    add_message,
    give_up_unsent,
    refresh_card,
    refresh_last_reply,
    refresh_queue_cards,
    stop_asking,
)
from bot.store.sqlite.rows import Connection, Row, insert, to_columns
from bot.store.sqlite.watches import announce

# a summary is written in about this time; asking sooner would mostly be asking twice
_SUMMARY_TIME: Final = timedelta(seconds=8)
# whoever asked is told once that it is over, and a voicemail is tried again: the last word waits
# for the result, for this long at most
_LONGEST_WAIT: Final = timedelta(minutes=11)
_log = logging.getLogger(__name__)
# whoever was not dialed yet cannot be where the API says a call is
_NEWS_FOR_WAITING: Final = frozenset({CallStatus.OVERDUE, CallStatus.WITHDRAWN})


def apply_status(
    db: Connection,
    attempt_id: int,
    status: str,
    at: datetime,
    reason: str | None = None,
    *,
    is_unseen: bool = False,
) -> bool:
    """Write a transition and its message; False where it is old news."""
    attempt = find_latest(db, attempt_id)
    if attempt is None or (attempt["status"] in WAITING and status not in _NEWS_FOR_WAITING):
        return False
    if not may_follow(status, _read_status_history(db, attempt_id)):
        return False
    record_transition(db, attempt, status, at, reason, is_unseen=is_unseen)
    return True


def withdraw(db: Connection, order_id: str, *, at: datetime, reason: str) -> bool:
    """Take a waiting call back, inside the caller's transaction; False where it is too late."""
    attempt = find_latest_of(db, order_id)
    if attempt is None or attempt["status"] not in WAITING:
        return False
    # what says that the call was missed offers to dial it
    refresh_last_reply(db, order_id)
    refresh_queue_cards(db)
    return apply_status(db, attempt["id"], CallStatus.WITHDRAWN, at, reason)


def record_transition(
    db: Connection,
    attempt: Row,
    status: str,
    at: datetime,
    reason: str | None = None,
    *,
    is_unseen: bool = False,
    awaits_approval: bool = False,
) -> None:
    """Write a transition of the row of an attempt, after those before, and its message."""
    status_history = _read_status_history(db, attempt["id"])
    unknown = [each for each in (*status_history, status) if find_phase(each) is None]
    if status in unknown and len(unknown) == MOST_UNKNOWN_STATUSES:
        order_id = attempt["order_id"]
        _log.warning("order %s: %d unknown statuses; no more are told", order_id, len(unknown))
    over, seq = is_final(status), len(status_history) + 1
    was_talking = status in COMPLETED or (over and CallStatus.ONGOING in status_history)
    # a call the API never named, or no longer knows, has no result to ask for
    is_known = attempt["call_id"] is not None and status != CallStatus.LOST
    has_result = was_talking and is_known
    retry_pending = is_unreached(status, status_history) and has_more(db, attempt)
    transition = Transition(
        seq=seq, status=status, at=at, is_unseen=is_unseen, awaits_approval=awaits_approval
    )
    insert(db, "transitions", {"attempt_id": attempt["id"], **to_columns(transition)})
    update_attempt(
        db,
        attempt["id"],
        status=status,
        is_over=over,
        reason=attempt["reason"] if reason is None else reason,
        result_due_at=at + _SUMMARY_TIME if has_result else None,
        retry_pending=retry_pending,
    )
    if over and not has_result:
        record_meaning(db, attempt["id"])
    may_go_on = has_result and may_be_tried_again(db, attempt)
    not_before = at + _LONGEST_WAIT if may_go_on else None
    # that it was dialed says little where more is known before anybody read it
    may_share = attempt["status"] == CallStatus.INITIATED and not may_go_on
    is_shared = may_share and give_up_unsent(db, attempt["id"], seq - 1)
    first_seq = seq - 1 if is_shared else None
    if attempt["status"] == CallStatus.OVERDUE:
        stop_asking(db, attempt)
    add_message(
        db, attempt, transition_seq=seq, first_transition_seq=first_seq, not_before=not_before
    )
    # what follows a dial comes soon, and is shown with it
    behind_since = None if status == CallStatus.INITIATED else at
    refresh_card(db, attempt["order_id"], behind_since=behind_since)
    if over:
        refresh_queue_cards(db)
    if over and not retry_pending and not may_go_on:
        announce(db, attempt["id"])


def _read_status_history(db: Connection, attempt_id: int) -> tuple[str, ...]:
    return tuple(transition.status for transition in read_transitions(db, attempt_id))
