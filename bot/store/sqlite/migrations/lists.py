"""Lists of calls, and links to what they name."""

from typing import Final

import sqlite_utils

_ADD: Final = """
    INSERT OR IGNORE INTO listings
    SELECT requested_by, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) WHERE {condition}
    UNION ALL
    SELECT channel_id, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) WHERE {condition}
    UNION ALL
    SELECT origin_channel_id || '/' || requested_by, id, status,
        coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) WHERE origin_channel_id != channel_id AND {condition}
    UNION ALL
    SELECT '*', id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) JOIN channels USING (channel_id)
    WHERE is_public = 1 AND {condition};
"""

_LISTINGS: Final = (
    """
    CREATE TABLE channels (
        channel_id TEXT PRIMARY KEY,
        is_public INTEGER NOT NULL DEFAULT 0,
        learned_at REAL NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX channels_by_age ON channels (learned_at)",
    """
    CREATE TABLE listings (
        list TEXT NOT NULL,
        call INTEGER NOT NULL REFERENCES calls,
        status TEXT NOT NULL,
        agent_name TEXT,
        asked_at REAL NOT NULL,
        PRIMARY KEY (list, call)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER list_new_call AFTER INSERT ON calls BEGIN
        INSERT OR IGNORE INTO channels (channel_id)
        SELECT channel_id FROM orders WHERE order_id = NEW.order_id;
    """
    + _ADD.format(condition="calls.id = NEW.id")
    + "END",
    """
    CREATE TRIGGER list_changed_call AFTER UPDATE OF status, agent_name ON calls BEGIN
        UPDATE listings SET status = NEW.status, agent_name = coalesce(NEW.agent_name,
            (SELECT agent_name FROM orders WHERE order_id = NEW.order_id))
        WHERE call = NEW.id AND list IN (
            SELECT requested_by FROM orders WHERE order_id = NEW.order_id
            UNION ALL SELECT channel_id FROM orders WHERE order_id = NEW.order_id
            UNION ALL SELECT origin_channel_id || '/' || requested_by
            FROM orders WHERE order_id = NEW.order_id
            UNION ALL SELECT '*'
        );
    END
    """,
    """
    CREATE TRIGGER list_moved_order AFTER UPDATE OF channel_id ON orders
    WHEN OLD.channel_id != NEW.channel_id BEGIN
        INSERT OR IGNORE INTO channels (channel_id) VALUES (NEW.channel_id);
        DELETE FROM listings WHERE list IN (
            OLD.channel_id, NEW.origin_channel_id || '/' || NEW.requested_by, '*'
        )
        AND call IN (SELECT id FROM calls WHERE order_id = NEW.order_id);
    """
    + _ADD.format(condition="orders.order_id = NEW.order_id")
    + "END",
    # what was written down before there were lists
    "INSERT INTO channels (channel_id) SELECT DISTINCT channel_id FROM orders",
    _ADD.format(condition="true"),
)


def create_listings(db: sqlite_utils.Database) -> None:
    """The lists a call stands in: its asker's, its channel's and, where that is public, all's."""
    for statement in _LISTINGS:
        db.execute(statement)


def index_live_calls(db: sqlite_utils.Database) -> None:
    """The calls that are not over, in the order in which they were asked for."""
    db.execute("CREATE INDEX calls_live ON calls (id) WHERE is_over = 0")


def create_permalinks(db: sqlite_utils.Database) -> None:
    """Links to messages, each of which costs a request to Slack to learn."""
    db.execute("""
        CREATE TABLE permalinks (
            channel_id TEXT NOT NULL,
            ts TEXT NOT NULL,
            url TEXT NOT NULL,
            PRIMARY KEY (channel_id, ts)
        ) STRICT, WITHOUT ROWID
    """)
