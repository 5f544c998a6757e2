"""Statements of the inbox."""

from app.kernel.outbox import INSERT_JOBS

# $1 ids, $2 keys, $3 events, $4 change types, $5 contents, $6 now; of each job $7 its callback, $8 priority, $9 name,
# $10 payload. Returns the ids of what was not there. In order of their keys, so that two batches with the same repeated
# callbacks do not wait for each other in a circle. A callback and its job are one statement: round trips count here.
STORE = f"""
WITH kept AS (
    INSERT INTO wecom_inbox (id, dedupe_key, event, change_type, content, status, attempts, received_at)
    SELECT id, dedupe_key, event, change_type, content, 'waiting', 0, $6
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
        AS given (id, dedupe_key, event, change_type, content)
    ORDER BY dedupe_key
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
), told AS (
    {INSERT_JOBS} kept JOIN unnest($7::uuid[], $8::int[], $9::text[], $10::bytea[])
        AS job (id, priority, name, payload) USING (id)
)
SELECT id FROM kept
"""
# $1 id, $2 reason, $3 dead at once, $4 attempts after which it is dead, $5 now
RECORD_FAILURE = """
UPDATE wecom_inbox SET attempts = attempts + 1, failure = $2,
    status = CASE WHEN $3 OR attempts + 1 >= $4 THEN 'dead' ELSE status END, processed_at = $5
WHERE id = $1 AND status = 'waiting' RETURNING status
"""
# $1 after this id, $2 event or null, $3 at most so many. What another replay holds just now is left to it.
REVIVE = """
UPDATE wecom_inbox SET status = 'waiting', attempts = 0
WHERE id IN (
    SELECT id FROM wecom_inbox WHERE status = 'dead' AND id > $1 AND ($2::text IS NULL OR event = $2)
    ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
