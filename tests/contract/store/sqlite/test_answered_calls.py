"""What became of calls and watches from before answered calls said so."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from bot.domain.statuses import COMPLETED
from bot.parsing.commands import read_outcomes
from bot.store.sqlite.migrations import migrations
from tests.builders.store import opened_store

_ORDER = """
    INSERT INTO orders (order_id, workspace_id, request_key, channel_id, origin_channel_id,
        requested_by, requested_by_name, to_number, from_number, variables, is_unusual_number,
        created_at)
    VALUES ('o1', 'T1', 'k', 'C1', 'C1', 'U0ALICE', 'alice', '+15559876543', '+15551234567',
        '{}', 0, 1.0)
"""
_ATTEMPT = """
    INSERT INTO attempts (workspace_id, order_id, status, is_over, due_at, callee_spoke,
        duration_ms, has_transcript, result_due_at)
    VALUES ('T1', 'o1', ?, 1, 1.0, ?, ?, ?, ?)
"""
_CARD = """
    INSERT INTO outbox (delivery_id, kind, workspace_id, order_id, seq, attempt_id)
    VALUES ('d1', 'call_thread', 'T1', 'o1', 0, 1)
"""
_WATCH = """
    INSERT INTO watches (workspace_id, channel_id, rule, outcome, added_by, added_at)
    VALUES ('T1', 'C9', ?, ?, 'U1', 1.0)
"""


@pytest.mark.parametrize(
    ("status", "spoke", "length", "has_transcript", "due_at", "outcomes"),
    [
        ("user_hangup", 1, 9_000, 1, None, ["answered"]),
        ("ended", None, None, 0, None, ["answered"]),
        ("ended", None, 0, 0, None, ["silence"]),
        ("inactivity", None, 9_000, 0, None, ["silence"]),
        ("inactivity", None, 9_000, 1, None, ["answered"]),
        ("error_inactivity", None, 9_000, 0, None, ["dead_line"]),
        ("ended", 1, 9_000, 1, 99.0, []),
        ("busy", None, None, 0, None, []),
    ],
)
async def test_call_says_how_it_ended(
    path: Path,
    status: str,
    spoke: int | None,
    length: int | None,
    has_transcript: int,
    due_at: float | None,
    outcomes: list[str],
) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        migrations.apply(sqlite_utils.Database(conn), stop_before="tell_answered_calls")
        conn.execute(_ORDER)
        conn.execute(_ATTEMPT, [status, spoke, length, has_transcript, due_at])
        conn.execute(_CARD)

    async with opened_store(path) as store:
        assert [*(await store.calls.get("o1")).outcomes] == outcomes


@pytest.mark.parametrize("typed", ["answered", "answered,busy", "voicemail,answered"])
async def test_watch_asks_for_what_was_answered(path: Path, typed: str) -> None:
    words = {*read_outcomes(typed), *map(str, COMPLETED)} - {"answered"}
    with closing(sqlite3.connect(path)) as conn, conn:
        migrations.apply(sqlite_utils.Database(conn), stop_before="tell_answered_calls")
        conn.execute(_WATCH, [json.dumps([sorted(words), "booker"]), typed])
        migrations.apply(sqlite_utils.Database(conn))
        (rule,) = conn.execute("SELECT rule FROM watches").fetchone()

    assert json.loads(rule) == [sorted(read_outcomes(typed)), "booker"]


@pytest.mark.parametrize("typed", ["ended", "answered,ended", "answered,user_hangup"])
async def test_watch_that_asks_for_more_stays_as_it_is(path: Path, typed: str) -> None:
    written = json.dumps([sorted(map(str, COMPLETED)), ""])
    with closing(sqlite3.connect(path)) as conn, conn:
        migrations.apply(sqlite_utils.Database(conn), stop_before="tell_answered_calls")
        conn.execute(_WATCH, [written, typed])
        migrations.apply(sqlite_utils.Database(conn))
        assert conn.execute("SELECT rule FROM watches").fetchone() == (written,)
