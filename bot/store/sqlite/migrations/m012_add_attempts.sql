-- When each attempt is due, how many there may be, and which end asks for another one.

ALTER TABLE orders ADD COLUMN due_at REAL;
ALTER TABLE orders ADD COLUMN zone TEXT;
ALTER TABLE orders ADD COLUMN callee_zone TEXT;
ALTER TABLE orders ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE calls ADD COLUMN due_at REAL NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN is_planned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN wants_another INTEGER NOT NULL DEFAULT 0;
UPDATE calls SET due_at = (SELECT created_at FROM orders WHERE orders.order_id = calls.order_id);
DROP INDEX calls_not_over;
DROP INDEX calls_live;
CREATE INDEX calls_waiting ON calls (status, due_at, id) WHERE is_over = 0;
CREATE INDEX calls_live ON calls (id) WHERE is_over = 0 AND status NOT IN ('scheduled', 'overdue');
CREATE INDEX calls_unplanned ON calls (id) WHERE wants_another = 1;
