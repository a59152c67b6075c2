-- Who had a further attempt be made: it is no other person who would approve it.

ALTER TABLE attempts ADD COLUMN asked_by TEXT;
