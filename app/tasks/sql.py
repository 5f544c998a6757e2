"""Set-based statements of guide tasks."""


def _next_reminder(after: str) -> str:
    """The first reminder of task t after a moment and its start, null when there is none."""
    at = "t.deadline_at - make_interval(mins => minutes::int)"
    return (
        f"(SELECT min({at}) FROM jsonb_array_elements_text(t.remind_before) AS minutes"
        f" WHERE {at} > greatest({after}, t.starts_at))"
    )


def _stands(progress: str, now: str) -> str:
    """What row r of task t is at a progress. Its status follows progress in both directions."""
    return f"""
    progress = {progress},
    done_at = CASE WHEN {progress} >= t.target THEN coalesce(r.done_at, {now}) END,
    status = CASE WHEN {progress} >= t.target THEN 'done' WHEN t.status = 'ended' THEN 'missed' ELSE 'open' END
"""


# $1 id, $2-$15 terms, $16 key, $17 hash of the request, $18 by, $19 now. No row: the key was used before.
ADD_DRAFT = """
INSERT INTO guide_tasks (id, title, description, kind, target, starts_at, deadline_at, audience, store_ids, staff_ids,
    product_id, channel_code_id, least_amount, remind_before, escalate_to, status, idempotency_key, request_hash,
    created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11, $12, $13, $14::jsonb, $15::jsonb, 'draft', $16,
    $17, $18, $19)
ON CONFLICT (created_by, idempotency_key) DO NOTHING RETURNING id
"""
EDIT_DRAFT = """
UPDATE guide_tasks SET title = $2, description = $3, kind = $4, target = $5, starts_at = $6, deadline_at = $7,
    audience = $8, store_ids = $9::jsonb, staff_ids = $10::jsonb, product_id = $11, channel_code_id = $12,
    least_amount = $13, remind_before = $14::jsonb, escalate_to = $15::jsonb
WHERE id = $1 AND status = 'draft'
"""
# $1 task, $2 now
PUBLISH = """
UPDATE guide_tasks SET status = 'published', published_at = $2, starts_at = greatest(starts_at, $2)
WHERE id = $1 AND status = 'draft' AND deadline_at > greatest(starts_at, $2)
RETURNING audience, store_ids, staff_ids
"""
# $1 task, $2 now, $3 how many at most, $4 audience, $5 its stores, $6 its guides
ASSIGN = f"""
INSERT INTO guide_task_rows (id, task_id, staff_id, store_id, status, progress, remind_at)
SELECT gen_random_uuid(), t.id, s.id, s.store_id, 'open', 0, {_next_reminder("$2")}
FROM guide_tasks t JOIN staff s ON s.active AND s.roles @> '["guide"]'
    AND ($4 = 'everyone' OR s.store_id = ANY($5::uuid[]) OR s.id = ANY($6::uuid[]))
WHERE t.id = $1 LIMIT $3
"""
# $1 task, $2 new target or null, $3 new deadline or null, $4 now
ADJUST = """
UPDATE guide_tasks SET target = coalesce($2, target), deadline_at = coalesce($3, deadline_at)
WHERE id = $1 AND status IN ('published', 'running') AND deadline_at > $4
"""
# $1 task, $2 now
ADJUST_ROWS = f"""
UPDATE guide_task_rows r SET {_stands("r.progress", "$2")}, remind_at = {_next_reminder("$2")}
FROM guide_tasks t WHERE t.id = $1 AND r.task_id = t.id AND r.status <> 'cancelled'
"""
CANCEL = """
UPDATE guide_tasks SET status = 'cancelled', ended_at = $2
WHERE id = $1 AND status IN ('draft', 'published', 'running')
"""
CANCEL_ROWS = "UPDATE guide_task_rows SET status = 'cancelled' WHERE task_id = $1 AND status = 'open'"

