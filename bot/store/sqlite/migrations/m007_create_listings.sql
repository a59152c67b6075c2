-- The lists a call stands in: of who asked for it, of its channel and, where public, of everyone.

CREATE TABLE channels (
    channel_id TEXT PRIMARY KEY,
    is_public INTEGER NOT NULL DEFAULT 0,
    learned_at REAL NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX channels_by_age ON channels (learned_at);

CREATE TABLE listings (
    list TEXT NOT NULL,
    call INTEGER NOT NULL REFERENCES calls,
    status TEXT NOT NULL,
    agent_name TEXT,
    asked_at REAL NOT NULL,
    PRIMARY KEY (list, call)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER list_new_call AFTER INSERT ON calls BEGIN
    INSERT OR IGNORE INTO channels (channel_id)
    SELECT channel_id FROM orders WHERE order_id = NEW.order_id;
    INSERT OR IGNORE INTO listings
    SELECT requested_by, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) WHERE calls.id = NEW.id
    UNION ALL
    SELECT channel_id, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) WHERE calls.id = NEW.id
    UNION ALL
    SELECT origin_channel_id || '/' || requested_by, id, status,
        coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND calls.id = NEW.id
    UNION ALL
    SELECT '*', id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) JOIN channels USING (channel_id)
    WHERE is_public = 1 AND calls.id = NEW.id;
END;

CREATE TRIGGER list_changed_call AFTER UPDATE OF status, agent_name ON calls BEGIN
    UPDATE listings SET status = NEW.status, agent_name = coalesce(NEW.agent_name,
        (SELECT agent_name FROM orders WHERE order_id = NEW.order_id))
    WHERE call = NEW.id AND list IN (
        SELECT requested_by FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT channel_id FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT origin_channel_id || '/' || requested_by
        FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT '*'
    );
END;

CREATE TRIGGER list_moved_order AFTER UPDATE OF channel_id ON orders
WHEN OLD.channel_id != NEW.channel_id BEGIN
    INSERT OR IGNORE INTO channels (channel_id) VALUES (NEW.channel_id);
    DELETE FROM listings WHERE list IN (
        OLD.channel_id, NEW.origin_channel_id || '/' || NEW.requested_by, '*'
    )
    AND call IN (SELECT id FROM calls WHERE order_id = NEW.order_id);
    INSERT OR IGNORE INTO listings
    SELECT requested_by, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT channel_id, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT origin_channel_id || '/' || requested_by, id, status,
        coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND orders.order_id = NEW.order_id
    UNION ALL
    SELECT '*', id, status, coalesce(calls.agent_name, orders.agent_name), created_at
    FROM calls JOIN orders USING (order_id) JOIN channels USING (channel_id)
    WHERE is_public = 1 AND orders.order_id = NEW.order_id;
END;

-- what was written down before there were lists
INSERT INTO channels (channel_id) SELECT DISTINCT channel_id FROM orders;

INSERT OR IGNORE INTO listings
SELECT requested_by, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
FROM calls JOIN orders USING (order_id)
UNION ALL
SELECT channel_id, id, status, coalesce(calls.agent_name, orders.agent_name), created_at
FROM calls JOIN orders USING (order_id)
UNION ALL
SELECT origin_channel_id || '/' || requested_by, id, status,
    coalesce(calls.agent_name, orders.agent_name), created_at
FROM calls JOIN orders USING (order_id)
WHERE origin_channel_id != channel_id
UNION ALL
SELECT '*', id, status, coalesce(calls.agent_name, orders.agent_name), created_at
FROM calls JOIN orders USING (order_id) JOIN channels USING (channel_id)
WHERE is_public = 1;
