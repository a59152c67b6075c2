"""Requests before they are orders, and what was decided about them."""

import sqlite_utils


def create_inbox(db: sqlite_utils.Database) -> None:
    """The inbox, drafts that wait for an answer, the audit, and why an order was allowed."""
    db.execute("""
        CREATE TABLE inbox (
            request_key TEXT PRIMARY KEY,
            workspace_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            body TEXT,
            reply TEXT,
            received_at REAL NOT NULL,
            order_id TEXT,
            may_reopen INTEGER NOT NULL DEFAULT 0
        ) STRICT
    """)
    db.execute("CREATE INDEX inbox_by_age ON inbox (received_at)")
    db.execute("CREATE INDEX inbox_unanswered ON inbox (received_at) WHERE body IS NOT NULL")
    db.execute("CREATE INDEX inbox_by_order ON inbox (order_id) WHERE order_id IS NOT NULL")
    db.execute("""
        CREATE TABLE drafts (
            draft_id TEXT PRIMARY KEY,
            workspace_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            payload TEXT NOT NULL,
            expires_at REAL NOT NULL
        ) STRICT
    """)
    db.execute("CREATE INDEX drafts_by_age ON drafts (expires_at)")
    db.execute("""
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at REAL NOT NULL,
            workspace_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            action TEXT NOT NULL,
            order_id TEXT,
            policy TEXT,
            value TEXT,
            number_hash TEXT
        ) STRICT
    """)
    db.execute("CREATE INDEX audit_by_order ON audit (order_id)")
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
    for column in ("allowed_at REAL", "rules_version INTEGER", "last_action TEXT"):
        db.execute(f"ALTER TABLE orders ADD COLUMN {column}")
