"""Channels that hear of the calls of others, and digests."""

import sqlite_utils


def create_watches(db: sqlite_utils.Database) -> None:
    """What channels want to hear of the calls of others, and the digests they were sent."""
    db.execute("""
        CREATE TABLE watches (
            id INTEGER PRIMARY KEY,
            channel_id TEXT NOT NULL,
            rule TEXT NOT NULL,
            outcome TEXT,
            agent TEXT,
            added_by TEXT NOT NULL,
            added_at REAL NOT NULL,
            UNIQUE (channel_id, rule)
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE digest_times (
            channel_id TEXT PRIMARY KEY,
            wall_time TEXT NOT NULL,
            zone TEXT NOT NULL,
            added_by TEXT NOT NULL,
            added_at REAL NOT NULL
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE digests (
            id INTEGER PRIMARY KEY,
            channel_id TEXT NOT NULL,
            day TEXT NOT NULL,
            zone TEXT NOT NULL,
            since REAL NOT NULL,
            until REAL NOT NULL,
            picture TEXT NOT NULL DEFAULT 'owed',
            UNIQUE (channel_id, day)
        ) STRICT
    """)
    db.execute("CREATE INDEX digests_to_picture ON digests (id) WHERE picture != 'done'")


def widen_deliveries(db: sqlite_utils.Database) -> None:
    """Let deliveries tell more than the story of an order, in places of their own."""
    db.execute("""
        CREATE TABLE wider_deliveries (
            id INTEGER PRIMARY KEY,
            delivery_id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL DEFAULT 'story',
            order_id TEXT REFERENCES orders,
            seq INTEGER,
            call INTEGER REFERENCES calls,
            transition_seq INTEGER,
            digest INTEGER UNIQUE REFERENCES digests,
            channel_id TEXT,
            about TEXT,
            written_at REAL,
            state TEXT NOT NULL DEFAULT 'pending',
            ts TEXT,
            revision INTEGER NOT NULL DEFAULT 1,
            shown_revision INTEGER NOT NULL DEFAULT 0,
            UNIQUE (order_id, seq),
            UNIQUE (channel_id, call),
            CHECK ((kind = 'story') = (order_id IS NOT NULL AND seq IS NOT NULL)),
            CHECK ((kind = 'story') = (channel_id IS NULL AND written_at IS NULL))
        ) STRICT
    """)
    columns = (
        "id, delivery_id, order_id, seq, call, transition_seq, state, ts, revision, shown_revision"
    )
    db.execute(f"INSERT INTO wider_deliveries ({columns}) SELECT {columns} FROM deliveries")
    db.execute("DROP TABLE deliveries")
    db.execute("ALTER TABLE wider_deliveries RENAME TO deliveries")
    db.execute("CREATE INDEX watch_lines ON deliveries (call) WHERE kind = 'watch'")
    db.execute("""
        CREATE INDEX deliveries_due ON deliveries (id)
        WHERE state IN ('pending', 'sending') OR (state = 'sent' AND revision > shown_revision)
    """)
