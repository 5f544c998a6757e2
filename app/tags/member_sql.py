"""Statements on whose tags are which. Callers hold the locks of the members, so they do not decide on stale rows."""

# $1 lock numbers in order
LOCK_MEMBERS = "SELECT pg_advisory_xact_lock(k) FROM unnest($1::bigint[]) AS given (k)"
# $1 tags: while one is being put on members it is not deleted.
LIVE_TAGS = "SELECT id FROM tags WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR SHARE"
# $1 members, $2 tags, $3 source, $4 by whom, $5 when. The pairs that are new.
GIVE = """
INSERT INTO member_tags (id, member_id, tag_id, source, put_by, put_at)
SELECT gen_random_uuid(), member_id, tag_id, $3, $4, $5
FROM unnest($1::uuid[]) AS m (member_id) CROSS JOIN unnest($2::uuid[]) AS t (tag_id) ORDER BY member_id, tag_id
ON CONFLICT (member_id, tag_id) WHERE removed_at IS NULL DO NOTHING RETURNING member_id, tag_id
"""
# $1 members, $2 tags, $3 source, $4 by whom, $5 when. The pairs that are over.
TAKE = """
UPDATE member_tags SET removed_source = $3, removed_by = $4, removed_at = $5
WHERE member_id = ANY($1::uuid[]) AND tag_id = ANY($2::uuid[]) AND removed_at IS NULL RETURNING member_id, tag_id
"""
# $1 members, $2 staff, $3 read at. The follows of which nothing later was read.
READ_FOLLOWS = """
INSERT INTO tag_readings AS old (id, member_id, staff_id, read_at)
SELECT gen_random_uuid(), member_id, staff_id, $3 FROM unnest($1::uuid[], $2::uuid[]) AS given (member_id, staff_id)
ORDER BY member_id, staff_id
ON CONFLICT (member_id, staff_id) DO UPDATE SET read_at = excluded.read_at WHERE old.read_at < excluded.read_at
RETURNING member_id, staff_id
"""
# $1 members, $2 staff, $3 corp tags of these follows, $4 read at. What was not marked before, or so we thought.
MARK = """
INSERT INTO tag_marks AS old (id, member_id, staff_id, tag_id, marked, as_of)
SELECT gen_random_uuid(), given.member_id, given.staff_id, t.id, true, $4
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS given (member_id, staff_id, wecom_id)
JOIN tags t ON t.wecom_id = given.wecom_id ORDER BY given.member_id, given.staff_id, t.id
ON CONFLICT (member_id, staff_id, tag_id) DO UPDATE SET marked = true, taken_off_at = NULL, as_of = excluded.as_of
WHERE NOT old.marked AND old.as_of < excluded.as_of RETURNING member_id, tag_id
"""
# $1 members, $2 staff: the follows; $3, $4, $5 as in MARK; $6 read at, $7 when taken off
UNMARK = """
UPDATE tag_marks m SET marked = false, taken_off_at = $7, as_of = $6
FROM unnest($1::uuid[], $2::uuid[]) AS f (member_id, staff_id)
WHERE m.member_id = f.member_id AND m.staff_id = f.staff_id AND m.marked AND m.as_of < $6
  AND NOT EXISTS (
    SELECT FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS given (member_id, staff_id, wecom_id)
    JOIN tags t ON t.wecom_id = given.wecom_id
    WHERE given.member_id = m.member_id AND given.staff_id = m.staff_id AND t.id = m.tag_id)
RETURNING m.member_id, m.tag_id
"""
# $1 members, $2 tags (pairs), $3 when. Those that nobody of us took off later than that.
PUT_SEEN = """
INSERT INTO member_tags (id, member_id, tag_id, source, put_at)
SELECT gen_random_uuid(), given.member_id, given.tag_id, 'wecom', $3
FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS pair (member_id, tag_id)) AS given
WHERE NOT EXISTS (
    SELECT FROM member_tags past
    WHERE past.member_id = given.member_id AND past.tag_id = given.tag_id AND past.removed_at > $3
      AND past.removed_source <> 'wecom')
ORDER BY given.member_id, given.tag_id
ON CONFLICT (member_id, tag_id) WHERE removed_at IS NULL DO NOTHING RETURNING member_id, tag_id
"""
# $1 members, $2 tags (pairs), $3 when. Those that no guide's customer has any more and nobody of us put there later.
END_SEEN = """
UPDATE member_tags mt SET removed_source = 'wecom', removed_by = NULL, removed_at = $3
FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS pair (member_id, tag_id)) AS given
WHERE mt.member_id = given.member_id AND mt.tag_id = given.tag_id AND mt.removed_at IS NULL
  AND (mt.put_at <= $3 OR mt.source = 'wecom')
  AND NOT EXISTS (
    SELECT FROM tag_marks m WHERE m.member_id = mt.member_id AND m.tag_id = mt.tag_id AND m.marked)
RETURNING mt.member_id, mt.tag_id
"""
# $1 members, $2 staff; $3 when. What was read before is stale.
UNFOLLOW = "DELETE FROM tag_marks WHERE member_id = ANY($1::uuid[]) AND staff_id = $2"
READ_NOTHING = """
INSERT INTO tag_readings AS old (id, member_id, staff_id, read_at)
SELECT gen_random_uuid(), member_id, $2, $3 FROM unnest($1::uuid[]) AS given (member_id) ORDER BY member_id
ON CONFLICT (member_id, staff_id) DO UPDATE SET read_at = greatest(old.read_at, excluded.read_at)
"""
# $1 member, $2 staff, $3 put there, $4 taken off, $5 when the call was over
MARKED = """
INSERT INTO tag_marks AS old (id, member_id, staff_id, tag_id, marked, as_of)
SELECT gen_random_uuid(), $1, $2, tag_id, marked, $5
FROM (SELECT unnest($3::uuid[]) AS tag_id, true AS marked UNION ALL SELECT unnest($4::uuid[]), false) AS given
ORDER BY tag_id
ON CONFLICT (member_id, staff_id, tag_id)
DO UPDATE SET marked = excluded.marked, taken_off_at = NULL, as_of = excluded.as_of
"""
# $1 member: their tags that WeCom knows, live or marked for one of the guides
STANDING = """
SELECT t.id, t.wecom_id, mt.source, mt.put_at
FROM tags t LEFT JOIN member_tags mt ON mt.tag_id = t.id AND mt.member_id = $1 AND mt.removed_at IS NULL
WHERE t.wecom_id IS NOT NULL AND t.deleted_at IS NULL
  AND t.id IN (SELECT tag_id FROM member_tags WHERE member_id = $1 AND removed_at IS NULL
               UNION SELECT tag_id FROM tag_marks WHERE member_id = $1)
"""
MARKS = "SELECT staff_id, tag_id, marked, taken_off_at FROM tag_marks WHERE member_id = $1"
# $1 member, $2 claim, $3 now, $4 until
CLAIM = """
INSERT INTO tag_markings AS old (member_id, claim, claimed_until) VALUES ($1, $2, $4)
ON CONFLICT (member_id) DO UPDATE SET claim = excluded.claim, claimed_until = excluded.claimed_until
WHERE old.claimed_until <= $3 RETURNING claim
"""
RELEASE = "DELETE FROM tag_markings WHERE member_id = $1 AND claim = $2"
# $1 tag, $2 after, $3 at most
HOLDERS = """
SELECT member_id FROM member_tags WHERE tag_id = $1 AND removed_at IS NULL AND ($2::uuid IS NULL OR member_id > $2)
ORDER BY member_id LIMIT $3
"""
