"""The store on a real file: what older databases become."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils

from bot.store.sqlite.migrations import migrations
from tests.builders.calls import NOON
from tests.builders.store import claim, opened_store


async def test_database_of_before_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    with closing(sqlite3.connect(path)) as conn:
        db = sqlite_utils.Database(conn)
        migrations.apply(db, stop_before="add_attempts")
        asked_at = NOON.timestamp()
        for number, status in enumerate(("queued", "busy"), start=1):
            db.execute(
                "INSERT INTO orders (order_id, request_key, team_id, origin_channel_id, "
                "channel_id, requested_by, requested_by_name, to_number, from_number, variables, "
                "is_unusual_number, created_at) VALUES (?, ?, 'T1', 'C1', 'C1', 'U0ALICE', "
                "'alice', '+15559876543', '+15551234567', '{}', 0, ?)",
                [f"o{number}", f"k{number}", asked_at],
            )
            db.execute(
                "INSERT INTO calls (id, order_id, status, is_over) VALUES (?, ?, ?, ?)",
                [number, f"o{number}", status, int(status == "busy")],
            )
            db.execute(
                "INSERT INTO deliveries (delivery_id, order_id, seq, call, state, ts) "
                "VALUES (?, ?, 0, ?, 'sent', '1.1')",
                [f"d{number}", f"o{number}", number],
            )
        db.execute("INSERT INTO transitions VALUES (2, 1, 'busy', ?)", [asked_at])
        conn.commit()

    async with opened_store(path) as store:
        waiting, over = await store.calls.get("o1"), await store.calls.get("o2")
        claimed = await claim(store)
    assert (waiting.due_at, waiting.attempt, waiting.order.attempts) == (NOON, 1, 1)
    assert (over.status_history, over.will_be_tried_again) == (("busy",), False)
    assert claimed is not None
    assert claimed.order_id == "o1"
