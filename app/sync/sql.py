"""Statements of syncs."""

# $1 id, $2 kind, $3 by whom, $4 now, $5 due. No row: another is running.
START = """
INSERT INTO sync_runs (id, kind, status, turn, attempts, waits_for, differences, started_by, started_at, heartbeat_at,
    due_at)
VALUES ($1, $2, 'running', 0, 0, '', 0, $3, $4, $4, $5)
ON CONFLICT (status) WHERE status = 'running' DO NOTHING RETURNING id
"""
# $1 run, $2 turn
TURN = "SELECT attempts FROM sync_runs WHERE id = $1 AND turn = $2 AND status = 'running'"
# $1 run, $2 turn. The run's row is held until the slice is kept: two jobs of one turn keep one slice.
HOLD_TURN = """
SELECT kind, attempts, differences FROM sync_runs WHERE id = $1 AND turn = $2 AND status = 'running' FOR UPDATE
"""
# $1 run, $2 now, $3 due, $4 differences
NEXT_TURN = """
UPDATE sync_runs SET turn = turn + 1, attempts = 0, waits_for = '', heartbeat_at = $2, due_at = $3, differences = $4
WHERE id = $1
"""
# $1 run, $2 turn, $3 due, $4 why, $5 attempts
PUT_OFF = """
UPDATE sync_runs SET turn = turn + 1, due_at = $3, waits_for = $4, attempts = $5
WHERE id = $1 AND turn = $2 AND status = 'running'
"""
# $1 run, $2 status, $3 failure, $4 now, $5 differences
FINISH = """
UPDATE sync_runs SET status = $2, failure = $3, finished_at = $4, heartbeat_at = $4, differences = $5, waits_for = '',
    turn = turn + 1
WHERE id = $1
"""
# $1 now, $2 due when it is taken
TAKE_DUE = """
UPDATE sync_runs SET turn = turn + 1, due_at = $2, attempts = attempts + CASE WHEN waits_for = '' THEN 1 ELSE 0 END
WHERE id IN (SELECT id FROM sync_runs WHERE status = 'running' AND due_at <= $1 FOR UPDATE SKIP LOCKED)
RETURNING id, turn, attempts
"""
# $1 step, $2 phase, $3 cursor, $4 status, $5 now, $6 done, $7 total, then rows: $8 seen, $9 new, $10 changed,
# $11 ended, $12 unchanged, $13 refused
KEEP_STEP = """
UPDATE sync_steps SET phase = $2, cursor = $3, status = $4::text, started_at = coalesce(started_at, $5),
    finished_at = CASE WHEN $4::text = 'done' THEN $5 END, done = done + $6, total = coalesce(total, 0) + $7,
    seen = seen + $8, new = new + $9, changed = changed + $10, ended = ended + $11, unchanged = unchanged + $12,
    refused = refused + $13
WHERE id = $1
"""
FAIL_STEPS = "UPDATE sync_steps SET status = 'failed', finished_at = $2 WHERE run_id = $1 AND status = 'running'"
# $1 ids, $2 run, $3 part, $4 names
ADD_TARGETS = """
INSERT INTO sync_targets (id, run_id, part, name, seen)
SELECT id, $2, $3, name, 0 FROM unnest($1::uuid[], $4::text[]) AS given (id, name)
ON CONFLICT (run_id, part, name) DO NOTHING
"""
DROP_TARGETS = "DELETE FROM sync_targets WHERE run_id = $1"
# $1 ids, $2 run, $3 kinds, $4 names, $5 details, $6 fixed, $7 now
NOTE = """
INSERT INTO sync_differences (id, run_id, kind, name, detail, fixed, found_at)
SELECT id, $2, kind, name, detail, fixed, $7
FROM unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::bool[]) AS given (id, kind, name, detail, fixed)
"""
# $1 run
COUNT_KINDS = (
    "SELECT kind, fixed, count(*)::int AS kept FROM sync_differences WHERE run_id = $1 GROUP BY 1, 2 ORDER BY 1"
)
