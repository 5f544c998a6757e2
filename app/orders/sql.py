"""Statements of carts and orders.

Three of them read other domains' rows, and change none: WHO and GOODS, because placing orders must know members,
guides, entrances, addresses, stores and goods in two round trips, and CART, which shows goods as they are now.
"""

from app.kernel.db import unnest
from app.radar.sql import latest_entrance

# Whose order it is, by the rule in $6; $7: any friend's, whose link the member came in by, before the main guide's.
# What is not needed to decide is not looked up.
GUIDE = """
CASE WHEN $6 <> 'none' THEN coalesce(
    CASE WHEN $7 AND k.staff_id IS NOT NULL AND EXISTS (
        SELECT FROM guide_follows l WHERE l.member_id = w.member_id AND l.staff_id = k.staff_id AND l.ended_at IS NULL
    ) THEN k.staff_id END,
    g.staff_id,
    CASE WHEN $6 IN ('own_or_link', 'own_or_store') THEN k.staff_id END,
    CASE WHEN $6 = 'own_or_store' THEN (
        SELECT s.id FROM staff s
        WHERE s.store_id = coalesce(w.store_id, k.store_id) AND s.active AND s.roles ? 'guide'
        ORDER BY s.created_at, s.id LIMIT 1
    ) END
) END
"""

# $1 members, $2 stores, $3 addresses (each or null), $4 entrances since, $5 locks to wait for and hold, in this order,
# $6 whose order it is, $7 whether a member may have many guides. One row per member, in order.
WHO = f"""
WITH turns AS MATERIALIZED (SELECT pg_advisory_xact_lock(turn) FROM unnest($5::bigint[]) AS turn)
SELECT coalesce(m.level, 0) AS level, {GUIDE} AS guide_id, e.kind AS entrance_kind,
    e.source_id AS entrance_source_id, coalesce(f.chain || to_jsonb(f.id::text), '[]')::text AS share_chain,
    coalesce(w.store_id, k.store_id) AS credit_store_id, k.chat_id,
    a.sealed AS address_sealed, coalesce(a.region_code, '') AS region_code, a.latitude, a.longitude,
    coalesce(t.active, false) AS store_active, t.services AS store_services, t.latitude AS store_latitude,
    t.longitude AS store_longitude, (SELECT count(*) FROM turns) AS turns
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS w (member_id, store_id, address_id, i)
    LEFT JOIN members m ON m.id = w.member_id
    LEFT JOIN guide_attributions g ON g.member_id = w.member_id
    LEFT JOIN LATERAL ({latest_entrance("w.member_id", "$4")}) e ON true
    LEFT JOIN radar_entrance_sources k ON k.id = e.source_id
    LEFT JOIN radar_shares f ON e.kind = 'share' AND f.id = e.source_id
    LEFT JOIN stores t ON t.id = w.store_id
    LEFT JOIN member_addresses a ON a.id = w.address_id AND a.member_id = w.member_id
ORDER BY w.i
"""

# $1 skus, $2 the store of each or null. One row per pair that is known.
GOODS = """
SELECT w.store_id, s.id AS sku_id, s.product_id, s.spec, s.weight_g, s.volume_cm3, p.title, p.category, p.brand, p.kind,
    p.freight_template_id, coalesce(g.price, s.price) AS price, p.shelf = 'on' AND coalesce(g.sold, true) AS sellable
FROM unnest($1::uuid[], $2::uuid[]) AS w (sku_id, store_id)
    JOIN skus s ON s.id = w.sku_id JOIN products p ON p.id = s.product_id
    LEFT JOIN store_goods g ON g.store_id = w.store_id AND g.sku_id = w.sku_id
"""

