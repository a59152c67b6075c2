-- Say of each listed call where its thread is, so that lists can be narrowed to what somebody sees.

ALTER TABLE listings ADD COLUMN channel_id TEXT NOT NULL DEFAULT '';
UPDATE listings SET channel_id = (
    SELECT orders.channel_id FROM attempts JOIN orders USING (order_id)
    WHERE attempts.id = listings.attempt_id
);

-- an earlier program, and the triggers from before, list calls without saying where they are
CREATE TRIGGER place_listed_call AFTER INSERT ON listings WHEN NEW.channel_id = '' BEGIN
    UPDATE listings SET channel_id = (
        SELECT orders.channel_id FROM attempts JOIN orders USING (order_id)
        WHERE attempts.id = NEW.attempt_id
    ) WHERE list = NEW.list AND attempt_id = NEW.attempt_id;
END;

-- all other lists of a call that moves are made anew
CREATE TRIGGER place_moved_order AFTER UPDATE OF channel_id ON orders
WHEN OLD.channel_id != NEW.channel_id BEGIN
    UPDATE listings SET channel_id = NEW.channel_id
    WHERE list = NEW.workspace_id || '/' || NEW.requested_by
    AND attempt_id IN (SELECT id FROM attempts WHERE order_id = NEW.order_id);
END;
