-- Which of its variables names the callee; the agent, and so the answer, may be another one later.

ALTER TABLE orders ADD COLUMN callee_name TEXT NOT NULL DEFAULT '';
UPDATE orders SET callee_name = coalesce(json_extract(variables, '$.name'), '')
WHERE variables != '{}';
