-- Which is the first of the transitions that a reply tells, where it tells several.

ALTER TABLE outbox ADD COLUMN first_transition_seq INTEGER;
