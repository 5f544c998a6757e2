"""Set-based statements of hand-overs."""

# $1 hand-over, $2 ids, $3 pairs, $4 external_userids, $5 members. Who is on the way already does not come back.
PLAN_CUSTOMERS = """
INSERT INTO hand_over_customers (id, hand_over_id, pair_id, external_userid, member_id, state)
SELECT id, $1, pair_id, external_userid, member_id, 'planned'
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[]) AS given (id, pair_id, external_userid, member_id)
ON CONFLICT DO NOTHING RETURNING id
"""
# As before, with $6 why not, $7 now.
REFUSE_CUSTOMERS = """
INSERT INTO hand_over_customers (id, hand_over_id, pair_id, external_userid, member_id, state, reason, ended_at)
SELECT id, $1, pair_id, external_userid, member_id, 'failed', $6, $7
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[]) AS given (id, pair_id, external_userid, member_id)
"""
# $1 hand-over, $2 ids, $3 pairs, $4 chats
PLAN_GROUPS = """
INSERT INTO hand_over_groups (id, hand_over_id, pair_id, chat_id, state)
SELECT id, $1, pair_id, chat_id, 'planned'
FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS given (id, pair_id, chat_id)
ON CONFLICT DO NOTHING RETURNING id
"""
# $1 now, $2 until when nobody else takes it, $3 how many
TAKE_DUE = """
UPDATE hand_over_pairs SET due_at = $2 WHERE id IN (
    SELECT id FROM hand_over_pairs WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
PAIR = """
SELECT p.id, p.to_staff_id, h.id AS hand_over_id, h.from_staff_id, h.resigned, h.message, h.commission, h.created_by,
    h.created_at
FROM hand_over_pairs p JOIN hand_overs h ON h.id = p.hand_over_id WHERE p.id = $1
"""
# $1 pair, $2 now, $3 how many
CLAIM_CUSTOMERS = """
UPDATE hand_over_customers SET state = 'begun', begun_at = $2 WHERE id IN (
    SELECT id FROM hand_over_customers WHERE pair_id = $1 AND state = 'planned' ORDER BY id LIMIT $3
    FOR UPDATE SKIP LOCKED)
RETURNING external_userid AS id
"""
CLAIM_GROUPS = """
UPDATE hand_over_groups SET state = 'begun', begun_at = $2 WHERE id IN (
    SELECT id FROM hand_over_groups WHERE pair_id = $1 AND state = 'planned' ORDER BY id LIMIT $3
    FOR UPDATE SKIP LOCKED)
RETURNING chat_id AS id
"""
# $1 pair, $2 external_userids, $3 begun not after
PUT_BACK_CUSTOMERS = """
UPDATE hand_over_customers SET state = 'planned', begun_at = NULL
WHERE pair_id = $1 AND external_userid = ANY($2::text[]) AND state = 'begun' AND begun_at <= $3
"""
PUT_BACK_GROUPS = """
UPDATE hand_over_groups SET state = 'planned', begun_at = NULL
WHERE pair_id = $1 AND chat_id = ANY($2::text[]) AND state = 'begun' AND begun_at <= $3
"""
# $1 pair, $2 external_userids, $3 states, $4 reasons, $5 takeover times, $6 now. Who is further by now stays there.
SETTLE_CUSTOMERS = """
UPDATE hand_over_customers c SET state = r.state, reason = r.reason, takeover_at = coalesce(r.at, c.takeover_at),
    ended_at = CASE WHEN r.state <> 'waiting' THEN $6::timestamptz END
FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS r (external_userid, state, reason, at)
WHERE c.pair_id = $1 AND c.external_userid = r.external_userid
    AND (c.state = 'begun' OR c.state = 'waiting' AND r.state <> 'waiting')
