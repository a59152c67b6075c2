-- Since when the API answers that it is busy, and since when a card is to be posted anew. What was
-- claimed lately and stands in Slack says that a channel takes messages.
ALTER TABLE attempts ADD COLUMN busy_since REAL;
ALTER TABLE outbox ADD COLUMN anew_since REAL;
CREATE INDEX outbox_by_claim ON outbox (claimed_until) WHERE claimed_until IS NOT NULL;
