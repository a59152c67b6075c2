-- What admins are told once; a country that was called before needs no word any more.

CREATE TABLE alarms (
    alarm_id INTEGER PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '[]',
    raised_at REAL NOT NULL,
    is_told INTEGER NOT NULL DEFAULT 0,
    is_for_people INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX alarms_by_subject ON alarms (workspace_id, kind, subject, raised_at);
CREATE INDEX alarms_untold ON alarms (alarm_id) WHERE is_told = 0;
INSERT INTO alarms (workspace_id, kind, subject, raised_at, is_told)
SELECT DISTINCT workspace_id, 'country', country, 0, 1 FROM (
    SELECT DISTINCT workspace_id, find_country(to_number) AS country FROM orders
    WHERE to_number != ''
) AS called
WHERE country IS NOT NULL;
