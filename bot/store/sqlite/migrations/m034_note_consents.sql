-- On what basis a callee is called, where that was written, by whom and when.

ALTER TABLE orders ADD COLUMN consent_basis TEXT;
ALTER TABLE orders ADD COLUMN consent_source TEXT;
ALTER TABLE orders ADD COLUMN consent_by TEXT;
ALTER TABLE orders ADD COLUMN consent_at REAL;