# $1 staff, $2 kinds, $3 source ref, $4 when it happened, $5 now: rows of these guides, or of who took them over, whose
# task is about that moment.
_CONCERNED = """
guide_task_rows mine
JOIN guide_tasks t ON t.id = mine.task_id AND t.kind = ANY($2::text[])
    AND t.status IN ('published', 'running', 'ended') AND t.starts_at <= $4 AND t.deadline_at > $4
JOIN guide_task_rows r ON r.id = coalesce(mine.heir_id, mine.id) AND r.status <> 'cancelled'
"""
# The locks in one order: two events of a guide touch the same rows.
_ADD = f"""
, sums AS (
    SELECT row_id, sum(amount)::bigint AS amount FROM counted GROUP BY row_id
), locked AS (
    SELECT id FROM guide_task_rows WHERE id IN (SELECT row_id FROM sums) ORDER BY id FOR NO KEY UPDATE
)
UPDATE guide_task_rows r SET {_stands("(r.progress + sums.amount)", "$5")}
FROM locked JOIN sums ON sums.row_id = locked.id, guide_tasks t WHERE r.id = locked.id AND t.id = r.task_id
"""
# ... $6 the channel code a friend came by, or null.
COUNT = f"""
WITH counted AS (
    INSERT INTO guide_task_facts (row_id, source_ref, amount, pieces, at)
    SELECT r.id, $3, 1, 0, $4 FROM {_CONCERNED}
    WHERE mine.staff_id = ANY($1::uuid[]) AND (t.channel_code_id IS NULL OR t.channel_code_id = $6)
    ORDER BY r.id
    ON CONFLICT (row_id, source_ref) DO NOTHING RETURNING row_id, amount
){_ADD}"""
# Of the goods of task t, given as $8 products, $9 fen, $10 pieces.
_GOODS = """
LATERAL (
    SELECT sum(amount)::bigint AS amount, sum(pieces)::bigint AS pieces
    FROM unnest($8::uuid[], $9::bigint[], $10::bigint[]) AS line (product_id, amount, pieces)
    WHERE t.product_id IS NULL OR line.product_id = t.product_id
) AS goods
"""
# ... $6 order, $7 fen of all its goods.
COUNT_ORDER = f"""
WITH counted AS (
    INSERT INTO guide_task_facts (row_id, source_ref, order_id, amount, pieces, at)
    SELECT r.id, $3, $6, CASE t.kind WHEN 'sales' THEN goods.amount ELSE 1 END, goods.pieces, $4
    FROM {_CONCERNED} CROSS JOIN {_GOODS}
    WHERE mine.staff_id = ANY($1::uuid[]) AND goods.pieces > 0 AND t.least_amount <= $7
    ORDER BY r.id
    ON CONFLICT (row_id, source_ref) DO NOTHING RETURNING row_id, amount
){_ADD}"""
# $2, $7 not used. An order counts as long as one of its pieces is kept; sales lose what was given back.
TAKE_BACK = f"""
WITH counted AS (
    INSERT INTO guide_task_facts (row_id, source_ref, order_id, amount, pieces, at)
    SELECT r.id, $3, $6,
        CASE WHEN t.kind = 'sales' THEN -goods.amount WHEN kept.pieces <= goods.pieces THEN -1 ELSE 0 END,
        -goods.pieces, $4
    FROM (
        SELECT row_id, sum(pieces) AS pieces FROM guide_task_facts WHERE order_id = $6 GROUP BY row_id
    ) AS kept
    JOIN guide_task_rows r ON r.id = kept.row_id AND r.status <> 'cancelled'
    JOIN guide_tasks t ON t.id = r.task_id AND t.status <> 'cancelled'
    CROSS JOIN {_GOODS}
    WHERE goods.pieces > 0 AND $1::uuid[] IS NOT NULL AND $2::text[] IS NOT NULL AND $7::bigint IS NOT NULL
    ORDER BY r.id
    ON CONFLICT (row_id, source_ref) DO NOTHING RETURNING row_id, amount
){_ADD}"""

