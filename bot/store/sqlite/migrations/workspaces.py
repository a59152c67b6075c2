"""Whose everything is: the workspace, in each table and in the names of lists."""

import unicodedata
from typing import Final

import sqlite_utils

# SQLite changes a key only by copying its table
_OUTBOX: Final = """
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        delivery_id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        workspace_id TEXT NOT NULL,
        order_id TEXT REFERENCES orders,
        seq INTEGER,
        attempt_id INTEGER REFERENCES attempts,
        transition_seq INTEGER,
        digest_id INTEGER UNIQUE REFERENCES new_digests,
        channel_id TEXT,
        about TEXT,
        written_at REAL,
        state TEXT NOT NULL DEFAULT 'pending',
        ts TEXT,
        revision INTEGER NOT NULL DEFAULT 1,
        shown_revision INTEGER NOT NULL DEFAULT 0,
        UNIQUE (order_id, seq),
        UNIQUE (attempt_id, workspace_id, channel_id),
        CHECK ((kind = 'call_thread') = (order_id IS NOT NULL AND seq IS NOT NULL)),
        CHECK ((kind = 'call_thread') = (channel_id IS NULL AND written_at IS NULL))
    ) STRICT
"""
_FILL_OUTBOX: Final = """
    INSERT INTO outbox (id, delivery_id, kind, workspace_id, order_id, seq, attempt_id,
        transition_seq, digest_id, channel_id, about, written_at, state, ts, revision,
        shown_revision)
    SELECT id, delivery_id, CASE kind WHEN 'story' THEN 'call_thread' WHEN 'watch' THEN 'watch_line'
            WHEN 'farewell' THEN 'watch_ended' ELSE kind END,
        coalesce(orders.workspace_id, :home), deliveries.order_id, seq, call,
        transition_seq, digest, deliveries.channel_id, about, written_at, state, ts, revision,
        shown_revision
    FROM deliveries LEFT JOIN orders ON orders.order_id = deliveries.order_id ORDER BY id
"""
_DIGESTS: Final = """
    CREATE TABLE new_digests (
        id INTEGER PRIMARY KEY,
        workspace_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        day TEXT NOT NULL,
        zone TEXT NOT NULL,
        since REAL NOT NULL,
        until REAL NOT NULL,
        chart_state TEXT NOT NULL DEFAULT 'owed',
        UNIQUE (workspace_id, channel_id, day)
    ) STRICT
"""
_FILL_DIGESTS: Final = """
    INSERT INTO new_digests (id, workspace_id, channel_id, day, zone, since, until, chart_state)
    SELECT id, :home, channel_id, day, zone, since, until, picture FROM digests
"""
# what nothing refers to: definition and columns that stay
_PLAIN: Final = {
    "digest_schedules": """
        channel_id TEXT NOT NULL,
        wall_time TEXT NOT NULL,
        zone TEXT NOT NULL,
        added_by TEXT NOT NULL,
        added_at REAL NOT NULL,
        PRIMARY KEY (workspace_id, channel_id)
    ) STRICT, WITHOUT ROWID
    """,
    "watches": """
        id INTEGER PRIMARY KEY,
        channel_id TEXT NOT NULL,
        rule TEXT NOT NULL,
        outcome TEXT,
        agent TEXT,
        added_by TEXT NOT NULL,
        added_at REAL NOT NULL,
        UNIQUE (workspace_id, channel_id, rule)
    ) STRICT
    """,
    "forms": """
        form_id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL,
        origin_channel_id TEXT NOT NULL,
        thread_ts TEXT,
        typed TEXT NOT NULL DEFAULT '{}',
        opened_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "preferences": """
        user_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        from_number TEXT NOT NULL,
        agent_id TEXT,
        agent_name TEXT,
        variables TEXT NOT NULL,
        used_at REAL NOT NULL,
        PRIMARY KEY (workspace_id, user_id, channel_id)
    ) STRICT, WITHOUT ROWID
    """,
    "channels": """
        channel_id TEXT NOT NULL,
        is_public INTEGER NOT NULL DEFAULT 0,
        learned_at REAL NOT NULL DEFAULT 0,
        PRIMARY KEY (workspace_id, channel_id)
    ) STRICT, WITHOUT ROWID
    """,
    "permalinks": """
        channel_id TEXT NOT NULL,
        ts TEXT NOT NULL,
        url TEXT NOT NULL,
        PRIMARY KEY (workspace_id, channel_id, ts)
    ) STRICT, WITHOUT ROWID
    """,
}
_INDEXES: Final = (
    "outbox_due ON outbox (workspace_id, id) "
    "WHERE state IN ('pending', 'sending') OR (state = 'sent' AND revision > shown_revision)",
    "watch_lines ON outbox (attempt_id) WHERE kind = 'watch_line'",
    "digests_awaiting_chart ON digests (id) WHERE chart_state != 'done'",
    "forms_by_age ON forms (opened_at)",
    "channels_by_age ON channels (learned_at)",
)
_LISTINGS: Final = """
    CREATE TABLE listings (
        list TEXT NOT NULL,
        attempt_id INTEGER NOT NULL REFERENCES attempts,
        status TEXT NOT NULL,
        agent_key TEXT NOT NULL,
        asked_at REAL NOT NULL,
        PRIMARY KEY (list, attempt_id)
    ) STRICT, WITHOUT ROWID
