-- How often Slack refused a message, when it is tried again, and which were set aside.
ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN not_before REAL NOT NULL DEFAULT 0;
CREATE INDEX outbox_set_aside ON outbox (id) WHERE state = 'set_aside';
