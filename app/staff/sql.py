"""Statements over many staff at once."""

# $1 ids, $2 userids, $3 names, $4 active, $5 roles as JSON, $6 now
UPSERT_MEMBERS = """
INSERT INTO staff (id, userid, name, active, roles, created_at)
SELECT id, userid, name, active, $5::jsonb, $6
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[]) AS given (id, userid, name, active)
ORDER BY userid
ON CONFLICT (userid) DO UPDATE SET name = excluded.name, active = excluded.active
WHERE (staff.name, staff.active) IS DISTINCT FROM (excluded.name, excluded.active)
"""
# Staff with a login of their own stay: they may never have been in the WeCom directory.
DISMISS_OTHERS = "UPDATE staff SET active = false WHERE active AND login_name IS NULL AND userid <> ALL($1::text[])"
