"""Statements that bring our tag library in line with WeCom's. $1 when reading began; what was read later stays.

A row with `owed_since` after $2, the time of WeCom's event, keeps what we wrote; it is WeCom who will be told.
"""

# $1 read at, $2 ids at WeCom, $3 names: ours, not yet known there, of the same name.
ADOPT_GROUPS = """
UPDATE tag_groups g SET wecom_id = given.id, seen_at = $1
FROM unnest($2::text[], $3::text[]) AS given (id, name)
WHERE g.mirrored AND g.wecom_id IS NULL AND g.deleted_at IS NULL AND g.name = given.name
  AND NOT EXISTS (SELECT FROM tag_groups known WHERE known.wecom_id = given.id)
"""
# $1 read at, $2 event, $3 ids at WeCom, $4 names, $5 priorities
PLACE_GROUPS = """
WITH given AS (SELECT * FROM unnest($3::text[], $4::text[], $5::bigint[]) AS given (wecom_id, name, priority)),
before AS (
    SELECT wecom_id, name, priority, deleted_at FROM tag_groups WHERE wecom_id = ANY($3::text[])
),
placed AS (
    INSERT INTO tag_groups AS old (id, name, priority, mirrored, origin, wecom_id, seen_at, created_at)
    SELECT gen_random_uuid(), name, priority, true, 'wecom', wecom_id, $1, $1 FROM given ORDER BY wecom_id
    ON CONFLICT (wecom_id) DO UPDATE SET seen_at = excluded.seen_at,
        name = CASE WHEN old.owed_since > $2 THEN old.name ELSE excluded.name END,
        priority = CASE WHEN old.owed_since > $2 THEN old.priority ELSE excluded.priority END,
        deleted_at = CASE WHEN old.owed_since IS NULL THEN NULL ELSE old.deleted_at END
    WHERE old.seen_at IS NULL OR old.seen_at < excluded.seen_at
    RETURNING wecom_id, name, priority, deleted_at
)
SELECT count(*) FILTER (WHERE before.wecom_id IS NULL) AS added,
    count(*) FILTER (WHERE before.wecom_id IS NOT NULL AND (before.name, before.priority, before.deleted_at)
        IS DISTINCT FROM (placed.name, placed.priority, placed.deleted_at)) AS changed
FROM placed LEFT JOIN before USING (wecom_id)
"""
# $1 read at, $2 ids at WeCom, $3 names, $4 their groups at WeCom
ADOPT_TAGS = """
UPDATE tags t SET wecom_id = given.id, seen_at = $1, owed_since = NULL
FROM unnest($2::text[], $3::text[], $4::text[]) AS given (id, name, group_id)
JOIN tag_groups g ON g.wecom_id = given.group_id
WHERE t.group_id = g.id AND t.wecom_id IS NULL AND t.deleted_at IS NULL AND t.name = given.name
  AND NOT EXISTS (SELECT FROM tags known WHERE known.wecom_id = given.id)
RETURNING t.id
"""
# $1 read at, $2 event, $3 ids at WeCom, $4 names, $5 priorities, $6 their groups at WeCom
PLACE_TAGS = """
WITH given AS (
    SELECT given.wecom_id, given.name, given.priority, g.id AS group_id
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) AS given (wecom_id, name, priority, group_wecom_id)
    JOIN tag_groups g ON g.wecom_id = given.group_wecom_id
),
before AS (
    SELECT wecom_id, name, priority, group_id, deleted_at FROM tags WHERE wecom_id = ANY($3::text[])
),
placed AS (
    INSERT INTO tags AS old (id, group_id, name, priority, origin, wecom_id, seen_at, created_at)
    SELECT gen_random_uuid(), group_id, name, priority, 'wecom', wecom_id, $1, $1 FROM given ORDER BY wecom_id
    ON CONFLICT (wecom_id) DO UPDATE SET seen_at = excluded.seen_at, group_id = excluded.group_id,
        name = CASE WHEN old.owed_since > $2 THEN old.name ELSE excluded.name END,
        priority = CASE WHEN old.owed_since > $2 THEN old.priority ELSE excluded.priority END,
        deleted_at = CASE WHEN old.owed_since IS NULL THEN NULL ELSE old.deleted_at END
    WHERE old.seen_at IS NULL OR old.seen_at < excluded.seen_at
    RETURNING wecom_id, name, priority, group_id, deleted_at
)
SELECT count(*) FILTER (WHERE before.wecom_id IS NULL) AS added,
    count(*) FILTER (WHERE before.wecom_id IS NOT NULL
        AND (before.name, before.priority, before.group_id, before.deleted_at)
        IS DISTINCT FROM (placed.name, placed.priority, placed.group_id, placed.deleted_at)) AS changed
FROM placed LEFT JOIN before USING (wecom_id)
"""
# $1 read at, $2 the tags that were asked for, $3 the groups; both null: all were. What was not seen is gone.
END_TAGS = """
UPDATE tags t SET deleted_at = $1, seen_at = $1, owed_since = NULL FROM tag_groups g
WHERE g.id = t.group_id AND t.wecom_id IS NOT NULL AND t.deleted_at IS NULL AND t.seen_at < $1
  AND ($2::text[] IS NULL OR t.wecom_id = ANY($2)) AND ($3::text[] IS NULL OR g.wecom_id = ANY($3))
"""
# A group whose last tag went is gone there with it. Ours keeps what it has that WeCom does not know yet.
END_GROUPS = """
UPDATE tag_groups g SET deleted_at = $1, seen_at = $1, owed_since = NULL
WHERE g.wecom_id IS NOT NULL AND g.deleted_at IS NULL AND g.seen_at < $1
  AND $2::text[] IS NULL AND ($3::text[] IS NULL OR g.wecom_id = ANY($3))
  AND NOT EXISTS (SELECT FROM tags t WHERE t.group_id = g.id AND t.deleted_at IS NULL)
"""
