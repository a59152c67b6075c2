"""The beginnings: orders, what came of them, and what is to be told of that."""

import sqlite_utils


def create_orders(db: sqlite_utils.Database) -> None:
    """What people asked for, and the thread that tells it."""
    db.execute("""
        CREATE TABLE orders (
            order_id TEXT PRIMARY KEY,
            request_key TEXT NOT NULL UNIQUE,
            team_id TEXT NOT NULL,
            origin_channel_id TEXT NOT NULL,
            channel_id TEXT NOT NULL,
            thread_ts TEXT,
            requested_by TEXT NOT NULL,
            requested_by_name TEXT NOT NULL,
            to_number TEXT NOT NULL,
            from_number TEXT NOT NULL,
            agent_id TEXT,
            agent_name TEXT,
            variables TEXT NOT NULL,
            is_unusual_number INTEGER NOT NULL,
            created_at REAL NOT NULL
        ) STRICT
    """)
    db.execute("CREATE INDEX orders_by_channel ON orders (channel_id, created_at)")


def create_calls(db: sqlite_utils.Database) -> None:
    """What came of an order: one row an attempt, at most one attempt under each number."""
    db.execute("""
        CREATE TABLE calls (
            id INTEGER PRIMARY KEY,
            order_id TEXT NOT NULL REFERENCES orders,
            attempt INTEGER NOT NULL DEFAULT 1,
            call_id TEXT UNIQUE,
            status TEXT NOT NULL,
            reason TEXT,
            is_over INTEGER NOT NULL DEFAULT 0,
            dial_tries INTEGER NOT NULL DEFAULT 0,
            dial_not_before REAL NOT NULL DEFAULT 0,
            dialing_at REAL,
            agent_name TEXT,
            duration_ms INTEGER,
            summary TEXT,
            extracted TEXT NOT NULL DEFAULT '{}',
            collected TEXT NOT NULL DEFAULT '{}',
            has_transcript INTEGER NOT NULL DEFAULT 0,
            has_recording INTEGER NOT NULL DEFAULT 0,
            result_tries INTEGER NOT NULL DEFAULT 0,
            result_due_at REAL,
            UNIQUE (order_id, attempt)
        ) STRICT
    """)
    # partial, so that what people wait for does not grow with the calls that are over
    db.execute("CREATE INDEX calls_not_over ON calls (status, id) WHERE is_over = 0")
    db.execute("CREATE INDEX results_due ON calls (result_due_at) WHERE result_due_at IS NOT NULL")


def create_transitions(db: sqlite_utils.Database) -> None:
    """One status following another."""
    db.execute("""
        CREATE TABLE transitions (
            call INTEGER NOT NULL REFERENCES calls,
            seq INTEGER NOT NULL,
            status TEXT NOT NULL,
            at REAL NOT NULL,
            PRIMARY KEY (call, seq),
            UNIQUE (call, status)
        ) STRICT, WITHOUT ROWID
    """)


def create_deliveries(db: sqlite_utils.Database) -> None:
    """What is to be told in Slack; seq 0 of an order is its card, the others its thread."""
    db.execute("""
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY,
            delivery_id TEXT NOT NULL UNIQUE,
            order_id TEXT NOT NULL REFERENCES orders,
            seq INTEGER NOT NULL,
            call INTEGER NOT NULL REFERENCES calls,
            transition_seq INTEGER,
            state TEXT NOT NULL DEFAULT 'pending',
            ts TEXT,
            revision INTEGER NOT NULL DEFAULT 1,
            shown_revision INTEGER NOT NULL DEFAULT 0,
            UNIQUE (order_id, seq)
        ) STRICT
    """)
    db.execute("""
        CREATE INDEX deliveries_due ON deliveries (id)
        WHERE state IN ('pending', 'sending') OR (state = 'sent' AND revision > shown_revision)
    """)


def create_preferences(db: sqlite_utils.Database) -> None:
    """What a person used last in a channel."""
    db.execute("""
        CREATE TABLE preferences (
            user_id TEXT NOT NULL,
            channel_id TEXT NOT NULL,
            from_number TEXT NOT NULL,
            agent_id TEXT,
            agent_name TEXT,
            variables TEXT NOT NULL,
            used_at REAL NOT NULL,
            PRIMARY KEY (user_id, channel_id)
        ) STRICT, WITHOUT ROWID
    """)


def create_forms(db: sqlite_utils.Database) -> None:
    """Forms that are open: where they were opened, and what was typed for agents chosen before."""
    db.execute("""
        CREATE TABLE forms (
            form_id TEXT PRIMARY KEY,
            user_id TEXT NOT NULL,
            origin_channel_id TEXT NOT NULL,
            thread_ts TEXT,
            typed TEXT NOT NULL DEFAULT '{}',
            opened_at REAL NOT NULL
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("CREATE INDEX forms_by_age ON forms (opened_at)")
