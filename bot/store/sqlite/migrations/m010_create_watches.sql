-- What channels want to hear of the calls of others, and the digests they were sent.

CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    channel_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    outcome TEXT,
    agent TEXT,
    added_by TEXT NOT NULL,
    added_at REAL NOT NULL,
    UNIQUE (channel_id, rule)
) STRICT;

CREATE TABLE digest_times (
    channel_id TEXT PRIMARY KEY,
    wall_time TEXT NOT NULL,
    zone TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    channel_id TEXT NOT NULL,
    day TEXT NOT NULL,
    zone TEXT NOT NULL,
    since REAL NOT NULL,
    until REAL NOT NULL,
    picture TEXT NOT NULL DEFAULT 'owed',
    UNIQUE (channel_id, day)
) STRICT;

CREATE INDEX digests_to_picture ON digests (id) WHERE picture != 'done';
