-- Since when a card has not shown what became of its call, so that those that are edited first are
-- the ones that are behind for longest.

ALTER TABLE outbox ADD COLUMN behind_since REAL;