# $1 now, $2 how many
BEGIN = """
UPDATE guide_tasks SET status = 'running' WHERE id IN (
    SELECT id FROM guide_tasks WHERE status = 'published' AND starts_at <= $1 ORDER BY id LIMIT $2
    FOR NO KEY UPDATE SKIP LOCKED)
"""
SOME_TO_END = "SELECT EXISTS (SELECT FROM guide_tasks WHERE status IN ('published', 'running') AND deadline_at <= $1)"
# $1 now, $2 how many, $3 how long after it who is late is told
END = """
UPDATE guide_tasks SET status = 'ended', ended_at = $1,
    escalate_at = CASE WHEN escalate_to <> '[]' THEN $1::timestamptz + $3::interval END
WHERE id IN (
    SELECT id FROM guide_tasks WHERE status IN ('published', 'running') AND deadline_at <= $1 ORDER BY id LIMIT $2
    FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id
"""
# Who was dismissed and left their row to nobody did not miss it.
END_ROWS = """
UPDATE guide_task_rows r SET status = CASE WHEN s.active THEN 'missed' ELSE 'cancelled' END
FROM staff s WHERE r.task_id = ANY($1::uuid[]) AND r.status = 'open' AND s.id = r.staff_id
"""
_TO_TELL = """
SELECT r.staff_id, r.progress, t.title, t.kind, t.target, t.deadline_at, t.description
FROM told r JOIN guide_tasks t ON t.id = r.task_id JOIN staff s ON s.id = r.staff_id
WHERE s.active AND t.status = 'running' AND t.deadline_at > $1 ORDER BY r.staff_id, t.deadline_at, t.id
"""
# $1 now, $2 how many guides. A guide's rows are taken together, so that they make one notice. Arrays, because the
# planner takes a set of unknown size for a small one and walks the other side once for each of its rows.
TAKE_UNTOLD = f"""
WITH guides AS (
    SELECT DISTINCT r.staff_id FROM guide_task_rows r JOIN guide_tasks t ON t.id = r.task_id AND t.status = 'running'
    WHERE r.status = 'open' AND r.told_at IS NULL ORDER BY r.staff_id LIMIT $2
), due AS (
    SELECT r.id FROM guide_task_rows r JOIN guide_tasks t ON t.id = r.task_id AND t.status = 'running'
    WHERE r.staff_id = ANY(ARRAY(SELECT staff_id FROM guides)) AND r.status = 'open' AND r.told_at IS NULL
    FOR NO KEY UPDATE OF r SKIP LOCKED
), told AS (
    UPDATE guide_task_rows r SET told_at = $1 WHERE r.id = ANY(ARRAY(SELECT id FROM due)) RETURNING r.*
){_TO_TELL}"""
TAKE_TO_REMIND = f"""
WITH guides AS (
    SELECT DISTINCT staff_id FROM guide_task_rows WHERE status = 'open' AND remind_at <= $1 ORDER BY staff_id LIMIT $2
), due AS (
    SELECT id FROM guide_task_rows
    WHERE staff_id = ANY(ARRAY(SELECT staff_id FROM guides)) AND status = 'open' AND remind_at <= $1
    FOR NO KEY UPDATE SKIP LOCKED
), told AS (
    UPDATE guide_task_rows r SET remind_at = {_next_reminder("$1")}
    FROM guide_tasks t WHERE r.id = ANY(ARRAY(SELECT id FROM due)) AND t.id = r.task_id RETURNING r.*
){_TO_TELL}"""
# $1 now
TAKE_TO_ESCALATE = """
UPDATE guide_tasks SET escalate_at = NULL WHERE id = (
    SELECT id FROM guide_tasks WHERE escalate_at <= $1 ORDER BY escalate_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id, title, kind, target, escalate_to
"""
# $1 task, $2 how many; `late` of `guides` over all of the task.
LATE = """
SELECT s.name, r.progress, count(*) FILTER (WHERE r.status = 'missed') OVER () AS late, count(*) OVER () AS guides
FROM guide_task_rows r JOIN staff s ON s.id = r.staff_id
WHERE r.task_id = $1 AND r.status <> 'cancelled'
ORDER BY r.status = 'missed' DESC, r.progress, s.name, r.id LIMIT $2
"""

