"""Listings: in which lists a call stands, kept by triggers so that no writer can forget to.

A call is listed for who asked for it, where it is told, and for all where that is public. Where it
is told elsewhere than it was asked for, it is listed there too, for its asker alone. A list is read
along its key, the newest call first, and holds what calls are picked by, so that those that do not
fit are never looked up.
"""

from collections.abc import Sequence
from typing import Final

# the list of what is told in public channels
PUBLIC: Final = "*"


def name_lists_here(channel_id: str, user_id: str) -> tuple[str, ...]:
    """Name the lists of what a person sees in a conversation or asked for there."""
    return channel_id, f"{channel_id}/{user_id}"


def pick_listed(lists: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Build the condition for rows of `calls` that stand in a list, and its parameters."""
    params = {f"list{index}": name for index, name in enumerate(lists)}
    marks = ", ".join(f":{name}" for name in params)
    return f"EXISTS (SELECT 1 FROM listings WHERE call = calls.id AND list IN ({marks}))", params  # noqa: S608


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

LISTINGS: Final = (
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
    """  # noqa: S608 - constants
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
    """  # noqa: S608 - constants
    + _ADD.format(condition="orders.order_id = NEW.order_id")
    + "END",
    # what was written down before there were lists
    "INSERT INTO channels (channel_id) SELECT DISTINCT channel_id FROM orders",
    _ADD.format(condition="true"),
)

LIST_CHANNEL: Final = """
    INSERT OR IGNORE INTO listings (list, call, status, agent_name, asked_at)
    SELECT '*', call, status, agent_name, asked_at FROM listings WHERE list = :channel_id
"""
UNLIST_CHANNEL: Final = """
    DELETE FROM listings WHERE list = '*'
    AND call IN (SELECT call FROM listings WHERE list = :channel_id)
"""
