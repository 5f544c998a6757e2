"""Statements of friendships that ended."""

# $1 staff, $2 external_userid, $3 when, $4 by whom. No row: not friends then, or friends anew since.
END = """
UPDATE guide_follows SET ended_at = $3, ended_by = $4
WHERE staff_id = $1 AND external_userid = $2 AND ended_at IS NULL AND followed_at <= $3
RETURNING id, member_id, followed_at
"""
# $1 loss, $2 orders, $3 fen, $4 when to tell. Once; who came back meanwhile is not told of.
WEIGH = """
UPDATE guide_losses SET orders = $2, spent = $3, tell_at = CASE WHEN recovered_at IS NULL THEN $4::timestamptz END
WHERE id = $1 AND orders IS NULL RETURNING staff_id, by, at
"""
# $1 staff, $2 from, $3 before
DELETED_BY_GUIDE = """
SELECT count(*) FROM guide_losses WHERE staff_id = $1 AND by = 'guide' AND at >= $2 AND at < $3
"""
# $1 id, $2 staff, $3 day, $4 due
WARN = """
INSERT INTO guide_loss_warnings (id, staff_id, day, due_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id, day) DO NOTHING
"""
# $1 now, $2 how many. Taken is told, or put off again, in the same transaction.
TAKE_LOSSES = """
UPDATE guide_losses SET tell_at = NULL
WHERE id IN (SELECT id FROM guide_losses WHERE tell_at <= $1 ORDER BY tell_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, member_id, staff_id, by, at, friends_since, orders, spent
"""
TAKE_WARNINGS = """
UPDATE guide_loss_warnings SET due_at = NULL
WHERE id IN (SELECT id FROM guide_loss_warnings WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, staff_id, day
"""
# $1 now, $2 until
PUT_OFF_LOSSES = "UPDATE guide_losses SET tell_at = $2 WHERE tell_at <= $1"
PUT_OFF_WARNINGS = "UPDATE guide_loss_warnings SET due_at = $2 WHERE due_at <= $1"
# $1 terms, $2 now
SET_POLICY = """
INSERT INTO guide_loss_policy (id, terms, updated_at) VALUES (1, $1, $2)
ON CONFLICT (id) DO UPDATE SET terms = excluded.terms, updated_at = excluded.updated_at
"""
# $1 staff, $2 member, $3 when it was told, $4 reasons as JSON. The loss that was told of then: the last one before.
SAY_WHY = """
UPDATE guide_losses SET reasons = $4
WHERE id = (SELECT id FROM guide_losses WHERE staff_id = $1 AND member_id = $2 AND at <= $3 ORDER BY at DESC LIMIT 1)
"""
