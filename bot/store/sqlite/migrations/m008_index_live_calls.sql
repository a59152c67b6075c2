-- The calls that are not over, in the order in which they were asked for.

CREATE INDEX calls_live ON calls (id) WHERE is_over = 0;
