-- Numbers that are not to be called, one row for each kind of calls; orders are found by number.

CREATE TABLE suppressions (
    workspace_id TEXT NOT NULL,
    number TEXT NOT NULL,
    scope TEXT NOT NULL,
    reason TEXT NOT NULL,
    added_at REAL NOT NULL,
    added_by TEXT NOT NULL,
    added_by_name TEXT NOT NULL,
    expires_at REAL,
    PRIMARY KEY (workspace_id, number, scope)
) STRICT;
CREATE INDEX attempts_by_dial ON attempts (workspace_id, dialing_at) WHERE dialing_at IS NOT NULL;
