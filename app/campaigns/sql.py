"""Set-based statements of touches and broadcasts."""

PLAN_TOUCHES = """
INSERT INTO sop_touches (id, step_id, chat_id, due_at, status)
SELECT id, step_id, chat_id, due_at, 'planned'
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS planned (id, step_id, chat_id, due_at)
ON CONFLICT (step_id, chat_id) DO NOTHING
"""
# The share lock on the SOP makes a pause wait for this claim, or this claim pass over a SOP being paused.
CLAIM_DUE = """
SELECT t.id, t.step_id, t.chat_id FROM sop_touches t
JOIN sop_steps s ON s.id = t.step_id
JOIN sops p ON p.id = s.sop_id
WHERE t.status = 'planned' AND t.due_at <= $1 AND p.status = 'active'
ORDER BY t.due_at, t.step_id, t.id LIMIT $2
FOR UPDATE OF t SKIP LOCKED FOR SHARE OF p SKIP LOCKED
"""
ADD_BROADCASTS = """
INSERT INTO sop_broadcasts (id, step_id, sender_userid, status, created_at, check_at)
SELECT id, step_id, sender_userid, 'planned', $4, $5
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS added (id, step_id, sender_userid)
"""
ASSIGN_TOUCHES = """
UPDATE sop_touches t SET status = 'claimed', broadcast_id = a.broadcast_id
FROM unnest($1::uuid[], $2::uuid[]) AS a (touch_id, broadcast_id) WHERE t.id = a.touch_id
"""
FAIL_TOUCHES = "UPDATE sop_touches SET status = 'failed' WHERE id = ANY($1::uuid[])"
FAIL_OVERDUE = """
UPDATE sop_touches SET status = 'failed'
WHERE status = 'planned' AND due_at < $2 AND step_id IN (SELECT id FROM sop_steps WHERE sop_id = $1)
"""
DRAFT = """
SELECT b.step_id, b.sender_userid, b.status, b.created_at, b.creating_since,
    ARRAY(SELECT chat_id FROM sop_touches t WHERE t.broadcast_id = b.id ORDER BY chat_id) AS chat_ids
FROM sop_broadcasts b WHERE b.id = $1 AND b.status IN ('planned', 'creating') FOR UPDATE
"""
START_CREATING = "UPDATE sop_broadcasts SET status = 'creating', creating_since = $2 WHERE id = $1"
PUT_BACK = "UPDATE sop_broadcasts SET status = 'planned' WHERE id = $1 AND status = 'creating'"
MARK_CREATED = """
UPDATE sop_broadcasts SET status = 'created', msgid = $2, check_at = $3 WHERE id = $1 AND status = 'creating'
"""
MARK_FAILED = """
UPDATE sop_broadcasts SET status = 'failed', failure = $2, done_at = $3
WHERE id = $1 AND status IN ('planned', 'creating')
"""
MOVE_TOUCHES = "UPDATE sop_touches SET status = $3 WHERE broadcast_id = $1 AND status = $2"
REFUSE_TOUCHES = """
UPDATE sop_touches SET status = 'not_delivered'
WHERE broadcast_id = $1 AND chat_id = ANY($2::text[]) AND status = 'claimed'
"""
RECORDED = "SELECT msgid FROM sop_broadcasts WHERE msgid = ANY($1::text[])"
TAKE_STUCK = """
UPDATE sop_broadcasts SET check_at = $2 WHERE id IN (
    SELECT id FROM sop_broadcasts WHERE status IN ('planned', 'creating') AND check_at <= $1
    ORDER BY check_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
TAKE_TO_CHECK = """
WITH due AS (
    SELECT id FROM sop_broadcasts WHERE status = 'created' AND check_at <= $1
    ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED)
