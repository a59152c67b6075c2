-- What admins chose for their team, one row a change; the first has version 2, because an order
-- that was allowed under version 1 was so by the settings alone.

CREATE TABLE rule_changes (
    workspace_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    value TEXT,
    set_at REAL NOT NULL,
    set_by TEXT NOT NULL,
    set_by_name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, version)
) STRICT;
CREATE INDEX rule_changes_by_rule ON rule_changes (workspace_id, rule, subject, version);
CREATE TRIGGER rule_changes_no_update BEFORE UPDATE ON rule_changes
BEGIN SELECT RAISE(ABORT, 'the changes of rules are append-only'); END;
CREATE TRIGGER rule_changes_no_delete BEFORE DELETE ON rule_changes
BEGIN SELECT RAISE(ABORT, 'the changes of rules are append-only'); END;
