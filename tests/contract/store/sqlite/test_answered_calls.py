"""What became of calls and watches from before answered calls said so."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils

from bot.domain.statuses import COMPLETED
from bot.parsing.commands import read_outcomes
from bot.store.sqlite.migrations import migrations
from tests.builders.store import opened_store

_ORDER = """
    INSERT INTO orders (order_id, workspace_id, request_key, channel_id, origin_channel_id,
        requested_by, requested_by_name, to_number, from_number, variables, is_unusual_number,
        created_at)
    VALUES (:key, 'T1', :key, 'C1', 'C1', 'U0ALICE', 'alice', '+15559876543', '+15551234567',
        '{}', 0, 1.0)
"""
_ATTEMPT = """
    INSERT INTO attempts (workspace_id, order_id, status, is_over, due_at, callee_spoke,
        duration_ms, has_transcript, result_due_at)
    VALUES ('T1', :key, :status, 1, 1.0, :spoke, :length, :has_transcript, :due_at)
"""
_CARD = """
    INSERT INTO outbox (delivery_id, kind, workspace_id, order_id, seq, attempt_id)
    VALUES (:key, 'call_thread', 'T1', :key, 0, last_insert_rowid())
"""
_WATCH = """
    INSERT INTO watches (workspace_id, channel_id, rule, outcome, added_by, added_at)
    VALUES ('T1', 'C9', ?, ?, 'U1', 1.0)
"""
_READ_WATCHES = "SELECT outcome, rule FROM watches"
_COLUMNS = ("status", "spoke", "length", "has_transcript", "due_at")
_ENDS = {
    ("user_hangup", 1, 9_000, 1, None): ("answered",),
    ("ended", None, None, 0, None): ("answered",),
    ("ended", None, 0, 0, None): ("silence",),
    ("inactivity", None, 9_000, 0, None): ("silence",),
    ("inactivity", None, 9_000, 1, None): ("answered",),
    ("error_inactivity", None, 9_000, 0, None): ("dead_line",),
    ("ended", 1, 9_000, 1, 99.0): (),
    ("busy", None, None, 0, None): (),
}


async def test_call_says_how_it_ended(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        migrations.apply(sqlite_utils.Database(conn), stop_before="tell_answered_calls")
        for call in _ENDS:
            written = {"key": str(call), **dict(zip(_COLUMNS, call, strict=True))}
            for sql in (_ORDER, _ATTEMPT, _CARD):
                conn.execute(sql, written)

    async with opened_store(path) as store:
        found = {call: (await store.calls.get(str(call))).outcomes for call in _ENDS}
    assert found == _ENDS


def test_watch_asks_for_what_was_answered_and_one_that_asks_for_more_stays(path: Path) -> None:
    answered = ["answered", "answered,busy", "voicemail,answered"]
    more = ["ended", "answered,ended", "answered,user_hangup"]
    completed = sorted(map(str, COMPLETED))
    with closing(sqlite3.connect(path)) as conn, conn:
        db = sqlite_utils.Database(conn)
        migrations.apply(db, stop_before="tell_answered_calls")
        for typed in answered:
            words = {*read_outcomes(typed), *completed} - {"answered"}
            conn.execute(_WATCH, [json.dumps([sorted(words), "booker"]), typed])
        conn.executemany(_WATCH, [(json.dumps([completed, typed]), typed) for typed in more])
        migrations.apply(db)
        found = {typed: json.loads(rule) for typed, rule in conn.execute(_READ_WATCHES)}

    assert found == {
        **{typed: [sorted(read_outcomes(typed)), "booker"] for typed in answered},
        **{typed: [completed, typed] for typed in more},
    }
