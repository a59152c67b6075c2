-- Keyed hashes by which calls are known once their numbers are forgotten, holds that keep them from
-- it, and what is still to be removed of a number in Slack. A number that was forgotten stands as
-- its keyed hash in suppressions.

ALTER TABLE orders ADD COLUMN number_hash TEXT;
ALTER TABLE orders ADD COLUMN is_masked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX orders_by_hash ON orders (workspace_id, number_hash) WHERE number_hash IS NOT NULL;
CREATE INDEX evidence_by_age ON orders (created_at)
WHERE to_number = '' AND number_hash IS NOT NULL;

CREATE INDEX audit_by_age ON audit (workspace_id, id);
CREATE INDEX audit_by_number ON audit (workspace_id, number_hash, id)
WHERE number_hash IS NOT NULL;

CREATE TABLE holds (
    workspace_id TEXT NOT NULL,
    number_hash TEXT NOT NULL,
    held_at REAL NOT NULL,
    held_by TEXT NOT NULL,
    held_by_name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, number_hash)
) STRICT;

CREATE TABLE erasures (
    workspace_id TEXT NOT NULL,
    number_hash TEXT NOT NULL,
    number TEXT NOT NULL,
    names TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at REAL NOT NULL,
    calls INTEGER NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0,
    files INTEGER NOT NULL DEFAULT 0,
    unreached INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, number_hash)
) STRICT;

CREATE TABLE erasure_places (
    workspace_id TEXT NOT NULL,
    number_hash TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    thread_ts TEXT NOT NULL,
    since REAL NOT NULL,
    PRIMARY KEY (workspace_id, number_hash, channel_id, thread_ts)
) STRICT;

ALTER TABLE file_notes ADD COLUMN needs_vacuum INTEGER NOT NULL DEFAULT 0;