# $1 from, $2 to, $3 now. Who once gave their row away, or was taken off, has it back. (from_row, to_row) per task.
ADD_HEIRS = f"""
WITH open AS (
    SELECT r.id, r.task_id FROM guide_task_rows r
    JOIN guide_tasks t ON t.id = r.task_id AND t.status IN ('published', 'running')
    WHERE r.staff_id = $1 AND r.status = 'open'
), heirs AS (
    INSERT INTO guide_task_rows AS old (id, task_id, staff_id, store_id, status, progress, remind_at)
    SELECT gen_random_uuid(), t.id, s.id, s.store_id, 'open', 0, {_next_reminder("$3")}
    FROM open JOIN guide_tasks t ON t.id = open.task_id JOIN staff s ON s.id = $2
    ON CONFLICT (task_id, staff_id) DO UPDATE
    SET heir_id = NULL, status = CASE old.status WHEN 'cancelled' THEN 'open' ELSE old.status END
    RETURNING id, task_id
)
SELECT open.id AS from_row, heirs.id AS to_row FROM open JOIN heirs USING (task_id)
"""
_PAIRS = "unnest($1::uuid[], $2::uuid[]) AS pair (old, new)"
LEAVE = f"""
UPDATE guide_task_rows r SET heir_id = pair.new, status = 'cancelled', progress = 0, remind_at = NULL
FROM {_PAIRS} WHERE (r.id = pair.old OR r.heir_id = pair.old) AND r.id <> pair.new
"""
DROP_DOUBLE_FACTS = f"""
DELETE FROM guide_task_facts f USING {_PAIRS}
WHERE f.row_id = pair.old AND EXISTS (
    SELECT FROM guide_task_facts other WHERE other.row_id = pair.new AND other.source_ref = f.source_ref)
"""
MOVE_FACTS = f"UPDATE guide_task_facts f SET row_id = pair.new FROM {_PAIRS} WHERE f.row_id = pair.old"
_COUNTED = "(SELECT coalesce(sum(amount), 0)::bigint FROM guide_task_facts f WHERE f.row_id = r.id)"
# $1 rows, $2 now
COUNT_AGAIN = f"""
UPDATE guide_task_rows r SET {_stands(_COUNTED, "$2")}
FROM guide_tasks t WHERE r.id = ANY($1::uuid[]) AND t.id = r.task_id
"""

_SHOWN = """
SELECT r.task_id, t.title, t.description, t.kind, t.target, t.starts_at, t.deadline_at, t.status AS task_status,
    r.status, r.progress, r.done_at
FROM guide_task_rows r JOIN guide_tasks t ON t.id = r.task_id
"""
# $1 staff, $2 since when ended tasks are shown, $3 how many
MINE = f"""
{_SHOWN} WHERE r.staff_id = $1 AND r.status <> 'cancelled'
    AND (t.status IN ('published', 'running') OR t.status = 'ended' AND t.ended_at >= $2)
ORDER BY t.status = 'ended', t.deadline_at, t.id LIMIT $3
"""
# $1 task, $2 the last guide seen or null, $3 store or null, $4 how many
GUIDES = """
SELECT r.staff_id, s.name, r.store_id, r.status, r.progress, r.done_at
FROM guide_task_rows r JOIN staff s ON s.id = r.staff_id
WHERE r.task_id = $1 AND ($2::uuid IS NULL OR r.staff_id > $2) AND ($3::uuid IS NULL OR r.store_id = $3)
ORDER BY r.staff_id LIMIT $4
"""
# Null store: guides of none.
TOTALS = """
SELECT store_id, count(*) FILTER (WHERE status <> 'cancelled') AS guides,
    count(*) FILTER (WHERE status = 'done') AS done, count(*) FILTER (WHERE status = 'missed') AS missed,
    sum(progress)::bigint AS progress
FROM guide_task_rows WHERE task_id = $1 GROUP BY store_id ORDER BY store_id NULLS LAST
"""
