-- What came of an order: one row an attempt, at most one attempt under each number.

CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders,
    attempt INTEGER NOT NULL DEFAULT 1,
    call_id TEXT UNIQUE,
    status TEXT NOT NULL,
    reason TEXT,
    is_over INTEGER NOT NULL DEFAULT 0,
    dial_tries INTEGER NOT NULL DEFAULT 0,
    dial_not_before REAL NOT NULL DEFAULT 0,
    dialing_at REAL,
    agent_name TEXT,
    duration_ms INTEGER,
    summary TEXT,
    extracted TEXT NOT NULL DEFAULT '{}',
    collected TEXT NOT NULL DEFAULT '{}',
    has_transcript INTEGER NOT NULL DEFAULT 0,
    has_recording INTEGER NOT NULL DEFAULT 0,
    result_tries INTEGER NOT NULL DEFAULT 0,
    result_due_at REAL,
    UNIQUE (order_id, attempt)
) STRICT;

-- partial, so that what people wait for does not grow with the calls that are over
CREATE INDEX calls_not_over ON calls (status, id) WHERE is_over = 0;
CREATE INDEX results_due ON calls (result_due_at) WHERE result_due_at IS NOT NULL;
