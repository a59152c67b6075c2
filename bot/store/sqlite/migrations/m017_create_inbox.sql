-- Requests before they are orders, drafts that wait for an answer, and what was decided about them.

CREATE TABLE inbox (
    request_key TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT,
    reply TEXT,
    received_at REAL NOT NULL,
    order_id TEXT
) STRICT;
CREATE INDEX inbox_by_age ON inbox (received_at);
CREATE INDEX inbox_unanswered ON inbox (received_at) WHERE body IS NOT NULL;
CREATE INDEX inbox_by_order ON inbox (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE drafts (
    draft_id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    expires_at REAL NOT NULL
) STRICT;
CREATE INDEX drafts_by_age ON drafts (expires_at);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    workspace_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    action TEXT NOT NULL,
    order_id TEXT,
    policy TEXT,
    value TEXT,
    number_hash TEXT
) STRICT;
CREATE INDEX audit_by_order ON audit (order_id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

ALTER TABLE orders ADD COLUMN allowed_at REAL;
ALTER TABLE orders ADD COLUMN rules_version INTEGER;
ALTER TABLE orders ADD COLUMN last_action TEXT;
