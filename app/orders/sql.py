"""Statements of carts and orders.

Two of them read other domains' rows, and change none: FACTS, because placing an order must know goods, location,
guide and entrance in one round trip, and CART, which shows goods with prices and stock of now.
"""

from app.inventory.sql import DEFAULT_LOCATION
from app.radar.sql import LATEST_ENTRANCE

# $1 member, $2 entrances since, $3 skus. One row per known SKU; member and location columns repeat on each.
FACTS = f"""
WITH entrance AS MATERIALIZED ({LATEST_ENTRANCE})
SELECT s.id AS sku_id, s.product_id, s.spec, s.price, p.title, p.shelf = 'on' AS sellable,
    ({DEFAULT_LOCATION}) AS location_id,
    (SELECT staff_id FROM guide_attributions WHERE member_id = $1) AS guide_id,
    (SELECT kind FROM entrance) AS entrance_kind, (SELECT source_id FROM entrance) AS entrance_source_id
FROM skus s JOIN products p ON p.id = s.product_id WHERE s.id = ANY($3::uuid[])
"""

# Order, lines and history, and what was bought leaves the cart. No row back: the key (or the number) is taken.
# Waits for a placing under the same key that is under way, so one key makes one order.
PLACE = """
WITH placed AS (
    INSERT INTO orders (id, number, member_id, idempotency_key, request_hash, status, total, location_id, guide_id,
        entrance_kind, entrance_source_id, expires_at, placed_at)
    VALUES ($1, $2, $3, $4, $5, 'unpaid', $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT DO NOTHING RETURNING id
), lines AS (
    INSERT INTO order_lines (id, order_id, line, sku_id, product_id, title, spec, quantity, unit_price, amount)
    SELECT l.id, placed.id, l.line, l.sku_id, l.product_id, l.title, l.spec, l.quantity, l.price, l.quantity * l.price
    FROM placed, unnest($13::uuid[], $14::uuid[], $15::uuid[], $16::text[], $17::text[], $18::bigint[], $19::bigint[])
        WITH ORDINALITY AS l (id, sku_id, product_id, title, spec, quantity, price, line)
), history AS (
    INSERT INTO order_history (id, order_id, from_status, to_status, actor_kind, actor_id, at)
    SELECT $20, placed.id, NULL, 'unpaid', 'member', $3, $12 FROM placed
), bought AS (
    DELETE FROM cart_lines WHERE member_id = $3 AND sku_id = ANY($14::uuid[]) AND EXISTS (SELECT FROM placed)
)
SELECT id FROM placed
"""

PLACED_BEFORE = """
SELECT id, number, request_hash, status, total, expires_at FROM orders WHERE member_id = $1 AND idempotency_key = $2
"""

# Held until the caller's transaction ends: nobody pays, cancels or expires the order meanwhile.
LOCK = """
SELECT o.status, o.total, o.expires_at, o.number,
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

# $1 order, $2 paid_at, $3 history id, $4 at.
PAY = """
WITH paid AS (
    UPDATE orders SET status = 'paid', paid_at = $2 WHERE id = $1 AND status = 'unpaid'
    RETURNING id, member_id, number, total, guide_id, entrance_kind, entrance_source_id
), history AS (
    INSERT INTO order_history (id, order_id, from_status, to_status, actor_kind, actor_id, at)
    SELECT $3, id, 'unpaid', 'paid', 'system', NULL, $4 FROM paid
)
SELECT * FROM paid
"""

STATUS = "SELECT status FROM orders WHERE id = $1"

DETAIL = """
SELECT row_to_json(shown)::text FROM (
    SELECT o.id, o.number, o.status, o.total, o.placed_at, o.expires_at, o.paid_at,
        (SELECT json_agg(row_to_json(each)) FROM (
            SELECT l.line, l.sku_id, l.product_id, l.title, l.spec, l.quantity, l.unit_price, l.amount
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
    SELECT o.id, o.number, o.status, o.total, o.placed_at, o.expires_at, o.paid_at,
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

CART = f"""
WITH lines AS (
    SELECT c.sku_id, s.product_id, p.title, s.spec, p.image_url, c.quantity, s.price, c.price_seen,
        s.price - c.price_seen AS price_change, greatest(coalesce(t.on_hand - t.held - t.safety, 0), 0) AS stock,
        CASE WHEN s.id IS NULL THEN 'gone' WHEN p.shelf <> 'on' THEN 'off_shelf'
            WHEN coalesce(t.on_hand - t.held - t.safety, 0) < c.quantity THEN 'short' END AS problem,
        c.updated_at
    FROM cart_lines c LEFT JOIN skus s ON s.id = c.sku_id LEFT JOIN products p ON p.id = s.product_id
        LEFT JOIN stocks t ON t.sku_id = c.sku_id AND t.location_id = ({DEFAULT_LOCATION})
    WHERE c.member_id = $1
)
SELECT json_build_object(
    'items', coalesce(json_agg(json_build_object(
        'sku_id', sku_id, 'product_id', product_id, 'title', title, 'spec', spec, 'image_url', image_url,
        'quantity', quantity, 'price', price, 'price_seen', price_seen, 'price_change', price_change, 'stock', stock,
        'problem', problem, 'problem_text', CASE problem WHEN 'gone' THEN '商品不存在'
            WHEN 'off_shelf' THEN '商品已下架' WHEN 'short' THEN '库存不足，仅剩 ' || stock || ' 件' END
    ) ORDER BY updated_at DESC, sku_id), '[]'),
    'total', coalesce(sum(price * quantity) FILTER (WHERE problem IS NULL), 0)::bigint
)::text FROM lines
"""
