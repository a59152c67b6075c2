"""How a call moves on: inside the caller's transaction, with what is to be told about it."""

from datetime import datetime
from typing import Final

import sqlite_utils

from bot.calls import COMPLETED, CallStatus, is_final, may_follow
from bot.store.deliveries import add_delivery, refresh_card, refresh_line
from bot.store.rows import LATEST_ATTEMPT, one, read_transitions

# a summary is written in about this time; asking sooner would mostly be asking twice
_SUMMARY_SECONDS: Final = 8.0


def advance(
    db: sqlite_utils.Database,
    order_id: str,
    status: str,
    at: datetime,
    reason: str | None = None,
) -> bool:
    """Write a transition and its delivery; False where it is old news.

    `reason` says in words why a call came to this status, where the status does not.
    """
    sql = f"SELECT calls.id, calls.call_id FROM calls {LATEST_ATTEMPT}"  # noqa: S608 - constants
    call = one(db, sql, {"order_id": order_id})
    if call is None:
        return False
    told = tuple(transition.status for transition in read_transitions(db, call["id"]))
    if not may_follow(status, told):
        return False
    over = is_final(status)
    has_result = status in COMPLETED or (over and CallStatus.ONGOING in told)
    # a call the API never named, or no longer knows, has no result to ask for
    may_ask = call["call_id"] is not None and status != CallStatus.LOST
    result_due_at = at.timestamp() + _SUMMARY_SECONDS if has_result and may_ask else None
    db.execute(
        "INSERT INTO transitions (call, seq, status, at) VALUES (?, ?, ?, ?)",
        [call["id"], len(told) + 1, status, at.timestamp()],
    )
    db.execute(
        "UPDATE calls SET status = ?, is_over = ?, reason = coalesce(?, reason), "
        "result_due_at = ? WHERE id = ?",
        [status, int(over), reason, result_due_at, call["id"]],
    )
    add_delivery(db, order_id=order_id, call=call["id"], transition_seq=len(told) + 1)
    refresh_card(db, order_id)
    if over:
        refresh_line(db)
    return True
