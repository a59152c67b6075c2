-- What a person used last in a channel.

CREATE TABLE preferences (
    user_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    from_number TEXT NOT NULL,
    agent_id TEXT,
    agent_name TEXT,
    variables TEXT NOT NULL,
    used_at REAL NOT NULL,
    PRIMARY KEY (user_id, channel_id)
) STRICT, WITHOUT ROWID;
