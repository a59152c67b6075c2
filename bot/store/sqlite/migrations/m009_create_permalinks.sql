-- Links to messages, each of which costs a request to Slack to learn.

CREATE TABLE permalinks (
    channel_id TEXT NOT NULL,
    ts TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (channel_id, ts)
) STRICT, WITHOUT ROWID;
