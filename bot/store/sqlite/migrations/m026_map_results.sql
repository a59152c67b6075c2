-- What the fields of an agent's results mean, and what that says of each call.

CREATE TABLE result_mappings (
    workspace_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    rules TEXT NOT NULL,
    headline TEXT,
    set_by TEXT NOT NULL,
    set_at REAL NOT NULL,
    -- results of the calls up to this one are still to be read with it
    unread_up_to INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, agent_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE attempts ADD COLUMN agent_id TEXT;
ALTER TABLE attempts ADD COLUMN callee_spoke INTEGER;
ALTER TABLE attempts ADD COLUMN outcomes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE attempts ADD COLUMN headline_field TEXT;
ALTER TABLE attempts ADD COLUMN call_back_field TEXT;
ALTER TABLE listings ADD COLUMN outcomes TEXT NOT NULL DEFAULT '[]';

DROP TRIGGER list_changed_attempt;
DROP TRIGGER list_moved_order;

CREATE TRIGGER list_changed_attempt AFTER UPDATE OF status, agent_key, outcomes ON attempts BEGIN
    UPDATE listings SET status = NEW.status, outcomes = NEW.outcomes,
        agent_key = coalesce(NEW.agent_key,
            (SELECT agent_key FROM orders WHERE order_id = NEW.order_id), '')
    WHERE attempt_id = NEW.id AND list IN (
        SELECT orders.workspace_id || '/' || requested_by
        FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT orders.workspace_id || '/' || orders.channel_id
        FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by
        FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT orders.workspace_id || '/*' FROM orders WHERE order_id = NEW.order_id
    );
END;

CREATE TRIGGER list_moved_order AFTER UPDATE OF channel_id ON orders
WHEN OLD.channel_id != NEW.channel_id BEGIN
    INSERT OR IGNORE INTO channels (workspace_id, channel_id)
    VALUES (NEW.workspace_id, NEW.channel_id);
    DELETE FROM listings WHERE list IN (
        NEW.workspace_id || '/' || OLD.channel_id,
        NEW.workspace_id || '/' || NEW.origin_channel_id || '/' || NEW.requested_by,
        NEW.workspace_id || '/*'
    )
    AND attempt_id IN (SELECT id FROM attempts WHERE order_id = NEW.order_id);
    INSERT OR IGNORE INTO listings
        (list, attempt_id, status, agent_key, asked_at, channel_id, outcomes)
    SELECT orders.workspace_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id,
        outcomes
    FROM attempts JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/' || orders.channel_id, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id,
        outcomes
    FROM attempts JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id,
        outcomes
    FROM attempts JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/*', id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id,
        outcomes
    FROM attempts JOIN orders USING (order_id)
    WHERE substr(orders.channel_id, 1, 1) != 'D' AND orders.order_id = NEW.order_id;
END;
