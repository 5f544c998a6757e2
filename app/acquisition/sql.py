"""Statements on channel codes and welcomes."""

# $1 id, $2 welcome code, $3 external_userid, $4 channel code, $5 deadline, $6 whose friend
OWE_WELCOME = """
INSERT INTO guide_welcomes (id, welcome_code, external_userid, channel_code_id, status, deadline_at, userid)
VALUES ($1, $2, $3, $4, 'waiting', $5, $6) ON CONFLICT (welcome_code) DO NOTHING RETURNING id
"""
# $1 code, $2 claim, $3 until. What WeCom knows is unknown from here until it has answered.
CLAIM = "UPDATE channel_codes SET claim = $2, claimed_until = $3, told = NULL WHERE id = $1"
# $1 code, $2 claim, $3 what WeCom knows, null when that is not known, $4 failure, $5 when to look again
RELEASE = """
UPDATE channel_codes SET claim = NULL, claimed_until = NULL, told = $3::jsonb, failure = $4, due_at = $5
WHERE id = $1 AND claim = $2
"""
# $1 code, $2 claim
LOSE = """
UPDATE channel_codes SET status = 'lost', claim = NULL, claimed_until = NULL, failure = $3
WHERE id = $1 AND claim = $2 AND status = 'live'
"""
# $1 now, $2 how many
TAKE_DUE = """
SELECT id FROM channel_codes WHERE status = 'live' AND due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
"""
# $1 codes, $2 when to look at each again
PUT_OFF = """
UPDATE channel_codes c SET due_at = given.due_at FROM unnest($1::uuid[], $2::timestamptz[]) AS given (id, due_at)
WHERE c.id = given.id
"""
# $1 config_ids at WeCom, $2 how many
UNKNOWN_WAYS = """
SELECT config_id FROM unnest($1::text[]) AS listed (config_id)
WHERE NOT EXISTS (SELECT FROM channel_codes c WHERE c.config_id = listed.config_id)
  AND NOT EXISTS (SELECT FROM channel_code_differences d WHERE d.config_id = listed.config_id)
LIMIT $2
"""
# $1 config_ids at WeCom, $2 now. A second way that is gone, or a code that has a way again or is over.
RESOLVE_DIFFERENCES = """
UPDATE channel_code_differences d SET resolved_at = $2
WHERE resolved_at IS NULL AND CASE kind
    WHEN 'gone' THEN NOT EXISTS (SELECT FROM channel_codes c WHERE c.id = d.channel_code_id AND c.status = 'lost')
    WHEN 'foreign' THEN false
    ELSE d.config_id <> ALL($1::text[]) END
"""
# $1 now, $2 its next time. One link whose customers are to be read.
TAKE_COUNT = """
UPDATE acquisition_links SET count_at = $2 WHERE id = (
    SELECT id FROM acquisition_links WHERE status = 'live' AND count_at <= $1
    ORDER BY count_at LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""
# $1 link, $2 ids, $3 channels, $4 external_userids, $5 userids, $6 who has written, $7 now. A page may name one twice.
KEEP_WON = """
INSERT INTO acquisition_link_customers AS old (id, link_id, channel_id, external_userid, userid, chatted, seen_at)
SELECT DISTINCT ON (external_userid, userid) id, $1, channel_id, external_userid, userid, chatted, $7
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bool[])
    AS given (id, channel_id, external_userid, userid, chatted)
ORDER BY external_userid, userid, chatted DESC
ON CONFLICT (link_id, external_userid, userid) DO UPDATE
SET channel_id = coalesce(excluded.channel_id, old.channel_id), chatted = old.chatted OR excluded.chatted
WHERE old.channel_id IS DISTINCT FROM coalesce(excluded.channel_id, old.channel_id)
   OR (excluded.chatted AND NOT old.chatted)
"""
KEEP_QUOTA = """
INSERT INTO acquisition_quota (id, total, balance, expiring, read_at) VALUES (1, $1, $2, 0, $3)
ON CONFLICT (id) DO UPDATE SET total = excluded.total, balance = excluded.balance, read_at = excluded.read_at
"""
