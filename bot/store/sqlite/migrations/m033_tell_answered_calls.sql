-- Calls that were answered say so, as they say that nobody spoke, and watches ask for just those.

-- without a transcript a length of nothing tells of silence, else the status does
UPDATE attempts SET outcomes = CASE
    WHEN is_forgotten = 1 OR callee_spoke IS NOT NULL THEN '["answered"]'
    WHEN duration_ms > 0 AND has_transcript = 1 THEN '["answered"]'
    WHEN status = 'error_inactivity' THEN '["dead_line"]'
    WHEN status = 'inactivity' OR duration_ms = 0 THEN '["silence"]'
    ELSE '["answered"]' END
WHERE is_over = 1 AND outcomes = '[]' AND result_due_at IS NULL
    AND status IN ('ended', 'user_hangup', 'agent_hangup', 'inactivity', 'error_inactivity');

-- a rule holds words in alphabetical order, and “answered” stood for the five statuses above
UPDATE watches SET rule = replace(replace(replace(replace(replace(
    rule, '[["agent_hangup", ', '[["answered", '), '"ended", ', ''), '"error_inactivity", ', ''),
    '"inactivity", ', ''), ', "user_hangup"', '')
WHERE rule LIKE '[["agent_hangup", %' AND ',' || outcome || ',' LIKE '%,answered,%'
    AND outcome NOT LIKE '%ended%' AND outcome NOT LIKE '%hangup%'
    AND outcome NOT LIKE '%inactivity%';
