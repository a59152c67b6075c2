-- What a second person has to allow of an order, what exactly they allowed, and who it was. The wait
-- is a transition to overdue, so that an earlier program dials nobody whom nobody allowed.

ALTER TABLE orders ADD COLUMN approval_for TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN approved_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN approved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN approvers_told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE transitions ADD COLUMN awaits_approval INTEGER NOT NULL DEFAULT 0;
