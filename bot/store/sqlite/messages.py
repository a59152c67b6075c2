"""Messages for Slack, as other writers of the store add and change them in their transactions."""

import uuid
from datetime import datetime
from typing import Any, Final

from bot.domain.workspaces import ChannelKey
from bot.store.records import DeliveryKind
from bot.store.sqlite.rows import OF_CHANNEL, Connection, Row, insert, one, rows, run

TAKEN: Final = "tries = 0, not_before = 0"
STANDS_NOWHERE: Final = "state = 'pending', ts = NULL, shown_revision = 0, anew_since = :at"
ANEW: Final = f"{STANDS_NOWHERE}, delivery_id = :fresh"
IS_LAST_REPLY: Final = """
    order_id = :order_id
    AND seq = (SELECT max(seq) FROM outbox WHERE order_id = :order_id AND seq > 0)
"""

_STOP_ASKING: Final = """
    UPDATE outbox SET revision = revision + 1, not_before = 0
    WHERE attempt_id = :id AND kind = 'notice' AND transition_seq IS NOT NULL
"""
_GIVE_UP_UNSENT: Final = """
    UPDATE outbox SET state = 'dropped'
    WHERE attempt_id = :id AND transition_seq = :seq AND kind = 'call_thread' AND state = 'pending'
        AND tries = 0 AND not_before = 0 AND anew_since IS NULL
"""


def add_message(
    db: Connection,
    attempt: Row,
    *,
    transition_seq: int | None,
    first_transition_seq: int | None = None,
    not_before: datetime | None = None,
) -> None:
    """Owe the thread of an attempt's row a message: about transitions up to one, or the card."""
    sql = "SELECT count(*) AS n FROM outbox WHERE order_id = :order_id"
    values = {
        "delivery_id": uuid.uuid4().hex,
        "kind": DeliveryKind.CALL_THREAD,
        "workspace_id": attempt["workspace_id"],
        "order_id": attempt["order_id"],
        "seq": rows(db, sql, attempt)[0]["n"],
        "attempt_id": attempt["id"],
        "transition_seq": transition_seq,
        "first_transition_seq": first_transition_seq,
        "not_before": not_before or 0,
    }
    insert(db, "outbox", values)


def add_result(db: Connection, reply: Row) -> None:
    """Owe a thread the result of a call, apart from the reply about its end."""
    attempt = one(db, "SELECT * FROM attempts WHERE id = :attempt_id", reply)
    if attempt is not None:
        last = reply["transition_seq"]
        add_message(db, attempt, transition_seq=last, first_transition_seq=last + 1)


def give_up_unsent(db: Connection, attempt_id: int, transition_seq: int) -> bool:
    """Give up the reply about a transition, so that the next one tells it, too.

    False where somebody began to send it, or Slack refused it.
    """
    return run(db, _GIVE_UP_UNSENT, {"id": attempt_id, "seq": transition_seq}) > 0


def add_elsewhere(
    db: Connection,
    kind: DeliveryKind,
    channel: ChannelKey,
    written_at: datetime,
    **about: Any,
) -> None:
    """Owe a channel a message that is not of a call's thread, unless it is owed the same."""
    values = {
        "delivery_id": uuid.uuid4().hex,
        "kind": kind,
        "written_at": written_at,
        **channel._asdict(),
        **about,
    }
    insert(db, "outbox", values, "ON CONFLICT DO NOTHING")


def note_place(
    db: Connection, named: Row, channel_id: str, thread_ts: str, *, since: float
) -> None:
    """Note where a number may stand, for when it is forgotten, inside the caller's transaction."""
    keys = {key: named[key] for key in ("workspace_id", "number_hash")}
    values = {**keys, "channel_id": channel_id, "thread_ts": thread_ts, "since": since}
    insert(db, "erasure_places", values, "ON CONFLICT DO NOTHING")


def drop_unsent(db: Connection, channel: ChannelKey, kinds: tuple[DeliveryKind, ...]) -> None:
    """Give up what is still to be posted in a channel, apart from calls' own threads."""
    for kind in kinds:
        sql = f"""
            UPDATE outbox SET state = 'dropped'
            WHERE {OF_CHANNEL} AND kind = :kind AND state IN ('pending', 'sending')
        """
        run(db, sql, {**channel._asdict(), "kind": kind})


def refresh_card(
    db: Connection,
    order_id: str,
    *,
    not_before: datetime | None = None,
    behind_since: datetime | None = None,
) -> None:
    """Record that the card of an order shows too little, which may have time until a moment.

    One that is still to be posted, or that Slack refused, keeps its own time. With `behind_since`
    it does not show what became of the call.
    """
    sql = """
        UPDATE outbox SET revision = revision + 1,
            behind_since = coalesce(behind_since, :behind_since),
            not_before = CASE WHEN state = 'sent' AND tries = 0 THEN :not_before
                ELSE not_before END
        WHERE order_id = :id AND seq = 0
    """
    run(db, sql, {"id": order_id, "not_before": not_before or 0, "behind_since": behind_since})


def was_posted_anew(db: Connection, order_id: str) -> bool:
    """Say whether something of an order had to be posted once more, as where nobody may edit it."""
    sql = "SELECT 1 AS found FROM outbox WHERE order_id = :id AND anew_since IS NOT NULL LIMIT 1"
    return one(db, sql, {"id": order_id}) is not None


def refresh_last_reply(db: Connection, order_id: str) -> None:
    """Record that the last reply of an order shows too little."""
    sql = f"UPDATE outbox SET revision = revision + 1 WHERE {IS_LAST_REPLY}"
    run(db, sql, {"order_id": order_id})


def stop_asking(db: Connection, attempt: Row) -> None:
    """Have what asks people about an attempt that waits for their word ask no longer."""
    refresh_last_reply(db, attempt["order_id"])
    run(db, _STOP_ASKING, attempt)


def refresh_end(db: Connection, attempt_id: int) -> None:
    """Record that the last reply about an attempt, the latest or not, shows too little."""
    sql = """
        UPDATE outbox SET revision = revision + 1
        WHERE attempt_id = :id AND seq = (SELECT max(seq) FROM outbox WHERE attempt_id = :id)
    """
    run(db, sql, {"id": attempt_id})


def release_last_reply(db: Connection, order_id: str) -> None:
    """Let the last reply of an order be posted, which was kept until more is known."""
    sql = f"""
        UPDATE outbox SET not_before = 0 WHERE state = 'pending' AND tries = 0 AND {IS_LAST_REPLY}
    """
    run(db, sql, {"order_id": order_id})


def refresh_queue_cards(db: Connection, *, but: str = "") -> None:
    """Have the cards of all who wait or are being dialed, `but` one, say where they are now."""
    sql = """
        UPDATE outbox SET revision = revision + 1 WHERE seq = 0 AND order_id IN
        (SELECT order_id FROM attempts WHERE is_over = 0 AND status IN ('queued', 'dialing'))
        AND order_id != :but
    """
    run(db, sql, {"but": but})
