-- Call attempts attempts, and say whose a time zone is.

DROP TRIGGER list_new_call;
DROP TRIGGER list_changed_call;
DROP TRIGGER list_moved_order;
DROP TRIGGER note_end_of_call;
DROP INDEX calls_waiting;
DROP INDEX calls_live;
DROP INDEX calls_unplanned;
DROP INDEX calls_by_end;
DROP INDEX orders_by_channel;
ALTER TABLE calls RENAME TO attempts;
ALTER TABLE digest_times RENAME TO digest_schedules;
ALTER TABLE orders RENAME COLUMN team_id TO workspace_id;
ALTER TABLE orders RENAME COLUMN zone TO requester_time_zone;
ALTER TABLE orders RENAME COLUMN callee_zone TO callee_time_zone;
ALTER TABLE attempts RENAME COLUMN is_planned TO is_automatic;
ALTER TABLE attempts RENAME COLUMN wants_another TO retry_pending;
ALTER TABLE transitions RENAME COLUMN call TO attempt_id;
CREATE INDEX attempts_waiting ON attempts (status, due_at, id) WHERE is_over = 0;
CREATE INDEX attempts_live ON attempts (id)
WHERE is_over = 0 AND status NOT IN ('scheduled', 'overdue');
CREATE INDEX attempts_awaiting_retry ON attempts (id) WHERE retry_pending = 1;
CREATE INDEX attempts_by_end ON attempts (over_at) WHERE over_at IS NOT NULL;

CREATE TRIGGER note_end_of_attempt AFTER UPDATE OF is_over ON attempts
WHEN NEW.is_over = 1 AND OLD.is_over = 0 BEGIN
    UPDATE attempts SET over_at =
        (SELECT max(at) FROM transitions WHERE attempt_id = NEW.id)
    WHERE id = NEW.id;
END;
