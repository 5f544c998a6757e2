"""Statements of after-sale."""

# What each line of an order has given back for good. Exchanges give nothing back.
GIVEN_BACK = """
SELECT l.order_line_id, sum(l.quantity)::bigint AS pieces, sum(l.amount - l.stored_value)::bigint AS wechat,
    sum(l.stored_value)::bigint AS stored_value, sum(l.points)::bigint AS points
FROM after_sale_lines l JOIN after_sales a ON a.id = l.after_sale_id
WHERE a.order_id = $1 AND a.kind <> 'exchange' AND a.status IN ('refunding', 'done')
GROUP BY l.order_line_id
"""
FREIGHT_GIVEN_BACK = """
SELECT coalesce(sum(freight), 0)::bigint FROM after_sales
WHERE order_id = $1 AND kind <> 'exchange' AND status IN ('refunding', 'done')
"""

# $1 after-sale, $2 new state, $3 states it may be left from, $4 next timer, $5 history id, $6 actor kind, $7 actor,
# $8 note, $9 at, $10 whether it is over.
MOVE = """
WITH before AS (
    SELECT id, status FROM after_sales WHERE id = $1 AND status = ANY($3::text[]) FOR NO KEY UPDATE
), moved AS (
    UPDATE after_sales a SET status = $2, due_at = $4, ended_at = CASE WHEN $10 THEN $9::timestamptz END
    FROM before b WHERE a.id = b.id
    RETURNING a.id, a.order_id, a.member_id, a.number, b.status AS from_status
), history AS (
    INSERT INTO after_sale_history (id, after_sale_id, from_status, to_status, actor_kind, actor_id, note, at)
    SELECT $5, id, from_status, $2, $6, $7, $8, $9 FROM moved
)
SELECT id, order_id, member_id, number FROM moved
"""
# $1 now, $2 when to try again should deciding it fail.
CLAIM_DUE = """
UPDATE after_sales SET due_at = $2 WHERE id = (
    SELECT id FROM after_sales WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
) RETURNING id, status, kind
"""
SET_SHARES = """
UPDATE after_sale_lines l SET amount = s.amount, stored_value = s.stored_value, points = s.points
FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[]) AS s (order_line_id, amount, stored_value, points)
WHERE l.after_sale_id = $1 AND l.order_line_id = s.order_line_id
"""

_SHOWN = """
    SELECT a.id, a.number, a.order_id, o.number AS order_number, a.kind, a.status, a.reason, a.note, a.pictures,
        a.amount, a.freight, a.stored_value, a.points, a.refusal, a.return_to_location_id, a.return_carrier,
        a.return_tracking_no, a.due_at, a.created_at, a.ended_at,
        (SELECT json_agg(row_to_json(each)) FROM (
            SELECT l.order_line_id, ol.title, ol.spec, l.quantity, l.unshipped, l.amount, l.stored_value, l.points
            FROM after_sale_lines l JOIN order_lines ol ON ol.id = l.order_line_id
            WHERE l.after_sale_id = a.id ORDER BY ol.line
        ) AS each) AS lines,
        (SELECT json_agg(row_to_json(step)) FROM (
            SELECT h.to_status AS status, h.actor_kind AS by, h.note, h.at FROM after_sale_history h
            WHERE h.after_sale_id = a.id ORDER BY h.at, h.id LIMIT 50
        ) AS step) AS history
    FROM after_sales a JOIN orders o ON o.id = a.order_id
"""
# Null member: head office looks.
DETAIL = f"""
SELECT row_to_json(shown)::text FROM ({_SHOWN} WHERE a.id = $1 AND ($2::uuid IS NULL OR a.member_id = $2)) AS shown
"""
# $1 member or null, $2 status or null, $3 order or null, $4 the last id seen or null, $5 how many.
LIST = f"""
WITH page AS ({_SHOWN}
    WHERE ($1::uuid IS NULL OR a.member_id = $1) AND ($2::text IS NULL OR a.status = $2)
        AND ($3::uuid IS NULL OR a.order_id = $3) AND a.id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY a.id DESC LIMIT $5
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
    'next_cursor', CASE WHEN count(*) = $5 THEN min(id::text) END
)::text FROM page
"""
# $1 member, $2 until when. Fen paid for goods and freight, less what went back. Looks at orders below (ADR 9).
WORTH = """
SELECT count(*)::int AS orders, coalesce(sum(o.total - coalesce(b.back, 0)), 0)::bigint AS spent
FROM orders o LEFT JOIN (
    SELECT order_id, sum(amount + stored_value) AS back FROM after_sales
    WHERE member_id = $1 AND status IN ('refunding', 'done') GROUP BY 1
) b ON b.order_id = o.id
WHERE o.member_id = $1 AND o.paid_at <= $2
"""