# `ahead`: how many of the member's orders stand before this one in the same statement.
NEW_ORDER = {
    **{"id": "uuid", "number": "text", "member_id": "uuid", "idempotency_key": "text", "request_hash": "text"},
    **{"fulfilment": "text", "store_id": "uuid", "total": "bigint", "freight": "bigint", "freight_stored": "bigint"},
    **{"stored_value": "bigint", "points": "bigint", "payable": "bigint", "coupon_ids": "jsonb", "quote": "text"},
    **{"quote_hash": "text", "destination_sealed": "bytea", "region_code": "text", "slot_from": "timestamptz"},
    **{"slot_until": "timestamptz", "promised_by": "timestamptz", "remark": "text", "guide_id": "uuid"},
    **{"entrance_kind": "text", "entrance_source_id": "uuid", "credit_store_id": "uuid", "chat_id": "text"},
    **{"share_chain": "jsonb", "rewards": "jsonb", "expires_at": "timestamptz", "placed_at": "timestamptz"},
    **{"ahead": "bigint", "history_id": "uuid"},
}
NEW_LINE = {
    **{"id": "uuid", "order_id": "uuid", "line": "bigint", "sku_id": "uuid", "product_id": "uuid", "title": "text"},
    **{"spec": "text", "quantity": "bigint", "unit_price": "bigint", "amount": "bigint"},
    **{"promotion_discount": "bigint", "coupon_discount": "bigint", "points_discount": "bigint", "points": "bigint"},
    **{"stored_value": "bigint", "gift_of": "uuid", "sourcing": "jsonb"},
}
_ORDER = ", ".join(name for name in NEW_ORDER if name not in ("ahead", "history_id"))

# Orders, lines and history, and what was bought leaves the carts. $1 and on: the columns of NEW_ORDER, those of
# NEW_LINE, the most unpaid orders of a member. An id that does not come back: its key (or number) is taken, or its
# member has the most unpaid orders. Waits for a placing under the same key that is under way: one key makes one order.
PLACE = f"""
WITH new AS (SELECT * FROM {unnest(NEW_ORDER, "new")}),
new_lines AS (SELECT * FROM {unnest(NEW_LINE, "line", after=len(NEW_ORDER))}),
placed AS (
    INSERT INTO orders ({_ORDER}, status)
    SELECT {_ORDER}, 'unpaid' FROM new
    WHERE ahead + (
        SELECT count(*) FROM orders o WHERE o.member_id = new.member_id AND o.status = 'unpaid'
    ) < ${len(NEW_ORDER) + len(NEW_LINE) + 1}
    ON CONFLICT DO NOTHING RETURNING id, member_id
), lines AS (
    INSERT INTO order_lines ({", ".join(NEW_LINE)}, returned)
    SELECT {", ".join(f"l.{name}" for name in NEW_LINE)}, 0 FROM new_lines l JOIN placed ON placed.id = l.order_id
), history AS (
    INSERT INTO order_history (id, order_id, from_status, to_status, actor_kind, actor_id, at)
    SELECT new.history_id, placed.id, NULL, 'unpaid', 'member', placed.member_id, new.placed_at
    FROM new JOIN placed USING (id)
), bought AS (
    DELETE FROM cart_lines c USING new_lines l JOIN placed p ON p.id = l.order_id
    WHERE c.member_id = p.member_id AND c.sku_id = l.sku_id
)
SELECT id FROM placed
"""

UNPAID_OF = """
SELECT member_id, count(*) AS unpaid FROM orders WHERE member_id = ANY($1::uuid[]) AND status = 'unpaid'
GROUP BY member_id
"""

PLACED_BEFORE = """
SELECT id, number, request_hash, status, total, payable, expires_at FROM orders
WHERE member_id = $1 AND idempotency_key = $2
"""

# Held until the caller's transaction ends: nobody pays, cancels or expires the order meanwhile.
LOCK = """
SELECT o.status, o.payable, o.expires_at, o.number,
    (SELECT title FROM order_lines WHERE order_id = o.id ORDER BY line LIMIT 1) AS title,
    (SELECT count(*) FROM order_lines WHERE order_id = o.id) AS lines
FROM orders o WHERE o.id = $1 AND o.member_id = $2 FOR NO KEY UPDATE OF o
"""

CLAIM_EXPIRED = """
SELECT id FROM orders WHERE status = 'unpaid' AND expires_at <= $1
ORDER BY expires_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
"""

# $1 orders, $2 history ids, $3 actor kind, $4 actor, $5 at.
CANCEL = """
WITH ended AS (
    UPDATE orders SET status = 'cancelled' WHERE id = ANY($1::uuid[]) AND status = 'unpaid' RETURNING id, member_id
), history AS (
    INSERT INTO order_history (id, order_id, from_status, to_status, actor_kind, actor_id, at)
    SELECT h.id, ended.id, 'unpaid', 'cancelled', $3, $4, $5
    FROM ended JOIN unnest($1::uuid[], $2::uuid[]) AS h (order_id, id) ON h.order_id = ended.id
)
SELECT id, member_id FROM ended
"""

