"""What is asked again and again is found along an index, however long the history is."""

import sqlite3
from contextlib import closing

import pytest
import sqlite_utils

from bot.store.sqlite.attempt_rows import FIRST_QUEUED, SLOTS_TAKEN
from bot.store.sqlite.attempts import AWAITING_RETRY, DUE, NEXT_DUE, UPCOMING
from bot.store.sqlite.migrations import migrations
from bot.store.sqlite.orders import LATELY_TO, STALE
from bot.store.sqlite.outbox import COUNT_SET_ASIDE
from bot.store.sqlite.turns import (
    CARDS_BEFORE,
    CHANNELS_DUE,
    COUNT_DUE,
    FIRST_EDIT,
    NEXT_EDIT,
    NEXT_POST,
    RESULTS_WAITING,
)

PARAMS = {
    "at": 1.0,
    "many": 1,
    "claimed_by": "",
    "workspace_id": "T1",
    "channel_id": "C1",
    "order_id": "",
    "waiting_before": 1.0,
    "unopened_before": 1.0,
    "claimed_before": 1.0,
    "number": "",
    "since": 1.0,
}


PLANS = [
    (FIRST_QUEUED.format(passed_over="1, 2"), "attempts", "attempts_waiting", False),
    (SLOTS_TAKEN, "attempts", "attempts_live", False),
    (NEXT_DUE, "attempts", "attempts_waiting", False),
    (DUE, "attempts", "attempts_waiting", False),
    (UPCOMING, "attempts", "attempts_waiting", False),
    (AWAITING_RETRY, "attempts", "attempts_awaiting_retry", False),
    (CHANNELS_DUE, "outbox", "outbox_due", True),
    (NEXT_POST, "outbox", "outbox_due", True),
    (NEXT_EDIT, "outbox", "outbox_due", True),
    (FIRST_EDIT, "outbox", "outbox_due", False),
    (RESULTS_WAITING, "outbox", "outbox_due", True),
    (COUNT_DUE, "outbox", "outbox_due", False),
    (COUNT_SET_ASIDE, "outbox", "outbox_set_aside", False),
    (CARDS_BEFORE, "outbox", "outbox_due", False),
    (LATELY_TO, "orders", "orders_by_callee", True),
    (STALE, "attempts", "attempts_waiting", False),
    (STALE, "outbox", "outbox_by_claim", False),
]


def test_what_waits_is_found_without_reading_what_is_over(subtests: pytest.Subtests) -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        migrations.apply(sqlite_utils.Database(conn))
        for sql, table, index, may_sort in PLANS:
            steps = [str(row[3]) for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", PARAMS)]
            others = [
                each for each in steps if f" {table}" in each and f"INDEX {index}" not in each
            ]
            with subtests.test(sql):
                assert others == []
                assert any(index in step for step in steps)
                assert may_sort or not any("TEMP B-TREE" in step for step in steps)
