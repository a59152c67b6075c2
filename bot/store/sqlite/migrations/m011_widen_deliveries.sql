-- Let deliveries be about more than an order, in channels of their own.

CREATE TABLE wider_deliveries (
    id INTEGER PRIMARY KEY,
    delivery_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL DEFAULT 'story',
    order_id TEXT REFERENCES orders,
    seq INTEGER,
    call INTEGER REFERENCES calls,
    transition_seq INTEGER,
    digest INTEGER UNIQUE REFERENCES digests,
    channel_id TEXT,
    about TEXT,
    written_at REAL,
    state TEXT NOT NULL DEFAULT 'pending',
    ts TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    shown_revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (order_id, seq),
    UNIQUE (channel_id, call),
    CHECK ((kind = 'story') = (order_id IS NOT NULL AND seq IS NOT NULL)),
    CHECK ((kind = 'story') = (channel_id IS NULL AND written_at IS NULL))
) STRICT;

INSERT INTO wider_deliveries (id, delivery_id, order_id, seq, call, transition_seq, state, ts,
    revision, shown_revision)
SELECT id, delivery_id, order_id, seq, call, transition_seq, state, ts, revision, shown_revision
FROM deliveries;

DROP TABLE deliveries;
ALTER TABLE wider_deliveries RENAME TO deliveries;
CREATE INDEX watch_lines ON deliveries (call) WHERE kind = 'watch';
CREATE INDEX deliveries_due ON deliveries (id)
WHERE state IN ('pending', 'sending') OR (state = 'sent' AND revision > shown_revision);
