-- What people asked for, each with the thread that shows it.

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
) STRICT;

CREATE INDEX orders_by_channel ON orders (channel_id, created_at);
