"""Statements that decide and write at once."""

# $1 id, $2 external_userid, $3 staff, $4 member, $5 channel code, $6 when, $7 kind and $8 id of what they came by.
# No row: known, or older than what is known. Who comes back is no loss any more, and no news.
FOLLOW = """
WITH followed AS (
    INSERT INTO guide_follows AS old
        (id, external_userid, staff_id, member_id, channel_code_id, followed_at, came_by_kind, came_by_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (staff_id, external_userid) DO UPDATE
    SET member_id = excluded.member_id, followed_at = excluded.followed_at, ended_at = NULL, ended_by = NULL,
        channel_code_id =
            CASE WHEN excluded.came_by_id IS NULL THEN old.channel_code_id ELSE excluded.channel_code_id END,
        came_by_kind = coalesce(excluded.came_by_kind, old.came_by_kind),
        came_by_id = coalesce(excluded.came_by_id, old.came_by_id)
    WHERE old.followed_at < excluded.followed_at AND old.ended_at IS NULL OR old.ended_at <= excluded.followed_at
    RETURNING id
), recovered AS (
    UPDATE guide_losses l SET recovered_at = $6, tell_at = NULL
    FROM followed f WHERE l.follow_id = f.id AND l.recovered_at IS NULL AND l.at <= $6
)
SELECT id FROM followed
"""
HOLD_MEMBERS = "SELECT pg_advisory_xact_lock(turn) FROM unnest($1::bigint[]) AS turn"
# $1 members, $2 guides, $3 since, $4 locked until
KEEP_BONDS = """
INSERT INTO guide_attributions (member_id, staff_id, since, locked_until)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
ON CONFLICT (member_id) DO UPDATE
SET staff_id = excluded.staff_id, since = excluded.since, locked_until = excluded.locked_until
"""
# $1 members, $2 guides, $3 when they met, $4 whether only friends in the same store count: who was not the first.
LATER_FRIENDS = """
SELECT DISTINCT w.member_id, w.staff_id
FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS w (member_id, staff_id, at)
JOIN guide_follows f ON f.member_id = w.member_id AND f.staff_id <> w.staff_id AND f.followed_at < w.at
WHERE NOT $4 OR (SELECT store_id FROM staff WHERE id = f.staff_id) = (SELECT store_id FROM staff WHERE id = w.staff_id)
"""
# $1 old guide, $2 external_userids, $3 when each
END_TRANSFERRED = """
UPDATE guide_follows f SET ended_at = coalesce(f.ended_at, given.at), ended_by = 'handed_over'
FROM unnest($2::text[], $3::timestamptz[]) AS given (external_userid, at)
WHERE f.staff_id = $1 AND f.external_userid = given.external_userid AND f.followed_at <= given.at
    AND (f.ended_at IS NULL OR f.ended_at >= given.at)
"""
# $1 ids, $2 new guide, $3 external_userids, $4 members or null, $5 when each, $6 hand-over. A friendship that lasts
# stays as it is.
BEGIN_TRANSFERRED = """
INSERT INTO guide_follows AS old (id, external_userid, staff_id, member_id, followed_at, came_by_kind, came_by_id)
SELECT id, external_userid, $2, member_id, at, 'hand_over', $6
FROM unnest($1::uuid[], $3::text[], $4::uuid[], $5::timestamptz[]) AS given (id, external_userid, member_id, at)
WHERE member_id IS NOT NULL
ON CONFLICT (staff_id, external_userid) DO UPDATE
SET followed_at = excluded.followed_at, ended_at = NULL, ended_by = NULL, channel_code_id = NULL,
    came_by_kind = excluded.came_by_kind, came_by_id = excluded.came_by_id
WHERE old.ended_at <= excluded.followed_at
"""
# $1 new guide, $2 external_userids, $3 when each, $4 hand-over, $5 how far WeCom's times of one thing differ: what a
# callback or a sync has recorded before we knew why.
NAME_TRANSFERRED = """
UPDATE guide_follows f SET came_by_kind = 'hand_over', came_by_id = $4
FROM unnest($2::text[], $3::timestamptz[]) AS given (external_userid, at)
WHERE f.staff_id = $1 AND f.external_userid = given.external_userid AND f.came_by_id IS NULL
    AND f.followed_at BETWEEN given.at - $5::interval AND given.at + $5::interval
"""
# $1 ids, $2 staff, $3 kinds, $4 dedupe keys, $5 contents, $6 titles, $7 buttons as JSON, $8 members, $9 now
QUEUE_NOTICES = """
INSERT INTO guide_notices
    (id, staff_id, kind, dedupe_key, content, title, buttons, member_id, status, created_at)
SELECT id, staff_id, kind, dedupe_key, content, title, buttons, member_id, 'waiting', $9
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::uuid[])
    AS given (id, staff_id, kind, dedupe_key, content, title, buttons, member_id)
ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""
# $1 chat, $2 external_userids inside, $3 when
LEAVE_GROUP = """
UPDATE group_members SET left_at = $3 WHERE chat_id = $1 AND left_at IS NULL AND external_userid <> ALL($2::text[])
"""
# $1 chat, $2 ids, $3 external_userids, $4 times of joining, $5 states of the join ways
JOIN_GROUP = """
INSERT INTO group_members AS old (id, chat_id, external_userid, joined_at, state)
SELECT id, $1, external_userid, joined_at, state
FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[]) AS given (id, external_userid, joined_at, state)
ON CONFLICT (chat_id, external_userid) DO UPDATE
SET joined_at = excluded.joined_at, left_at = NULL, state = excluded.state
WHERE old.left_at IS NOT NULL OR old.joined_at <> excluded.joined_at OR old.state <> excluded.state
"""
# $1 chat, $2 name, $3 owner, $4 version, $5 created, $6 read since. No row: read before what is known was read.
KEEP_GROUP = """
INSERT INTO group_chats AS old (chat_id, name, owner_userid, member_version, created_at, synced_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (chat_id) DO UPDATE
SET name = excluded.name, owner_userid = excluded.owner_userid, member_version = excluded.member_version,
    synced_at = excluded.synced_at
WHERE old.synced_at < excluded.synced_at
"""
# $1 codes, $2 since
FRIENDS_SINCE = """
SELECT channel_code_id, staff_id, count(*) AS friends FROM guide_follows
WHERE channel_code_id = ANY($1::uuid[]) AND followed_at >= $2 GROUP BY 1, 2
"""
# $1 id, $2 staff, $3 member, $4 until
MUTE = """
INSERT INTO guide_mutes AS old (id, staff_id, member_id, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id, member_id) DO UPDATE SET until = greatest(old.until, excluded.until)
"""
# $1 staff, $2 members (pairs), $3 now
MUTED = """
SELECT m.member_id FROM unnest($1::uuid[], $2::uuid[]) AS given (staff_id, member_id)
JOIN guide_mutes m ON m.staff_id = given.staff_id AND m.member_id = given.member_id AND m.until > $3
"""
# $1 ids, $2 external_userids, $3 staff, $4 members, $5 since when, $6 kinds and $7 ids of what they came by. Only what
# FOLLOW would write.
FOLLOW_MANY = """
WITH followed AS (
    INSERT INTO guide_follows AS old
        (id, external_userid, staff_id, member_id, channel_code_id, followed_at, came_by_kind, came_by_id)
    SELECT id, external_userid, $3, member_id, CASE kind WHEN 'channel_code' THEN came_by_id END, followed_at, kind,
        came_by_id
    FROM unnest($1::uuid[], $2::text[], $4::uuid[], $5::timestamptz[], $6::text[], $7::uuid[])
        AS given (id, external_userid, member_id, followed_at, kind, came_by_id)
    ORDER BY external_userid
    ON CONFLICT (staff_id, external_userid) DO UPDATE
    SET member_id = excluded.member_id, followed_at = excluded.followed_at, ended_at = NULL, ended_by = NULL,
        channel_code_id =
            CASE WHEN excluded.came_by_id IS NULL THEN old.channel_code_id ELSE excluded.channel_code_id END,
        came_by_kind = coalesce(excluded.came_by_kind, old.came_by_kind),
        came_by_id = coalesce(excluded.came_by_id, old.came_by_id)
    WHERE old.followed_at < excluded.followed_at AND old.ended_at IS NULL OR old.ended_at <= excluded.followed_at
    RETURNING id, external_userid, followed_at, xmax = 0 AS created
), recovered AS (
    UPDATE guide_losses l SET recovered_at = f.followed_at, tell_at = NULL
    FROM followed f WHERE l.follow_id = f.id AND l.recovered_at IS NULL AND l.at <= f.followed_at
)
SELECT external_userid, created FROM followed
"""
# $1 staff, $2 external_userids listed, $3 begun before, $4 now
END_UNLISTED = """
UPDATE guide_follows SET ended_at = $4
WHERE staff_id = $1 AND ended_at IS NULL AND followed_at < $3
    AND NOT EXISTS (SELECT 1 FROM unnest($2::text[]) AS listed (id) WHERE listed.id = external_userid)
RETURNING external_userid, member_id
"""
# $1 after whom, $2 how many: the last of them
MEMBERS_AFTER = """
SELECT member_id FROM (
    SELECT DISTINCT member_id FROM guide_follows WHERE $1::uuid IS NULL OR member_id > $1 ORDER BY member_id LIMIT $2
) AS next ORDER BY member_id DESC LIMIT 1
"""
# $1 after whom, $2 up to whom: the first lasting friend of each who never had a guide.
FIRST_FRIENDS = """
SELECT DISTINCT ON (f.member_id) f.member_id, f.staff_id, f.followed_at FROM guide_follows f
WHERE ($1::uuid IS NULL OR f.member_id > $1) AND f.member_id <= $2 AND f.ended_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM guide_attributions a WHERE a.member_id = f.member_id)
    AND NOT EXISTS (SELECT 1 FROM guide_attribution_changes c WHERE c.member_id = f.member_id)
ORDER BY f.member_id, f.followed_at, f.id
"""
