-- Say of a transition that it happened while nobody looked, at some time before `at`.
ALTER TABLE transitions ADD COLUMN is_unseen INTEGER NOT NULL DEFAULT 0;
