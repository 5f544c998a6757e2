"""Lists of coupons for members and head office."""

# A coupon whose end the tick has not noticed yet reads as expired. $1 now.
CURRENT = "CASE WHEN c.status = 'ready' AND c.valid_until <= $1 THEN 'expired' ELSE c.status END"
SHOWN = f"""
SELECT c.id, {CURRENT} AS status, t.id AS template_id, t.kind, t.title, t.terms, t.scope, t.stacking_group,
    c.valid_from, c.valid_until, c.issued_at, c.used_at, c.order_id
FROM coupons c JOIN coupon_templates t ON t.id = c.template_id
"""

# $1 now, $2 member, $3 status, $4 cursor, $5 how many. Statuses that may read as $3, so that the index is used.
MINE = f"""
WITH page AS (
    {SHOWN} WHERE c.member_id = $2 AND c.status IN ($3::varchar, CASE WHEN $3 = 'expired' THEN 'ready' ELSE $3 END)
        AND {CURRENT} = $3 AND c.id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY c.id DESC LIMIT $5
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
    'next_cursor', CASE WHEN count(*) = $5 THEN min(id::text) END
)::text FROM page
"""

MINE_ONE = f"""
SELECT row_to_json(shown)::text FROM ({SHOWN} WHERE c.member_id = $2 AND c.id = $3) AS shown
"""

# $1 now, $2 member, $3 cursor, $4 how many.
OFFERS = """
WITH page AS (
    SELECT t.id, t.kind, t.title, t.terms, t.scope, t.issue_until, t.valid_days, t.valid_from, t.valid_until,
        t.per_member, coalesce(a.got, 0) AS claimed, t.issued >= t.stock AS sold_out,
        t.issued < t.stock AND coalesce(a.got, 0) < t.per_member AS claimable
    FROM coupon_templates t LEFT JOIN coupon_allowances a ON a.template_id = t.id AND a.member_id = $2
    WHERE t.mode = 'claim' AND t.active AND t.issue_from <= $1 AND t.issue_until > $1
        AND coalesce(t.valid_until > $1, true)
        AND t.id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY t.id DESC LIMIT $4
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
    'next_cursor', CASE WHEN count(*) = $4 THEN min(id::text) END
)::text FROM page
"""

# What became of a template's coupons. $1 template, $2 now.
COUNTS = """
SELECT count(*) FILTER (WHERE status = 'ready' AND valid_until > $2) AS ready,
    count(*) FILTER (WHERE status = 'locked') AS locked,
    count(*) FILTER (WHERE status = 'used') AS used,
    count(*) FILTER (WHERE status = 'expired' OR status = 'ready' AND valid_until <= $2) AS expired,
    count(*) FILTER (WHERE status = 'void') AS void
FROM coupons WHERE template_id = $1
"""
