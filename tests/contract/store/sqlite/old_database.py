"""A database as it was before there were lists: one call to +15559876543 that ended busy."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils

from bot.store.sqlite.migrations import migrations


def write_old_call(path: Path, *, rang_at: float) -> None:
    """Write the database of a bot of that time; the call was busy five seconds after it rang."""
    with closing(sqlite3.connect(path)) as conn:
        db = sqlite_utils.Database(conn)
        migrations.apply(db, stop_before="create_listings")
        db.execute(
            "INSERT INTO orders VALUES ('o1', 'k', 'T1', 'C1', 'C1', '1.1', 'U0ALICE', 'alice',"
            " '+15559876543', '+15551234567', NULL, 'Booker', '{}', 0, 1.0)"
        )
        db.execute("INSERT INTO calls (order_id, status, is_over) VALUES ('o1', 'busy', 1)")
        db.execute(
            "INSERT INTO deliveries (delivery_id, order_id, seq, call) VALUES ('d1', 'o1', 0, 1)"
        )
        db.execute("INSERT INTO transitions VALUES (1, 1, 'ringing', ?)", [rang_at])
        db.execute("INSERT INTO transitions VALUES (1, 2, 'busy', ?)", [rang_at + 5])
        conn.commit()
