-- Find calls by whom they are to: the number and the words of the name stand beside each listed
-- call, and a number's calls of late are asked about before it is called again.
ALTER TABLE orders ADD COLUMN callee_key TEXT;
UPDATE orders SET callee_key = build_callee_key(to_number, callee_name) WHERE to_number != '';
CREATE INDEX orders_by_callee ON orders (workspace_id, to_number);

ALTER TABLE listings ADD COLUMN callee_key TEXT NOT NULL DEFAULT '';
UPDATE listings SET callee_key = coalesce((
    SELECT orders.callee_key FROM attempts JOIN orders USING (order_id)
    WHERE attempts.id = listings.attempt_id
), '');

-- the triggers from before list calls without their callee, whom an earlier program gives no key
CREATE TRIGGER name_listed_callee AFTER INSERT ON listings BEGIN
    UPDATE listings SET callee_key = coalesce((
        SELECT coalesce(orders.callee_key, orders.to_number || ' ')
        FROM attempts JOIN orders USING (order_id) WHERE attempts.id = NEW.attempt_id
    ), '') WHERE list = NEW.list AND attempt_id = NEW.attempt_id;
END;

CREATE TRIGGER forget_callee AFTER UPDATE OF to_number ON orders WHEN NEW.to_number = '' BEGIN
    UPDATE orders SET callee_key = '' WHERE order_id = NEW.order_id;
    UPDATE listings SET callee_key = ''
    WHERE attempt_id IN (SELECT id FROM attempts WHERE order_id = NEW.order_id) AND list IN (
        NEW.workspace_id || '/' || NEW.requested_by,
        NEW.workspace_id || '/' || NEW.channel_id,
        NEW.workspace_id || '/' || NEW.origin_channel_id || '/' || NEW.requested_by,
        NEW.workspace_id || '/*'
    );
END;
