"""Statements of reviews. They read orders, goods and members, which are below."""

# $1 order line, $2 member
LINE = """
SELECT o.id AS order_id, o.status, l.product_id, l.sku_id, l.quantity - l.returned AS kept,
    (SELECT min(at) FROM order_history WHERE order_id = o.id AND to_status = 'received') AS received_at
FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.id = $1 AND o.member_id = $2
"""
# $1 id, $2 line, $3 order, $4 product, $5 sku, $6 member, $7 score, $8 text, $9 pictures, $10 anonymous, $11 status,
# $12 now
WRITE = """
INSERT INTO reviews (id, order_line_id, order_id, product_id, sku_id, member_id, score, text, pictures, anonymous,
    status, created_at, reply, verdict, reason, addition, addition_verdict, addition_reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10, $11, $12, '', '', '', '', '', '')
ON CONFLICT (order_line_id) DO NOTHING RETURNING id
"""
# $1 review, $2 member, $3 text, $4 now
ADD = """
UPDATE reviews SET addition = $3, addition_status = 'pending', added_at = $4
WHERE id = $1 AND member_id = $2 AND addition_status IS NULL
"""

# By part. $1 review, $2 verdict, $3 status: only while nobody decided.
JUDGE = {
    "review": """
        UPDATE reviews SET verdict = $2, status = $3
        WHERE id = $1 AND status = 'pending' AND decided_at IS NULL
    """,
    "addition": """
        UPDATE reviews SET addition_verdict = $2, addition_status = $3
        WHERE id = $1 AND addition_status = 'pending' AND addition_decided_at IS NULL
    """,
}
# By part. $1 review, $2 status, $3 reason, $4 now
DECIDE = {
    "review": "UPDATE reviews SET status = $2, reason = $3, decided_at = $4 WHERE id = $1",
    "addition": """
        UPDATE reviews SET addition_status = $2, addition_reason = $3, addition_decided_at = $4
        WHERE id = $1 AND addition_status IS NOT NULL
    """,
}

# A name as others may see it; most members have none, or want none here.
_NAME = """
CASE WHEN r.anonymous OR coalesce(m.nickname, '') = '' THEN '匿名用户' ELSE left(m.nickname, 1) || '***' END
"""
_PUBLIC = f"""
    SELECT r.id, {_NAME} AS nickname, r.score, r.text, r.pictures, r.reply, r.created_at,
        CASE WHEN r.addition_status = 'shown' THEN r.addition ELSE '' END AS addition,
        CASE WHEN r.addition_status = 'shown' THEN r.added_at END AS added_at, l.spec
    FROM reviews r JOIN order_lines l ON l.id = r.order_line_id LEFT JOIN members m ON m.id = r.member_id
"""
_OWN = """
    SELECT r.id, r.order_id, r.order_line_id, r.product_id, l.title, l.spec, r.score, r.text, r.pictures, r.anonymous,
        r.reply, r.status, r.created_at, r.addition, r.addition_status, r.added_at
    FROM reviews r JOIN order_lines l ON l.id = r.order_line_id
"""
_OFFICE = """
    SELECT r.id, r.order_id, o.number AS order_number, r.product_id, l.title, l.spec, r.member_id, r.score, r.text,
        r.pictures, r.anonymous, r.reply, r.status, r.verdict, r.reason, r.decided_at, r.created_at, r.addition,
        r.addition_status, r.addition_verdict, r.addition_reason, r.addition_decided_at, r.added_at
    FROM reviews r JOIN order_lines l ON l.id = r.order_line_id JOIN orders o ON o.id = r.order_id
"""
_NEWEST = "r.id < coalesce({}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY r.id DESC"


def _page(shown: str, where: str, limit: str) -> str:
    """A page as JSON: items, newest first, and next_cursor."""
    return f"""
        WITH page AS ({shown} WHERE {where} LIMIT {limit})
        SELECT json_build_object(
            'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
            'next_cursor', CASE WHEN count(*) = {limit} THEN min(id::text) END
        )::text FROM page
    """


# By (whether of one score, whether with pictures only): each has an index of its own. $1 product, $2 cursor, $3 limit,
# $4 score
OF_PRODUCT = {
    (scored, pictured): _page(
        _PUBLIC,
        "r.product_id = $1 AND r.status = 'shown'"
        + (" AND r.score = $4" if scored else "")
        + (" AND r.pictures <> '[]'" if pictured else "")
        + f" AND {_NEWEST.format('$2')}",
        "$3::int",
    )
    for scored in (False, True)
    for pictured in (False, True)
}
# $1 product. `average` in tenths of a point, null without reviews.
SUMMARY = """
SELECT json_build_object(
    'count', sum(each.count), 'average', round(sum(each.score * each.count) * 10 / nullif(sum(each.count), 0))::int,
    'scores', json_object_agg(each.score, each.count ORDER BY each.score DESC),
    'with_pictures', (SELECT count(*) FROM reviews WHERE product_id = $1 AND status = 'shown' AND pictures <> '[]')
)::text
FROM (
    SELECT s.score, (
        SELECT count(*) FROM reviews r WHERE r.product_id = $1 AND r.status = 'shown' AND r.score = s.score
    ) AS count FROM generate_series(1, 5) AS s (score)
) AS each
"""
# $1 member, $2 cursor, $3 limit
OWN_LIST = _page(_OWN, f"r.member_id = $1 AND {_NEWEST.format('$2')}", "$3::int")
# By part whose status is asked for, or none. $1 cursor, $2 limit, $3 status
OFFICE_LIST = {
    None: _page(_OFFICE, _NEWEST.format("$1"), "$2::int"),
    "review": _page(_OFFICE, f"r.status = $3 AND {_NEWEST.format('$1')}", "$2::int"),
    "addition": _page(_OFFICE, f"r.addition_status = $3 AND {_NEWEST.format('$1')}", "$2::int"),
}
OFFICE_ONE = f"SELECT row_to_json(shown)::text FROM ({_OFFICE} WHERE r.id = $1) AS shown"
OWN_ONE = f"SELECT row_to_json(shown)::text FROM ({_OWN} WHERE r.id = $1 AND r.member_id = $2) AS shown"
