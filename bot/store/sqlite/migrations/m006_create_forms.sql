-- Forms that are open: where they were opened, and what was typed for agents chosen before.

CREATE TABLE forms (
    form_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    origin_channel_id TEXT NOT NULL,
    thread_ts TEXT,
    typed TEXT NOT NULL DEFAULT '{}',
    opened_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX forms_by_age ON forms (opened_at);