UPDATE sop_broadcasts b SET check_at = $1 + least(greatest(($1 - b.created_at) / 4, $3::interval), $4::interval)
FROM due WHERE b.id = due.id RETURNING b.id, b.msgid, b.sender_userid, b.created_at
"""
SETTLE_TOUCHES = """
UPDATE sop_touches t SET status = r.status, delivered_at = r.at
FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS r (chat_id, status, at)
WHERE t.broadcast_id = $1 AND t.chat_id = r.chat_id AND t.status = 'created'
"""
# No row: it was told before.
MARK_CONFIRMED = """
UPDATE sop_broadcasts SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL RETURNING sender_userid
"""
MARK_DONE = """
UPDATE sop_broadcasts SET status = 'done', done_at = $2 WHERE id = $1 AND status = 'created'
AND NOT EXISTS (SELECT FROM sop_touches WHERE broadcast_id = $1 AND status = 'created')
"""
TOUCHED_CHATS = """
SELECT chat_id FROM sop_touches WHERE step_id = $1 AND chat_id = ANY($2::text[])
ORDER BY delivered_at DESC NULLS LAST, due_at DESC LIMIT 1
"""
PROGRESS = """
SELECT s.id, s.position, s.anchor, s.day, s.minute, s.at, s.text, s.product_id, touches.*, orders.*,
    ARRAY(SELECT DISTINCT failure FROM sop_broadcasts b WHERE b.step_id = s.id AND failure IS NOT NULL) AS failures
FROM sop_steps s
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE status = 'planned') AS planned,
        count(*) FILTER (WHERE status = 'claimed') AS claimed,
        count(*) FILTER (WHERE status = 'created') AS waiting_for_owner,
        count(*) FILTER (WHERE status = 'delivered') AS delivered,
        count(*) FILTER (WHERE status = 'not_delivered') AS not_delivered,
        count(*) FILTER (WHERE status = 'failed') AS failed
    FROM sop_touches WHERE step_id = s.id) AS touches
CROSS JOIN LATERAL (
    SELECT count(*) AS orders, coalesce(sum(amount), 0)::bigint AS order_amount
    FROM sop_step_orders WHERE step_id = s.id) AS orders
WHERE s.sop_id = $1 ORDER BY s.position
"""
# What is still to come or to be confirmed in a group. $1 chat, $2 how many.
STEPS_OF_GROUP = """
SELECT t.id, t.due_at, t.status, p.name AS sop, p.status AS sop_status, s.text, s.product_id
FROM sop_touches t JOIN sop_steps s ON s.id = t.step_id JOIN sops p ON p.id = s.sop_id
WHERE t.chat_id = $1 AND t.status IN ('planned', 'claimed', 'created') ORDER BY t.due_at, t.id LIMIT $2
"""
# $1 userid of the sender, $2 how many
TO_CONFIRM = """
SELECT b.id, b.created_at, p.name AS sop, s.text, s.product_id,
    (SELECT count(*) FROM sop_touches t WHERE t.broadcast_id = b.id AND t.status = 'created') AS groups
FROM sop_broadcasts b JOIN sop_steps s ON s.id = b.step_id JOIN sops p ON p.id = s.sop_id
WHERE b.sender_userid = $1 AND b.status = 'created' ORDER BY b.created_at DESC, b.id DESC LIMIT $2
"""
# $1 chat, $2 its owner now: broadcasts that wait for another owner's word about this group.
OF_FORMER_OWNERS = """
SELECT b.id, b.status, b.msgid, b.sender_userid FROM sop_broadcasts b
WHERE b.status IN ('planned', 'creating', 'created') AND b.sender_userid <> $2
    AND b.id IN (SELECT broadcast_id FROM sop_touches WHERE chat_id = $1 AND status IN ('claimed', 'created'))
ORDER BY b.id
"""
# $1 broadcast, $2 the state it was seen in, $3 now
CANCEL_BROADCAST = """
UPDATE sop_broadcasts SET status = 'cancelled', done_at = $3 WHERE id = $1 AND status = $2
"""
DUE_AGAIN = """
UPDATE sop_touches SET status = 'planned', broadcast_id = NULL
WHERE broadcast_id = $1 AND status IN ('claimed', 'created')
"""
