"""Threads of calls that go on elsewhere: under a new card, or in another place."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from bot.domain.number_hash import NumberHasher
from bot.store.sqlite.messages import ANEW, IS_LAST_REPLY, STANDS_NOWHERE, TAKEN, note_place
from bot.store.sqlite.rows import Connection, one, run
from bot.store.sqlite.turns import HAS_RESULT

# or was sent astray, and is to be taken back from there first
_IS_BEING_SENT: Final = """
    SELECT 1 FROM outbox WHERE order_id = :order_id AND seq > 0 AND state = 'sending'
    AND delivery_id != coalesce(:refused_id, '')
"""
_IS_KNOWN: Final = "SELECT 1 FROM outbox WHERE delivery_id = :refused_id"
_LEFT: Final = """
    SELECT * FROM orders WHERE order_id = :order_id AND thread_ts IS NOT NULL AND to_number != ''
"""
_OWES_RESULT: Final = f"({IS_LAST_REPLY} AND revision > shown_revision AND {HAS_RESULT})"
# what stands in the old place stays as it is, and a result that it does not show goes to the new
# one; nobody sends there any more what goes there
_REDIRECT: Final = (
    "UPDATE orders SET channel_id = :channel_id, thread_ts = :thread_ts WHERE order_id = :order_id",
    f"UPDATE outbox SET {ANEW} WHERE order_id = :order_id AND seq = 0",
    "UPDATE outbox SET state = CASE WHEN state = 'sent' THEN 'left' ELSE 'pending' END "
    "WHERE order_id = :order_id AND seq > 0 AND state IN ('sent', 'sending')",
    f"UPDATE outbox SET {STANDS_NOWHERE} WHERE state = 'left' AND {_OWES_RESULT}",
    "UPDATE outbox SET ts = NULL, tries = 0, not_before = 0 "
    "WHERE order_id = :order_id AND state = 'pending'",
    "UPDATE outbox SET delivery_id = :fresh || CAST(seq AS TEXT) "
    "WHERE order_id = :order_id AND seq > 0 AND state = 'pending'",
)


def move_thread(
    db: Connection,
    order_id: str,
    to: Mapping[str, Any],
    refused_id: str | None,
    hasher: NumberHasher,
) -> bool:
    """Move what is still to be told, as `Outbox.redirect` says."""
    params = {**to, "order_id": order_id, "refused_id": refused_id, "fresh": uuid.uuid4().hex}
    if refused_id is not None and one(db, _IS_KNOWN, params) is None:
        return True  # moved since
    if one(db, _IS_BEING_SENT, params) is not None:
        return False
    if (left := one(db, _LEFT, params)) is not None:
        named = {**left, "number_hash": hasher.hash(left["to_number"])}
        note_place(db, named, left["channel_id"], left["thread_ts"], since=left["created_at"])
    for statement in _REDIRECT:
        run(db, statement, params)
    return True


def tell_result_elsewhere(db: Connection, order_id: str) -> None:
    """Have a result be posted where its thread goes on, if its last reply was left behind."""
    sql = f"UPDATE outbox SET {ANEW}, {TAKEN} WHERE state = 'left' AND {IS_LAST_REPLY}"
    run(db, sql, {"order_id": order_id, "fresh": uuid.uuid4().hex, "at": 0})
