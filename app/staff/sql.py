"""Statements over many staff at once."""

# $1 ids, $2 userids, $3 names, $4 active, $5 departments, $6 roles as JSON, $7 now, $8 read since.
# Who was read alone in the meantime is newer than the list.
UPSERT_MEMBERS = """
INSERT INTO staff (id, userid, name, active, department_id, roles, created_at)
SELECT id, userid, name, active, department_id, $6::jsonb, $7
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[], $5::bigint[])
    AS given (id, userid, name, active, department_id)
ORDER BY userid
ON CONFLICT (userid) DO UPDATE
SET name = excluded.name, active = excluded.active, department_id = excluded.department_id
WHERE (staff.name, staff.active, staff.department_id)
    IS DISTINCT FROM (excluded.name, excluded.active, excluded.department_id)
    AND (staff.read_at IS NULL OR staff.read_at < $8)
RETURNING userid, xmax = 0 AS created
"""
# $1 userids, $2 read since. Staff with a login of their own stay: they may never have been in the WeCom directory.
DISMISS_OTHERS = """
UPDATE staff SET active = false
WHERE active AND login_name IS NULL AND userid <> ALL($1::text[]) AND (read_at IS NULL OR read_at < $2)
RETURNING userid
"""
# $1 id, $2 userid, $3 name, $4 active, $5 department, $6 roles as JSON, $7 now, $8 read at
READ_MEMBER = """
INSERT INTO staff (id, userid, name, active, department_id, roles, created_at, read_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
ON CONFLICT (userid) DO UPDATE
SET name = excluded.name, active = excluded.active, department_id = excluded.department_id, read_at = excluded.read_at
WHERE staff.read_at IS NULL OR staff.read_at < excluded.read_at
"""
# $1 userid, $2 read at
DISMISS = """
UPDATE staff SET active = false, read_at = $2
WHERE userid = $1 AND login_name IS NULL AND (read_at IS NULL OR read_at < $2)
"""
# $1 the userid before, $2 the one now
RENAME = """
UPDATE staff SET userid = $2 WHERE userid = $1 AND NOT EXISTS (SELECT 1 FROM staff WHERE userid = $2)
"""
# $1 ids, $2 names, $3 parents, $4 positions
UPSERT_DEPARTMENTS = """
INSERT INTO departments AS old (id, name, parent_id, position)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[])
ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id, position = excluded.position
WHERE (old.name, old.parent_id, old.position) IS DISTINCT FROM (excluded.name, excluded.parent_id, excluded.position)
"""
DROP_DEPARTMENTS = "DELETE FROM departments WHERE id <> ALL($1::bigint[])"
