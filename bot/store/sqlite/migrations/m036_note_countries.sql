-- Which country an order calls, so that a first call there is known; older ones tell none.

ALTER TABLE orders ADD COLUMN country TEXT;
CREATE INDEX orders_by_country ON orders (workspace_id, requested_by, country);
