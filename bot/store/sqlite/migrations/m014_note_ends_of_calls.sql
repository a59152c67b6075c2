-- When calls were over, kept by a trigger so that no writer can forget to.

ALTER TABLE calls ADD COLUMN over_at REAL;
UPDATE calls SET over_at = (SELECT max(at) FROM transitions WHERE call = calls.id)
WHERE is_over = 1;

CREATE INDEX calls_by_end ON calls (over_at) WHERE over_at IS NOT NULL;

CREATE TRIGGER note_end_of_call AFTER UPDATE OF is_over ON calls
WHEN NEW.is_over = 1 AND OLD.is_over = 0 BEGIN
    UPDATE calls SET over_at = (SELECT max(at) FROM transitions WHERE call = NEW.id)
    WHERE id = NEW.id;
END;
