-- Know this file again, and find the calls that hold what people said for too long.

CREATE TABLE file_notes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    place TEXT NOT NULL,
    counter INTEGER NOT NULL
) STRICT;

ALTER TABLE attempts ADD COLUMN is_forgotten INTEGER NOT NULL DEFAULT 0;
-- one that nobody was told of has no transition, so no time at which it was over
CREATE INDEX attempts_to_forget ON attempts (coalesce(over_at, due_at))
WHERE is_over = 1 AND is_forgotten = 0;
CREATE INDEX preferences_by_age ON preferences (used_at);
