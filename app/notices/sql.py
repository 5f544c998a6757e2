"""Statements of notices. A transaction locks the notice before the quota, and quotas by template."""

# $1 id, $2 openid, $3 template, $4 now, $5 whether the platform tells of accepts, $6 most. An accept that the platform
# tells of counts then, not here; for the first of a pair it is not known yet whether it will.
SAY_ACCEPT = """
INSERT INTO notice_quotas AS q (id, openid, template_id, remaining, said_at, updated_at) VALUES ($1, $2, $3, 1, $4, $4)
ON CONFLICT (openid, template_id) DO UPDATE
SET remaining = q.remaining + 1, said_at = $4, updated_at = $4
WHERE q.remaining < $6 AND NOT ($5 AND q.pushed_at IS NOT NULL)
"""
# $1 id, $2 openid, $3 template, $4 now, $5 since when the client's word was about the same accept
PUSH_ACCEPT = """
INSERT INTO notice_quotas AS q (id, openid, template_id, remaining, pushed_at, updated_at)
VALUES ($1, $2, $3, 1, $4, $4)
ON CONFLICT (openid, template_id) DO UPDATE
SET remaining = q.remaining + CASE WHEN q.said_at >= $5 THEN 0 ELSE 1 END, said_at = NULL, pushed_at = $4,
    updated_at = $4
"""
# $1 openid, $2 template, $3 now
NONE_LEFT = "UPDATE notice_quotas SET remaining = 0, updated_at = $3 WHERE openid = $1 AND template_id = $2"
GIVE_BACK = """
UPDATE notice_quotas SET remaining = remaining + 1, updated_at = $3 WHERE openid = $1 AND template_id = $2
"""
# $1 openids, $2 template, $3 now. The inner lock waits for others at the row and then looks again.
TAKE_QUOTA = """
UPDATE notice_quotas SET remaining = remaining - 1, updated_at = $3
WHERE id = (
    SELECT id FROM notice_quotas WHERE openid = ANY($1::text[]) AND template_id = $2 AND remaining > 0
    ORDER BY id LIMIT 1 FOR UPDATE
)
RETURNING openid
"""

# $1 id, $2 source_ref, $3 member, $4 kind, $5 facts, $6 now, $7 due
QUEUE = """
INSERT INTO member_notices
    (id, source_ref, member_id, kind, facts, status, attempts, due_at, openid, template_id, error, created_at)
VALUES ($1, $2, $3, $4, $5, 'queued', 0, $7, '', '', '', $6)
ON CONFLICT (source_ref) DO NOTHING RETURNING id
"""
DUE = "SELECT id FROM member_notices WHERE due_at <= $1 AND status = 'queued' ORDER BY due_at LIMIT $2"
# $1 id, $2 until when it may take
CLAIM = """
UPDATE member_notices SET status = 'sending', attempts = attempts + 1, due_at = $2
WHERE id = $1 AND status = 'queued' RETURNING member_id, kind, facts, attempts
"""
# $1 id, $2 attempt, $3 status, $4 error, $5 due, $6 msgid, $7 ended
END = """
UPDATE member_notices SET status = $3, error = $4, due_at = $5, msgid = $6, ended_at = $7
WHERE id = $1 AND status = 'sending' AND attempts = $2
"""
# $1 now: who should have ended it has died.
LOSE = """
UPDATE member_notices SET status = 'unknown', error = 'the sender died before the answer', due_at = NULL, ended_at = $1
WHERE status = 'sending' AND due_at <= $1
"""
# $1 msgid, $2 openid, $3 template, $4 status, $5 error, $6 now. Without a known msgid: the one whose answer is missing.
REPORT = """
UPDATE member_notices SET status = $4, error = $5, due_at = NULL, ended_at = $6, msgid = $1
WHERE id = (
    SELECT id FROM member_notices
    WHERE msgid = $1 AND status IN ('sent', 'sending', 'unknown') OR (
        msgid IS NULL AND openid = $2 AND template_id = $3 AND status IN ('sending', 'unknown')
        AND NOT EXISTS (SELECT 1 FROM member_notices WHERE msgid = $1))
    ORDER BY id LIMIT 1
)
"""
# $1 id, $2 key, $3 event, $4 openid, $5 now
KEEP_PUSH = """
INSERT INTO miniprogram_pushes (id, dedupe_key, event, openid, received_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""
