-- Everybody's list holds all calls outside of direct messages; what a reader sees of it is asked
-- of Slack when it is read, so that nothing here can be out of date.
DROP TRIGGER list_new_attempt;
DROP TRIGGER list_moved_order;

INSERT OR IGNORE INTO listings (list, attempt_id, status, agent_key, asked_at, channel_id)
SELECT orders.workspace_id || '/*', id, status,
    coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
FROM attempts JOIN orders USING (order_id) WHERE substr(orders.channel_id, 1, 1) != 'D';

-- the program before looks its channels up in a table of their own, so that one still gets them
CREATE TRIGGER list_new_attempt AFTER INSERT ON attempts BEGIN
    INSERT OR IGNORE INTO channels (workspace_id, channel_id)
    SELECT workspace_id, channel_id FROM orders WHERE order_id = NEW.order_id;
    INSERT OR IGNORE INTO listings (list, attempt_id, status, agent_key, asked_at, channel_id)
    SELECT orders.workspace_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id) WHERE attempts.id = NEW.id
    UNION ALL
    SELECT orders.workspace_id || '/' || orders.channel_id, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id) WHERE attempts.id = NEW.id
    UNION ALL
    SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND attempts.id = NEW.id
    UNION ALL
    SELECT orders.workspace_id || '/*', id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id)
    WHERE substr(orders.channel_id, 1, 1) != 'D' AND attempts.id = NEW.id;
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
    INSERT OR IGNORE INTO listings (list, attempt_id, status, agent_key, asked_at, channel_id)
    SELECT orders.workspace_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/' || orders.channel_id, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/*', id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at, orders.channel_id
    FROM attempts JOIN orders USING (order_id)
    WHERE substr(orders.channel_id, 1, 1) != 'D' AND orders.order_id = NEW.order_id;
END;