RETURNING c.external_userid, c.member_id, c.state, c.takeover_at
"""
# $1 pair, $2 chats, $3 states, $4 reasons, $5 now
SETTLE_GROUPS = """
UPDATE hand_over_groups g SET state = r.state, reason = r.reason, ended_at = $5
FROM unnest($2::text[], $3::text[], $4::text[]) AS r (chat_id, state, reason)
WHERE g.pair_id = $1 AND g.chat_id = r.chat_id AND g.state = 'begun'
"""
# $1 successor, $2 external_userid, $3 state, $4 reason, $5 now, $6 begun not after
FAIL_TRANSFER = """
UPDATE hand_over_customers c SET state = $3, reason = $4, ended_at = $5 FROM hand_over_pairs p
WHERE p.id = c.pair_id AND p.to_staff_id = $1 AND c.external_userid = $2 AND c.state IN ('begun', 'waiting')
    AND c.begun_at <= $6
"""
# $1 guide, $2 external_userid, $3 now
HASTEN = """
UPDATE hand_over_pairs p SET due_at = $3 FROM hand_over_customers c, hand_overs h
WHERE c.pair_id = p.id AND h.id = p.hand_over_id AND h.from_staff_id = $1 AND c.external_userid = $2
    AND c.state IN ('begun', 'waiting') AND p.due_at > $3
"""
# $1 pair, $2 begun before, $3 reason, $4 now
GIVE_UP = """
UPDATE hand_over_customers SET state = 'failed', reason = $3, ended_at = $4
WHERE pair_id = $1 AND state = 'waiting' AND begun_at < $2
"""
# What of a pair ($1) is open, and when the next waiting one is due after now ($2).
STATES = """
SELECT bool_or(state IN ('planned', 'begun')) AS unsent, bool_or(state = 'waiting') AS waiting,
    min(takeover_at) FILTER (WHERE state = 'waiting' AND takeover_at > $2) AS takeover_at
FROM (
    SELECT state, takeover_at FROM hand_over_customers
    WHERE pair_id = $1 AND state IN ('planned', 'begun', 'waiting')
    UNION ALL SELECT state, NULL FROM hand_over_groups WHERE pair_id = $1 AND state IN ('planned', 'begun')) open
"""
CANCEL_CUSTOMERS = """
UPDATE hand_over_customers SET state = 'cancelled', ended_at = $2 WHERE hand_over_id = $1 AND state = 'planned'
"""
CANCEL_GROUPS = """
UPDATE hand_over_groups SET state = 'cancelled', ended_at = $2 WHERE hand_over_id = $1 AND state = 'planned'
"""
COUNTS = """
SELECT hand_over_id, 'customers' AS of, state, count(*) AS n FROM hand_over_customers
WHERE hand_over_id = ANY($1::uuid[]) GROUP BY 1, 3
UNION ALL
SELECT hand_over_id, 'groups', state, count(*) FROM hand_over_groups
WHERE hand_over_id = ANY($1::uuid[]) GROUP BY 1, 3
"""
# $1 ids, $2 userids, $3 external_userids, $4 times of leaving, $5 now
KEEP_UNASSIGNED = """
INSERT INTO hand_over_unassigned (id, userid, external_userid, left_at, seen_at)
SELECT id, userid, external_userid, left_at, $5
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS given (id, userid, external_userid, left_at)
ON CONFLICT (userid, external_userid) DO UPDATE SET left_at = excluded.left_at, seen_at = excluded.seen_at
"""
# Of each who has left: how many customers wait, and for how many of them a hand-over is under way.
UNASSIGNED = """
SELECT u.userid, min(u.left_at) AS left_at, max(u.seen_at) AS seen_at, count(*) AS customers,
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM hand_over_customers c WHERE c.external_userid = u.external_userid
            AND c.state IN ('planned', 'begun', 'waiting'))) AS under_way
FROM hand_over_unassigned u WHERE u.userid > $1 GROUP BY u.userid ORDER BY u.userid LIMIT $2
"""
# $1 external_userids, $2 successor
ON_THE_WAY = """
SELECT EXISTS (
    SELECT FROM hand_over_customers c JOIN hand_over_pairs p ON p.id = c.pair_id
    WHERE c.external_userid = ANY($1::text[]) AND c.state IN ('begun', 'waiting') AND p.to_staff_id = $2)
"""
