-- Say of everything whose it is; what was written without a workspace is of the usual one.

CREATE TEMPORARY TABLE home AS SELECT coalesce((
    SELECT workspace_id FROM orders WHERE workspace_id != ''
    GROUP BY workspace_id ORDER BY count(*) DESC, workspace_id LIMIT 1
), '') AS workspace_id;

UPDATE orders SET workspace_id = (SELECT workspace_id FROM home) WHERE workspace_id = '';
ALTER TABLE attempts ADD COLUMN workspace_id TEXT NOT NULL DEFAULT '';
UPDATE attempts SET workspace_id =
    (SELECT workspace_id FROM orders WHERE orders.order_id = attempts.order_id);

-- SQLite changes a key only by copying its table
CREATE TABLE new_digests (
    id INTEGER PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    day TEXT NOT NULL,
    zone TEXT NOT NULL,
    since REAL NOT NULL,
    until REAL NOT NULL,
    chart_state TEXT NOT NULL DEFAULT 'owed',
    UNIQUE (workspace_id, channel_id, day)
) STRICT;

INSERT INTO new_digests (id, workspace_id, channel_id, day, zone, since, until, chart_state)
SELECT id, home.workspace_id, channel_id, day, zone, since, until, picture FROM home, digests;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    delivery_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    order_id TEXT REFERENCES orders,
    seq INTEGER,
    attempt_id INTEGER REFERENCES attempts,
    transition_seq INTEGER,
    digest_id INTEGER UNIQUE REFERENCES new_digests,
    channel_id TEXT,
    about TEXT,
    written_at REAL,
    state TEXT NOT NULL DEFAULT 'pending',
    ts TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    shown_revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (order_id, seq),
    UNIQUE (attempt_id, workspace_id, channel_id),
    CHECK ((kind = 'call_thread') = (order_id IS NOT NULL AND seq IS NOT NULL)),
    CHECK ((kind = 'call_thread') = (channel_id IS NULL AND written_at IS NULL))
) STRICT;

INSERT INTO outbox (id, delivery_id, kind, workspace_id, order_id, seq, attempt_id,
    transition_seq, digest_id, channel_id, about, written_at, state, ts, revision,
    shown_revision)
SELECT id, delivery_id, CASE kind WHEN 'story' THEN 'call_thread' WHEN 'watch' THEN 'watch_line'
        WHEN 'farewell' THEN 'watch_ended' ELSE kind END,
    coalesce(orders.workspace_id, home.workspace_id), deliveries.order_id, seq, call,
    transition_seq, digest, deliveries.channel_id, about, written_at, state, ts, revision,
    shown_revision
FROM home, deliveries LEFT JOIN orders ON orders.order_id = deliveries.order_id ORDER BY id;

-- the digests go last, because the old deliveries refer to them until they are gone
DROP TABLE deliveries;
DROP TABLE digests;
ALTER TABLE new_digests RENAME TO digests;

