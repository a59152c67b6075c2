-- Messages for Slack; seq 0 of an order is its card, the others its thread.

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    delivery_id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL REFERENCES orders,
    seq INTEGER NOT NULL,
    call INTEGER NOT NULL REFERENCES calls,
    transition_seq INTEGER,
    state TEXT NOT NULL DEFAULT 'pending',
    ts TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    shown_revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (order_id, seq)
) STRICT;

CREATE INDEX deliveries_due ON deliveries (id)
WHERE state IN ('pending', 'sending') OR (state = 'sent' AND revision > shown_revision);
