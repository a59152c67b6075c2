-- The agent that a caller ID has of its own, as answers to dials named it, and what orders lack.

CREATE TABLE own_agents (
    from_number TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL
) STRICT;
ALTER TABLE orders ADD COLUMN missing_variables TEXT NOT NULL DEFAULT '[]';
