"""Statements of inventory. Rows of `stocks` are always locked in (sku_id, location_id) order, so none deadlock."""

# The default location: where an order is served from when nobody says otherwise.
DEFAULT_LOCATION = "SELECT id FROM stock_locations WHERE kind = 'warehouse' ORDER BY code LIMIT 1"

# Rows are locked first, in SKU order; each is then taken if it is enough as it is now, whoever changed it meanwhile.
# $1 order, $2 location, $3 skus, $4 quantities, $5 hold ids, $6 expires_at.
HOLD = """
WITH locked AS (
    SELECT s.id, w.sku_id, w.quantity, w.hold_id
    FROM unnest($3::uuid[], $4::bigint[], $5::uuid[]) AS w (sku_id, quantity, hold_id)
        JOIN stocks s ON s.sku_id = w.sku_id AND s.location_id = $2
    ORDER BY s.sku_id FOR UPDATE OF s
), taken AS (
    UPDATE stocks s SET held = s.held + l.quantity FROM locked l
    WHERE s.id = l.id AND s.on_hand - s.held - s.safety >= l.quantity
    RETURNING l.hold_id, l.sku_id, l.quantity
)
INSERT INTO stock_holds (id, order_id, sku_id, location_id, quantity, status, expires_at)
SELECT hold_id, $1, sku_id, $2, quantity, 'open', $6 FROM taken
"""

# What HOLD could not take, asked in the same transaction before it is rolled back.
SHORT = """
SELECT w.sku_id, w.quantity AS wanted, greatest(coalesce(s.on_hand - s.held - s.safety, 0), 0) AS available
FROM unnest($3::uuid[], $4::bigint[]) AS w (sku_id, quantity)
    LEFT JOIN stocks s ON s.sku_id = w.sku_id AND s.location_id = $2
WHERE NOT EXISTS (SELECT FROM stock_holds h WHERE h.order_id = $1 AND h.sku_id = w.sku_id AND h.location_id = $2)
"""

RELEASE = """
WITH released AS (
    UPDATE stock_holds SET status = 'released' WHERE order_id = ANY($1::uuid[]) AND status = 'open'
    RETURNING sku_id, location_id, quantity
), freed AS (
    SELECT sku_id, location_id, sum(quantity)::bigint AS quantity FROM released GROUP BY sku_id, location_id
), locked AS (
    SELECT s.id, f.quantity FROM freed f JOIN stocks s USING (sku_id, location_id)
    ORDER BY s.sku_id, s.location_id FOR UPDATE OF s
)
UPDATE stocks s SET held = s.held - l.quantity FROM locked l WHERE s.id = l.id
"""

# A hold becomes a movement under the hold's own id: it cannot happen twice.
SELL = """
WITH used AS (
    UPDATE stock_holds SET status = 'used' WHERE order_id = $1 AND status = 'open'
    RETURNING id, sku_id, location_id, quantity
), locked AS (
    SELECT s.id, u.quantity FROM used u JOIN stocks s USING (sku_id, location_id)
    ORDER BY s.sku_id, s.location_id FOR UPDATE OF s
), sold AS (
    UPDATE stocks s SET held = s.held - l.quantity, on_hand = s.on_hand - l.quantity FROM locked l WHERE s.id = l.id
)
INSERT INTO stock_movements (id, sku_id, location_id, quantity, kind, source_ref, moved_at)
SELECT id, sku_id, location_id, -quantity, 'sale', 'sale:' || id, $2 FROM used
"""

# $1 location, $2 skus, $3 quantities, $4 source_refs, $5 ids, $6 moved_at. A known source_ref changes nothing.
RECEIVE = """
WITH moved AS (
    INSERT INTO stock_movements (id, sku_id, location_id, quantity, kind, source_ref, moved_at)
    SELECT id, sku_id, $1, quantity, 'receipt', source_ref, $6
    FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::uuid[]) AS r (sku_id, quantity, source_ref, id)
    ON CONFLICT (source_ref) DO NOTHING
    RETURNING id, sku_id, quantity
), received AS (
    SELECT min(id::text)::uuid AS id, sku_id, sum(quantity)::bigint AS quantity FROM moved GROUP BY sku_id
    ORDER BY sku_id
)
INSERT INTO stocks (id, sku_id, location_id, on_hand, held, safety)
SELECT id, sku_id, $1, quantity, 0, 0 FROM received
ON CONFLICT (sku_id, location_id) DO UPDATE SET on_hand = stocks.on_hand + excluded.on_hand
"""

FREE = """
SELECT sku_id, greatest(on_hand - held - safety, 0) AS free FROM stocks
WHERE sku_id = ANY($1::uuid[]) AND location_id = $2
"""

# The shop window reads the catalogue's rows: prices and stock belong on one page and in one round trip.
PRODUCT_DETAIL = f"""
SELECT row_to_json(shown)::text FROM (
    SELECT p.id, p.code, p.title, p.brand, p.category, p.description, p.image_url,
        (SELECT coalesce(json_agg(row_to_json(line)), '[]') FROM (
            SELECT s.id, s.code, s.spec, s.barcode, s.price,
                greatest(coalesce(t.on_hand - t.held - t.safety, 0), 0) AS stock
            FROM skus s LEFT JOIN stocks t ON t.sku_id = s.id AND t.location_id = ({DEFAULT_LOCATION})
            WHERE s.product_id = p.id ORDER BY s.code LIMIT 200
        ) AS line) AS skus
    FROM products p WHERE p.id = $1 AND p.shelf = 'on'
) AS shown
"""
