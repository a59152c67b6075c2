"""How a call moves on: inside the caller's transaction, with what is to be told about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlite_utils

from bot.domain.calls import COMPLETED, UNREACHED, WAITING, CallStatus, is_final, may_follow
from bot.store.sqlite.outbox import add_delivery, refresh_card, refresh_queue_cards
from bot.store.sqlite.rows import Row, find_latest, one, read_transitions
from bot.store.sqlite.watches import announce

# a summary is written in about this time; asking sooner would mostly be asking twice
_SUMMARY_SECONDS: Final = 8.0
# whoever was not dialed yet cannot be where the API says a call is
_NEWS_FOR_WAITING: Final = frozenset({CallStatus.OVERDUE, CallStatus.WITHDRAWN})


def apply_status(
    db: sqlite_utils.Database,
    order_id: str,
    status: str,
    at: datetime,
    reason: str | None = None,
    *,
    attempt: int | None = None,
) -> bool:
    """Write a transition and its delivery; False where it is old news.

    `reason` says in words why a call came to this status, where the status does not. It is about
    the latest attempt of the order; where `attempt` names another one, it is old news.
    """
    call = find_latest(db, order_id, attempt)
    if call is None or (call["status"] in WAITING and status not in _NEWS_FOR_WAITING):
        return False
    told = tuple(transition.status for transition in read_transitions(db, call["id"]))
    if not may_follow(status, told):
        return False
    record_transition(db, call, status, at, reason, told=told)
    return True


def record_transition(
    db: sqlite_utils.Database,
    call: Row,
    status: str,
    at: datetime,
    reason: str | None = None,
    *,
    told: Sequence[str],
) -> None:
    """Write a transition of the row of a call, and its delivery, after those in `told`."""
    over = is_final(status)
    has_result = status in COMPLETED or (over and CallStatus.ONGOING in told)
    # a call the API never named, or no longer knows, has no result to ask for
    may_ask = call["call_id"] is not None and status != CallStatus.LOST
    result_due_at = at.timestamp() + _SUMMARY_SECONDS if has_result and may_ask else None
    wants_another = status in UNREACHED and CallStatus.ONGOING not in told and _has_more(db, call)
    db.execute(
        "INSERT INTO transitions (call, seq, status, at) VALUES (?, ?, ?, ?)",
        [call["id"], len(told) + 1, status, at.timestamp()],
    )
    db.execute(
        "UPDATE calls SET status = ?, is_over = ?, reason = coalesce(?, reason), "
        "result_due_at = ?, wants_another = ? WHERE id = ?",
        [status, int(over), reason, result_due_at, int(wants_another), call["id"]],
    )
    add_delivery(db, order_id=call["order_id"], call=call["id"], transition_seq=len(told) + 1)
    refresh_card(db, call["order_id"])
    if over:
        refresh_queue_cards(db)
    if over and not wants_another:
        announce(db, call["id"])


def _has_more(db: sqlite_utils.Database, call: Row) -> bool:
    sql = "SELECT attempts FROM orders WHERE order_id = :order_id"
    order = one(db, sql, {"order_id": call["order_id"]})
    return order is not None and order["attempts"] > call["attempt"]