# $1 orders, $2 paid_at of each, $3 history ids, $4 at. Locked in id order.
PAY = """
WITH due AS (
    SELECT o.id, p.paid_at, p.history_id
    FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS p (id, paid_at, history_id) JOIN orders o USING (id)
    WHERE o.status = 'unpaid' ORDER BY o.id FOR NO KEY UPDATE OF o
), paid AS (
    UPDATE orders o SET status = 'paid', paid_at = due.paid_at FROM due WHERE o.id = due.id AND o.status = 'unpaid'
    RETURNING o.id, o.member_id, o.number, o.total, o.freight, o.fulfilment, o.credit_store_id, o.points,
        o.stored_value, o.coupon_ids, o.guide_id, o.entrance_kind, o.entrance_source_id, o.rewards, o.paid_at,
        due.history_id
), history AS (
    INSERT INTO order_history (id, order_id, from_status, to_status, actor_kind, actor_id, at)
    SELECT history_id, id, 'unpaid', 'paid', 'system', NULL, $4 FROM paid
)
SELECT * FROM paid
"""
HOLD_ORDERS = "SELECT id FROM orders WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"

STATUS = "SELECT status FROM orders WHERE id = $1"

# $1 order, $2 new state, $3 states it may be left from, $4 next timer, $5 history id, $6 actor kind, $7 actor, $8 at.
MOVE = """
WITH before AS (
    SELECT id, status FROM orders WHERE id = $1 AND status = ANY($3::text[]) FOR NO KEY UPDATE
), moved AS (
    UPDATE orders o SET status = $2, due_at = $4 FROM before b WHERE o.id = b.id
    RETURNING o.id, o.member_id, o.number, b.status AS from_status
), history AS (
    INSERT INTO order_history (id, order_id, from_status, to_status, actor_kind, actor_id, at)
    SELECT $5, id, from_status, $2, $6, $7, $8 FROM moved
)
SELECT id, member_id, number FROM moved
"""

# Orders whose state ends by time. One with an open after-sale waits.
CLAIM_DUE = """
SELECT id, status FROM orders WHERE due_at <= $1 AND open_claims = 0
ORDER BY due_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
"""

# $1 order, $2 lines, $3 pieces. As many rows as lines when all of them can be claimed.
CLAIM_PIECES = """
UPDATE order_lines l SET returned = l.returned + c.pieces
FROM unnest($2::uuid[], $3::bigint[]) AS c (id, pieces)
WHERE l.id = c.id AND l.order_id = $1 AND l.returned + c.pieces BETWEEN 0 AND l.quantity
"""
COUNT_CLAIMS = "UPDATE orders SET open_claims = open_claims + $2 WHERE id = $1 AND open_claims + $2 >= 0"
LEFT_PIECES = "SELECT id, quantity - returned AS left FROM order_lines WHERE order_id = $1 AND id = ANY($2::uuid[])"
EVERYTHING_RETURNED = """
SELECT bool_and(l.returned = l.quantity) AND min(o.open_claims) = 0
FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.id = $1
"""

# Held until the caller's transaction ends: the order neither ships, ends nor gives back meanwhile.
LOCK_FACTS = """
SELECT o.id, o.number, o.member_id, o.status, o.fulfilment, o.store_id, o.total, o.freight, o.freight_stored,
    o.stored_value, o.points, o.payable, o.guide_id, o.region_code, o.promised_by, o.placed_at, o.paid_at,
    o.open_claims, (SELECT title FROM order_lines WHERE order_id = o.id ORDER BY line LIMIT 1) AS title
FROM orders o WHERE o.id = $1
"""

DETAIL = """
SELECT row_to_json(shown)::text FROM (
    SELECT o.id, o.number, o.status, o.fulfilment, o.store_id, o.total, o.freight, o.stored_value, o.points, o.payable,
        o.region_code, o.slot_from, o.slot_until, o.promised_by, o.remark, o.placed_at, o.expires_at, o.paid_at,
        o.open_claims > 0 AS in_after_sale,
        (SELECT json_agg(row_to_json(each)) FROM (
            SELECT l.id, l.line, l.sku_id, l.product_id, l.title, l.spec, l.quantity, l.unit_price, l.amount,
                l.promotion_discount, l.coupon_discount, l.points_discount, l.points, l.stored_value,
                l.gift_of IS NOT NULL AS gift, l.returned
            FROM order_lines l WHERE l.order_id = o.id ORDER BY l.line
        ) AS each) AS lines,
        (SELECT json_agg(row_to_json(step)) FROM (
            SELECT h.to_status AS status, h.actor_kind AS by, h.at
            FROM order_history h WHERE h.order_id = o.id ORDER BY h.at, h.id LIMIT 100
        ) AS step) AS history
    FROM orders o WHERE o.id = $1 AND o.member_id = $2
) AS shown
"""