"""
# in which lists an attempt stands: of who asked for it, of its thread's channel, of everyone where
# that is public, and where its thread is elsewhere of who asked in the channel of the request
_PERSON: Final = "orders.workspace_id || '/' || requested_by"
_CHANNEL: Final = "orders.workspace_id || '/' || orders.channel_id"
_IN_CHANNEL: Final = "orders.workspace_id || '/' || origin_channel_id || '/' || requested_by"
_EVERYONE: Final = "orders.workspace_id || '/*'"
_KEY: Final = "coalesce(attempts.agent_key, orders.agent_key, '')"
_ADD: Final = f"""
    INSERT OR IGNORE INTO listings (list, attempt_id, status, agent_key, asked_at)
    SELECT {_PERSON}, id, status, {_KEY}, created_at
    FROM attempts JOIN orders USING (order_id) WHERE {{condition}}
    UNION ALL
    SELECT {_CHANNEL}, id, status, {_KEY}, created_at
    FROM attempts JOIN orders USING (order_id) WHERE {{condition}}
    UNION ALL
    SELECT {_IN_CHANNEL}, id, status, {_KEY}, created_at
    FROM attempts JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND {{condition}}
    UNION ALL
    SELECT {_EVERYONE}, id, status, {_KEY}, created_at
    FROM attempts JOIN orders USING (order_id)
    JOIN channels ON channels.workspace_id = orders.workspace_id
        AND channels.channel_id = orders.channel_id
    WHERE is_public = 1 AND {{condition}};
"""
_TRIGGERS: Final = (
    """
    CREATE TRIGGER list_new_attempt AFTER INSERT ON attempts BEGIN
        INSERT OR IGNORE INTO channels (workspace_id, channel_id)
        SELECT workspace_id, channel_id FROM orders WHERE order_id = NEW.order_id;
    """
    + _ADD.format(condition="attempts.id = NEW.id")
    + "END",
    f"""
    CREATE TRIGGER list_changed_attempt AFTER UPDATE OF status, agent_key ON attempts BEGIN
        UPDATE listings SET status = NEW.status, agent_key = coalesce(NEW.agent_key,
            (SELECT agent_key FROM orders WHERE order_id = NEW.order_id), '')
        WHERE attempt_id = NEW.id AND list IN (
            SELECT {_PERSON} FROM orders WHERE order_id = NEW.order_id
            UNION ALL SELECT {_CHANNEL} FROM orders WHERE order_id = NEW.order_id
            UNION ALL SELECT {_IN_CHANNEL} FROM orders WHERE order_id = NEW.order_id
            UNION ALL SELECT {_EVERYONE} FROM orders WHERE order_id = NEW.order_id
        );
    END
    """,
    """
    CREATE TRIGGER list_moved_order AFTER UPDATE OF channel_id ON orders
    WHEN OLD.channel_id != NEW.channel_id BEGIN
        INSERT OR IGNORE INTO channels (workspace_id, channel_id)
        VALUES (NEW.workspace_id, NEW.channel_id);
        DELETE FROM listings WHERE list IN (
            NEW.workspace_id || '/' || OLD.channel_id,
            NEW.workspace_id || '/' || NEW.origin_channel_id || '/' || NEW.requested_by,
            NEW.workspace_id || '/*'
        )
        AND attempt_id IN (SELECT id FROM attempts WHERE order_id = NEW.order_id);
    """
    + _ADD.format(condition="orders.order_id = NEW.order_id")
    + "END",
)


def add_workspaces(db: sqlite_utils.Database) -> None:
    """Say of everything whose it is; what was written without a workspace is of the usual one."""
    row = db.execute(
        "SELECT workspace_id FROM orders WHERE workspace_id != '' "
        "GROUP BY workspace_id ORDER BY count(*) DESC, workspace_id LIMIT 1"
    ).fetchone()
    params = {"home": row[0] if row else ""}
    db.execute("UPDATE orders SET workspace_id = :home WHERE workspace_id = ''", params)
    db.execute("ALTER TABLE attempts ADD COLUMN workspace_id TEXT NOT NULL DEFAULT ''")
    db.execute(
        "UPDATE attempts SET workspace_id = "
        "(SELECT workspace_id FROM orders WHERE orders.order_id = attempts.order_id)"
    )
    _replace_outbox(db, params)
    for table, columns in _PLAIN.items():
        _replace(db, table, columns, params)
    for index in _INDEXES:
        db.execute(f"CREATE INDEX {index}")
    _add_agent_keys(db)
    db.execute("DROP TABLE listings")
    db.execute(_LISTINGS)
    db.execute(_ADD.format(condition="true"))
    for trigger in _TRIGGERS:
        db.execute(trigger)


def _replace_outbox(db: sqlite_utils.Database, params: dict[str, str]) -> None:
    # the digests go last, because the old deliveries refer to them until they are gone
    db.execute(_DIGESTS)
    db.execute(_FILL_DIGESTS, params)
    db.execute(_OUTBOX)
    db.execute(_FILL_OUTBOX, params)
    db.execute("DROP TABLE deliveries")
    db.execute("DROP TABLE digests")
    db.execute("ALTER TABLE new_digests RENAME TO digests")


def _replace(
    db: sqlite_utils.Database, table: str, definition: str, params: dict[str, str]
) -> None:
    names = ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall())
    db.execute(f"CREATE TABLE new_{table} (workspace_id TEXT NOT NULL, {definition}")
    db.execute(
        f"INSERT INTO new_{table} (workspace_id, {names}) SELECT :home, {names} FROM {table}",
        params,
    )
    db.execute(f"DROP TABLE {table}")
    db.execute(f"ALTER TABLE new_{table} RENAME TO {table}")


def _add_agent_keys(db: sqlite_utils.Database) -> None:
    db.conn.create_function("fold_agent_name", 1, _fold, deterministic=True)
    for table in ("orders", "attempts"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN agent_key TEXT")
        db.execute(f"UPDATE {table} SET agent_key = fold_agent_name(agent_name)")


def _fold(name: str | None) -> str | None:
    """Fold as the bot of this step does; another way to fold is another step."""
    if name is None:
        return None
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
