-- Until when a call is wanted, by whose clock its hour is judged, and who let it pass at night.

ALTER TABLE orders ADD COLUMN until_at REAL;
ALTER TABLE orders ADD COLUMN judged_by_requester_clock INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN quiet_allowed_until REAL;
ALTER TABLE orders ADD COLUMN quiet_allowed_by TEXT;
ALTER TABLE orders ADD COLUMN quiet_reason TEXT;