# Newest first: ids are UUIDv7. $1 member, $2 the last id seen or null, $3 how many.
LIST = """
WITH page AS (
    SELECT o.id, o.number, o.status, o.fulfilment, o.total, o.payable, o.placed_at, o.expires_at, o.paid_at,
        (SELECT title FROM order_lines WHERE order_id = o.id ORDER BY line LIMIT 1) AS title,
        (SELECT sum(quantity)::bigint FROM order_lines WHERE order_id = o.id) AS pieces
    FROM orders o WHERE o.member_id = $1 AND o.id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY o.id DESC LIMIT $3
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
    'next_cursor', CASE WHEN count(*) = $3 THEN min(id::text) END
)::text FROM page
"""

# $1 member, $2 sku, $3 quantity, $4 id, $5 at, $6 most lines. No row: not on the shelf, or the cart is full.
PUT_IN_CART = """
INSERT INTO cart_lines (id, member_id, sku_id, quantity, price_seen, updated_at)
SELECT $4, $1, s.id, $3, s.price, $5 FROM skus s JOIN products p ON p.id = s.product_id
WHERE s.id = $2 AND p.shelf = 'on'
    AND (SELECT count(*) FROM cart_lines WHERE member_id = $1 AND sku_id <> $2) < $6
ON CONFLICT (member_id, sku_id) DO UPDATE
SET quantity = excluded.quantity, price_seen = excluded.price_seen, updated_at = excluded.updated_at
"""

SELLABLE = (
    "SELECT EXISTS (SELECT FROM skus s JOIN products p ON p.id = s.product_id WHERE s.id = $1 AND p.shelf = 'on')"
)

# A line is short when all locations together have too little; who serves it is decided at quoting.
CART = """
WITH lines AS (
    SELECT c.sku_id, s.product_id, p.title, s.spec, p.image_url, c.quantity, s.price, c.price_seen,
        s.price - c.price_seen AS price_change, coalesce(t.stock, 0) AS stock,
        CASE WHEN s.id IS NULL THEN 'gone' WHEN p.shelf <> 'on' THEN 'off_shelf'
            WHEN coalesce(t.stock, 0) < c.quantity THEN 'short' END AS problem,
        c.updated_at
    FROM cart_lines c LEFT JOIN skus s ON s.id = c.sku_id LEFT JOIN products p ON p.id = s.product_id
        LEFT JOIN LATERAL (
            SELECT sum(greatest(k.on_hand - k.held - k.safety, 0))::bigint AS stock
            FROM stocks k JOIN stock_locations o ON o.id = k.location_id AND o.active WHERE k.sku_id = c.sku_id
        ) t ON true
    WHERE c.member_id = $1
)
SELECT json_build_object(
    'items', coalesce(json_agg(json_build_object(
        'sku_id', sku_id, 'product_id', product_id, 'title', title, 'spec', spec, 'image_url', image_url,
        'quantity', quantity, 'price', price, 'price_seen', price_seen, 'price_change', price_change, 'stock', stock,
        'problem', problem, 'problem_text', CASE problem WHEN 'gone' THEN '商品不存在'
            WHEN 'off_shelf' THEN '商品已下架' WHEN 'short' THEN '库存不足，仅剩 ' || stock || ' 件' END,
        'notes', array_remove(ARRAY[
            CASE WHEN price_change <> 0 THEN '比加入时' || CASE WHEN price_change < 0 THEN '降价 ' ELSE '涨价 ' END
                || to_char(abs(price_change) / 100.0, 'FM9999990.00') || ' 元' END,
            CASE WHEN problem IS NULL AND stock <= $2 THEN '仅剩 ' || stock || ' 件' END
        ], NULL)
    ) ORDER BY updated_at DESC, sku_id), '[]'),
    'total', coalesce(sum(price * quantity) FILTER (WHERE problem IS NULL), 0)::bigint
)::text FROM lines
"""