CREATE TABLE new_digest_schedules (
    workspace_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    wall_time TEXT NOT NULL,
    zone TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at REAL NOT NULL,
    PRIMARY KEY (workspace_id, channel_id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_digest_schedules (workspace_id, channel_id, wall_time, zone, added_by, added_at)
SELECT home.workspace_id, channel_id, wall_time, zone, added_by, added_at
FROM home, digest_schedules;
DROP TABLE digest_schedules;
ALTER TABLE new_digest_schedules RENAME TO digest_schedules;

CREATE TABLE new_watches (
    workspace_id TEXT NOT NULL,
    id INTEGER PRIMARY KEY,
    channel_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    outcome TEXT,
    agent TEXT,
    added_by TEXT NOT NULL,
    added_at REAL NOT NULL,
    UNIQUE (workspace_id, channel_id, rule)
) STRICT;

INSERT INTO new_watches (workspace_id, id, channel_id, rule, outcome, agent, added_by, added_at)
SELECT home.workspace_id, id, channel_id, rule, outcome, agent, added_by, added_at
FROM home, watches;
DROP TABLE watches;
ALTER TABLE new_watches RENAME TO watches;

CREATE TABLE new_forms (
    workspace_id TEXT NOT NULL,
    form_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    origin_channel_id TEXT NOT NULL,
    thread_ts TEXT,
    typed TEXT NOT NULL DEFAULT '{}',
    opened_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO new_forms (workspace_id, form_id, user_id, origin_channel_id, thread_ts, typed,
    opened_at)
SELECT home.workspace_id, form_id, user_id, origin_channel_id, thread_ts, typed, opened_at
FROM home, forms;
DROP TABLE forms;
ALTER TABLE new_forms RENAME TO forms;

CREATE TABLE new_preferences (
    workspace_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    from_number TEXT NOT NULL,
    agent_id TEXT,
    agent_name TEXT,
    variables TEXT NOT NULL,
    used_at REAL NOT NULL,
    PRIMARY KEY (workspace_id, user_id, channel_id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_preferences (workspace_id, user_id, channel_id, from_number, agent_id, agent_name,
    variables, used_at)
SELECT home.workspace_id, user_id, channel_id, from_number, agent_id, agent_name, variables, used_at
FROM home, preferences;
DROP TABLE preferences;
ALTER TABLE new_preferences RENAME TO preferences;

CREATE TABLE new_channels (
    workspace_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    is_public INTEGER NOT NULL DEFAULT 0,
    learned_at REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, channel_id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_channels (workspace_id, channel_id, is_public, learned_at)
SELECT home.workspace_id, channel_id, is_public, learned_at FROM home, channels;
DROP TABLE channels;
ALTER TABLE new_channels RENAME TO channels;

CREATE TABLE new_permalinks (
    workspace_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    ts TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (workspace_id, channel_id, ts)
) STRICT, WITHOUT ROWID;

INSERT INTO new_permalinks (workspace_id, channel_id, ts, url)
SELECT home.workspace_id, channel_id, ts, url FROM home, permalinks;
DROP TABLE permalinks;
ALTER TABLE new_permalinks RENAME TO permalinks;

DROP TABLE home;

CREATE INDEX outbox_due ON outbox (workspace_id, id)
WHERE state IN ('pending', 'sending') OR (state = 'sent' AND revision > shown_revision);
CREATE INDEX watch_lines ON outbox (attempt_id) WHERE kind = 'watch_line';
CREATE INDEX digests_awaiting_chart ON digests (id) WHERE chart_state != 'done';
CREATE INDEX forms_by_age ON forms (opened_at);
CREATE INDEX channels_by_age ON channels (learned_at);

ALTER TABLE orders ADD COLUMN agent_key TEXT;
UPDATE orders SET agent_key = fold_agent_name(agent_name);
ALTER TABLE attempts ADD COLUMN agent_key TEXT;
UPDATE attempts SET agent_key = fold_agent_name(agent_name);

DROP TABLE listings;

CREATE TABLE listings (
    list TEXT NOT NULL,
    attempt_id INTEGER NOT NULL REFERENCES attempts,
    status TEXT NOT NULL,
    agent_key TEXT NOT NULL,
    asked_at REAL NOT NULL,
    PRIMARY KEY (list, attempt_id)
) STRICT, WITHOUT ROWID;

-- in which lists an attempt stands: of who asked for it, of its thread's channel, of everyone where
-- that is public, and where its thread is elsewhere of who asked in the channel of the request
INSERT OR IGNORE INTO listings (list, attempt_id, status, agent_key, asked_at)
SELECT orders.workspace_id || '/' || requested_by, id, status,
    coalesce(attempts.agent_key, orders.agent_key, ''), created_at
FROM attempts JOIN orders USING (order_id)
UNION ALL
SELECT orders.workspace_id || '/' || orders.channel_id, id, status,
    coalesce(attempts.agent_key, orders.agent_key, ''), created_at
FROM attempts JOIN orders USING (order_id)
UNION ALL
SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by, id, status,
    coalesce(attempts.agent_key, orders.agent_key, ''), created_at
FROM attempts JOIN orders USING (order_id)
WHERE origin_channel_id != channel_id
UNION ALL
SELECT orders.workspace_id || '/*', id, status,
    coalesce(attempts.agent_key, orders.agent_key, ''), created_at
FROM attempts JOIN orders USING (order_id)
JOIN channels ON channels.workspace_id = orders.workspace_id
    AND channels.channel_id = orders.channel_id
WHERE is_public = 1;

CREATE TRIGGER list_new_attempt AFTER INSERT ON attempts BEGIN
    INSERT OR IGNORE INTO channels (workspace_id, channel_id)
    SELECT workspace_id, channel_id FROM orders WHERE order_id = NEW.order_id;
    INSERT OR IGNORE INTO listings (list, attempt_id, status, agent_key, asked_at)
    SELECT orders.workspace_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id) WHERE attempts.id = NEW.id
    UNION ALL
    SELECT orders.workspace_id || '/' || orders.channel_id, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id) WHERE attempts.id = NEW.id
    UNION ALL
    SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND attempts.id = NEW.id
    UNION ALL
    SELECT orders.workspace_id || '/*', id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id)
    JOIN channels ON channels.workspace_id = orders.workspace_id
        AND channels.channel_id = orders.channel_id
    WHERE is_public = 1 AND attempts.id = NEW.id;
END;

CREATE TRIGGER list_changed_attempt AFTER UPDATE OF status, agent_key ON attempts BEGIN
    UPDATE listings SET status = NEW.status, agent_key = coalesce(NEW.agent_key,
        (SELECT agent_key FROM orders WHERE order_id = NEW.order_id), '')
    WHERE attempt_id = NEW.id AND list IN (
        SELECT orders.workspace_id || '/' || requested_by
        FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT orders.workspace_id || '/' || orders.channel_id
        FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by
        FROM orders WHERE order_id = NEW.order_id
        UNION ALL SELECT orders.workspace_id || '/*' FROM orders WHERE order_id = NEW.order_id
    );
END;

CREATE TRIGGER list_moved_order AFTER UPDATE OF channel_id ON orders
WHEN OLD.channel_id != NEW.channel_id BEGIN
    INSERT OR IGNORE INTO channels (workspace_id, channel_id)
    VALUES (NEW.workspace_id, NEW.channel_id);
    DELETE FROM listings WHERE list IN (
        NEW.workspace_id || '/' || OLD.channel_id,
        NEW.workspace_id || '/' || NEW.origin_channel_id || '/' || NEW.requested_by,
        NEW.workspace_id || '/*'
    )
    AND attempt_id IN (SELECT id FROM attempts WHERE order_id = NEW.order_id);
    INSERT OR IGNORE INTO listings (list, attempt_id, status, agent_key, asked_at)
    SELECT orders.workspace_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/' || orders.channel_id, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id) WHERE orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/' || origin_channel_id || '/' || requested_by, id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id)
    WHERE origin_channel_id != channel_id AND orders.order_id = NEW.order_id
    UNION ALL
    SELECT orders.workspace_id || '/*', id, status,
        coalesce(attempts.agent_key, orders.agent_key, ''), created_at
    FROM attempts JOIN orders USING (order_id)
    JOIN channels ON channels.workspace_id = orders.workspace_id
        AND channels.channel_id = orders.channel_id
    WHERE is_public = 1 AND orders.order_id = NEW.order_id;
END;
