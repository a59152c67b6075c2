"""Whose turn it is: which message is posted in a channel next, which one is edited next."""

from typing import Final

from bot.store.sqlite.claims import IS_OURS

# as the index outbox_due has it
DUE: Final = """
    (outbox.state IN ('pending', 'sending')
     OR (outbox.state = 'sent' AND outbox.revision > outbox.shown_revision))
"""
CHANNEL: Final = "coalesce(outbox.channel_id, orders.channel_id)"
TABLES: Final = "outbox LEFT JOIN orders ON orders.order_id = outbox.order_id"
_IS_TAKEN: Final = f"CASE WHEN outbox.state = 'sending' AND NOT {IS_OURS} THEN 1 ELSE 0 END"
CHANNELS_DUE: Final = f"""
    SELECT outbox.workspace_id, {CHANNEL} AS channel_id FROM {TABLES}
    WHERE {DUE} AND outbox.state != 'sent'
    GROUP BY outbox.workspace_id, {CHANNEL} HAVING sum({_IS_TAKEN}) = 0
"""
_SELECT: Final = f"""
    SELECT outbox.*, {CHANNEL} AS actual_channel_id, orders.thread_ts,
        coalesce(outbox.written_at, orders.created_at) AS ordered_at, {_IS_TAKEN} AS is_taken
    FROM {TABLES} WHERE {DUE}
"""
_IS_RESULT_ALONE: Final = "coalesce(outbox.first_transition_seq, 0) > outbox.transition_seq"
_IN_CHANNEL: Final = f"outbox.workspace_id = :workspace_id AND {CHANNEL} = :channel_id"
# what another process is posting is found, too: nothing goes before it. That a call was dialed goes
# last, because its card stands, and the next reply tells it, too; a result by itself has time
NEXT_POST: Final = f"""
    {_SELECT} AND {_IN_CHANNEL} AND outbox.state IN ('pending', 'sending')
    AND (outbox.not_before <= :at OR (outbox.state = 'sending' AND NOT {IS_OURS}))
    AND (outbox.state = 'sending' OR NOT EXISTS (
        SELECT 1 FROM outbox AS earlier WHERE earlier.order_id = outbox.order_id
        AND earlier.seq < outbox.seq AND earlier.state IN ('pending', 'sending')
    ))
    ORDER BY is_taken DESC, CASE outbox.tries WHEN 0 THEN 0 ELSE 1 END,
        CASE outbox.kind WHEN 'call_thread' THEN 0 ELSE 1 END,
        CASE outbox.seq WHEN 0 THEN 0 ELSE 1 END,
        CASE WHEN outbox.transition_seq = 1 OR {_IS_RESULT_ALONE} THEN 1 ELSE 0 END,
        outbox.id LIMIT 1
"""
_IS_LIVE: Final = """
    EXISTS (SELECT 1 FROM attempts WHERE attempts.order_id = outbox.order_id AND NOT is_over)
"""
# cards that do not show what became of their call first, of them those of finished calls
NEXT_EDIT: Final = f"""
    {_SELECT} AND outbox.state = 'sent' AND outbox.not_before <= :at
    ORDER BY CASE WHEN behind_since IS NULL THEN 1 ELSE 0 END,
        CASE WHEN outbox.seq = 0 AND NOT {_IS_LIVE} THEN 0 ELSE 1 END,
        behind_since, outbox.id LIMIT 1
"""
FIRST_EDIT: Final = f"SELECT 1 AS found FROM outbox WHERE {DUE} AND state = 'sent' LIMIT 1"
NEXT_DUE: Final = f"""
    SELECT min(outbox.not_before) AS at FROM {TABLES}
    WHERE {DUE} AND {_IN_CHANNEL} AND outbox.state != 'sent' AND outbox.not_before > :at
"""
NEXT_EDIT_DUE: Final = f"""
    SELECT min(not_before) AS at FROM outbox
    WHERE {DUE} AND state = 'sent' AND not_before > :at
"""
HAS_RESULT: Final = """
    EXISTS (
        SELECT 1 FROM attempts WHERE attempts.id = outbox.attempt_id AND is_over = 1
        AND (summary IS NOT NULL OR extracted != '{}' OR collected != '{}')
    )
"""
# those that wait for an edit of the reply about the end, where more edits wait than so many; what
# shows more than a first revision shows a result, and what changed of that has time
RESULTS_WAITING: Final = f"""
    SELECT outbox.* FROM outbox
    WHERE {DUE} AND state = 'sent' AND not_before <= :at
    AND seq > 0 AND shown_revision = 1 AND anew_since IS NULL AND NOT {_IS_RESULT_ALONE}
    AND seq = (SELECT max(seq) FROM outbox AS other WHERE other.order_id = outbox.order_id)
    AND {HAS_RESULT}
    AND :many < (
        SELECT count(*) FROM outbox WHERE {DUE} AND state = 'sent' AND not_before <= :at
    )
"""
CARDS_BEFORE: Final = f"""
    SELECT count(*) AS n FROM {TABLES}, outbox AS own
    WHERE {DUE} AND outbox.seq = 0 AND outbox.state != 'sent' AND outbox.id < own.id
    AND outbox.workspace_id = own.workspace_id AND own.order_id = :order_id AND own.seq = 0
    AND orders.channel_id = (SELECT channel_id FROM orders WHERE order_id = :order_id)
"""
COUNT_DUE: Final = f"SELECT count(*) AS n FROM outbox WHERE {DUE}"
