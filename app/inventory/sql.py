"""Statements of inventory. Rows of `stocks` are always locked in (sku_id, location_id) order, so none deadlock.

Sourcing reads stores' rows, and what comes in is checked against the catalogue's; none of them is changed.
"""

from app.stores.distance import FAR_M, METRES

# The default location: where an order is served from when nobody says otherwise.
DEFAULT_LOCATION = "SELECT id FROM stock_locations WHERE kind = 'warehouse' ORDER BY code LIMIT 1"

STORE_OF = "SELECT store_id FROM stock_locations WHERE id = $1"

LOCATION_OF = "SELECT id FROM stock_locations WHERE store_id = $1"

# Rows are locked first, in order; each is then taken if it is enough for all who want it, whoever changed it meanwhile.
# $1 orders, $2 skus, $3 locations, $4 quantities, $5 hold ids, $6 expires_at.
HOLD = """
WITH wanted AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[])
        AS w (order_id, sku_id, location_id, quantity, hold_id)
), summed AS (
    SELECT sku_id, location_id, sum(quantity)::bigint AS quantity FROM wanted GROUP BY sku_id, location_id
), locked AS (
    SELECT s.id, w.quantity FROM summed w JOIN stocks s USING (sku_id, location_id)
    ORDER BY s.sku_id, s.location_id FOR UPDATE OF s
), taken AS (
    UPDATE stocks s SET held = s.held + l.quantity FROM locked l
    WHERE s.id = l.id AND s.on_hand - s.held - s.safety >= l.quantity
    RETURNING s.sku_id, s.location_id
)
INSERT INTO stock_holds (id, order_id, sku_id, location_id, quantity, status, expires_at)
SELECT hold_id, order_id, sku_id, location_id, quantity, 'open', $6 FROM wanted JOIN taken USING (sku_id, location_id)
"""

# What HOLD could not take, asked in the same transaction before it is rolled back. $1-$4 as there.
SHORT = """
SELECT w.sku_id, sum(w.quantity)::bigint AS wanted, sum(w.available)::bigint AS available FROM (
    SELECT w.sku_id, w.location_id, sum(w.quantity) AS quantity,
        greatest(coalesce(min(s.on_hand - s.held - s.safety), 0), 0) AS available
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) AS w (order_id, sku_id, location_id, quantity)
        LEFT JOIN stocks s USING (sku_id, location_id)
    WHERE NOT EXISTS (
        SELECT FROM stock_holds h
        WHERE h.order_id = w.order_id AND h.sku_id = w.sku_id AND h.location_id = w.location_id
    )
    GROUP BY w.sku_id, w.location_id
) AS w GROUP BY w.sku_id
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
    UPDATE stock_holds SET status = 'used' WHERE order_id = ANY($1::uuid[]) AND status = 'open'
    RETURNING id, sku_id, location_id, quantity
), leaving AS (
    SELECT sku_id, location_id, sum(quantity)::bigint AS quantity FROM used GROUP BY sku_id, location_id
), locked AS (
    SELECT s.id, l.quantity FROM leaving l JOIN stocks s USING (sku_id, location_id)
    ORDER BY s.sku_id, s.location_id FOR UPDATE OF s
), sold AS (
    UPDATE stocks s SET held = s.held - l.quantity, on_hand = s.on_hand - l.quantity FROM locked l WHERE s.id = l.id
)
INSERT INTO stock_movements (id, sku_id, location_id, quantity, kind, source_ref, moved_at)
SELECT id, sku_id, location_id, -quantity, 'sale', 'sale:' || id, $2 FROM used
"""

# $1 location, $2 skus: whether the place is there, and which SKUs are not.
UNKNOWN = """
SELECT EXISTS (SELECT FROM stock_locations WHERE id = $1) AS place, ARRAY(
    SELECT DISTINCT w.sku_id FROM unnest($2::uuid[]) AS w (sku_id)
    WHERE NOT EXISTS (SELECT FROM skus WHERE id = w.sku_id)
) AS skus
"""

# $1 location, $2 skus, $3 quantities, $4 source_refs, $5 ids, $6 moved_at, $7 kind. A known source_ref changes nothing.
BRING_IN = """
WITH moved AS (
    INSERT INTO stock_movements (id, sku_id, location_id, quantity, kind, source_ref, moved_at)
    SELECT id, sku_id, $1, quantity, $7, source_ref, $6
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
FREE_ANYWHERE = """
SELECT s.sku_id, sum(greatest(s.on_hand - s.held - s.safety, 0))::bigint AS free
FROM stocks s JOIN stock_locations l ON l.id = s.location_id AND l.active
WHERE s.sku_id = ANY($1::uuid[]) GROUP BY s.sku_id
"""

# A location as sourcing sees it. A store's place, services and hours are the store's own.
CANDIDATE = """
    SELECT l.id, l.code, coalesce(st.name, l.name) AS name, l.kind, l.store_id, st.services,
        st.delivery_radius_m, st.hours,
        coalesce(st.latitude, l.latitude) AS latitude, coalesce(st.longitude, l.longitude) AS longitude,
        (SELECT json_object_agg(h.day, h.hours) FROM store_holidays h
            WHERE h.store_id = l.store_id AND h.day BETWEEN {yesterday} AND {today}) AS holidays,
        (SELECT json_object_agg(s.sku_id, greatest(s.on_hand - s.held - s.safety, 0)) FROM stocks s
            WHERE s.sku_id = ANY({skus}::uuid[]) AND s.location_id = l.id) AS free
"""

# $1 kind of fulfilment, $2 skus, $3 chosen store, $4 yesterday, $5 today, $6 most. Rules, and all but neighbours.
HUBS = f"""
SELECT (
    SELECT json_agg(r ORDER BY r.priority, r.id)::text FROM sourcing_rules r WHERE r.fulfilment = $1 AND r.active
) AS rules, (
    SELECT coalesce(json_agg(c), '[]')::text FROM (
        {CANDIDATE.format(yesterday="$4::date", today="$5::date", skus="$2")} FROM (
            (SELECT * FROM stock_locations WHERE kind <> 'store' AND active ORDER BY code LIMIT $6)
            UNION ALL
            (SELECT * FROM stock_locations WHERE store_id = $3::uuid AND active)
        ) l LEFT JOIN stores st ON st.id = l.store_id
        WHERE coalesce(st.active, true)
    ) c
) AS candidates
"""

# $1 latitude, $2 longitude, $3 skus, $4 chosen store, $5 yesterday, $6 today, $7 most. Stores with any of the SKUs.
ALL_NEIGHBOURS = f"""
SELECT coalesce(json_agg(c), '[]')::text FROM (
    {CANDIDATE.format(yesterday="$5::date", today="$6::date", skus="$3")}
    FROM (
        SELECT st.*, coalesce({METRES}, {FAR_M}) AS metres FROM stores st
        WHERE st.active AND st.id IS DISTINCT FROM $4::uuid
        ORDER BY metres, st.code
    ) st JOIN stock_locations l ON l.store_id = st.id AND l.active
    WHERE EXISTS (
        SELECT FROM stocks s
        WHERE s.sku_id = ANY($3::uuid[]) AND s.location_id = l.id AND s.on_hand - s.held - s.safety > 0
    )
    ORDER BY st.metres, st.code LIMIT $7
) c
"""

# And $8-$11 south, north, west, east.
NEIGHBOURS = ALL_NEIGHBOURS.replace(
    "WHERE st.active", "WHERE st.active AND st.latitude BETWEEN $8 AND $9 AND st.longitude BETWEEN $10 AND $11"
)

# $1 location, $2 skus, $3 pieces, $4 ids of rows that may have to be made.
SET_SAFETY = """
INSERT INTO stocks (id, sku_id, location_id, on_hand, held, safety)
SELECT id, sku_id, $1, 0, 0, pieces FROM unnest($2::uuid[], $3::bigint[], $4::uuid[]) AS w (sku_id, pieces, id)
ORDER BY sku_id
ON CONFLICT (sku_id, location_id) DO UPDATE SET safety = excluded.safety
"""

# Lock the rows of these places, in order, making those that are not there yet: in one pass, because a row made before
# others are locked could be what another transaction waits for. $1 skus, $2 locations, $3 ids.
LOCK = """
INSERT INTO stocks AS s (id, sku_id, location_id, on_hand, held, safety)
SELECT id, sku_id, location_id, 0, 0, 0 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w (sku_id, location_id, id)
ORDER BY sku_id, location_id
ON CONFLICT (sku_id, location_id) DO UPDATE SET on_hand = s.on_hand
RETURNING s.sku_id, s.location_id, s.on_hand, s.held
"""

# Which of these refs moved stock before. Asked under the lock, so none can come in between.
MOVED_BEFORE = "SELECT source_ref FROM stock_movements WHERE source_ref = ANY($1::text[])"

# Rows are locked before. $1 ids, $2 skus, $3 locations, $4 pieces, $5 source_refs, $6 kind, $7 moved_at.
MOVE = """
WITH moved AS (
    INSERT INTO stock_movements (id, sku_id, location_id, quantity, kind, source_ref, moved_at)
    SELECT id, sku_id, location_id, quantity, $6, source_ref, $7
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[])
        AS w (id, sku_id, location_id, quantity, source_ref)
    RETURNING sku_id, location_id, quantity
), summed AS (
    SELECT sku_id, location_id, sum(quantity)::bigint AS quantity FROM moved GROUP BY sku_id, location_id
)
UPDATE stocks s SET on_hand = s.on_hand + m.quantity FROM summed m
WHERE s.sku_id = m.sku_id AND s.location_id = m.location_id
"""

SEND = """
INSERT INTO stock_transfers (id, number, from_location_id, to_location_id, status, lines, created_at)
VALUES ($1, $2, $3, $4, 'sent', $5::jsonb, $6) ON CONFLICT (number) DO NOTHING RETURNING id
"""

TRANSFER_OF_NUMBER = "SELECT id, from_location_id, to_location_id, lines FROM stock_transfers WHERE number = $1"

TRANSFER_EXISTS = "SELECT EXISTS (SELECT FROM stock_transfers WHERE id = $1)"

# $1 location, $2 skus, $3 pieces. Locks the rows; answers with those that are not enough.
LOCK_SENDABLE = """
WITH locked AS (
    SELECT s.sku_id, s.on_hand - s.held AS available FROM stocks s
    WHERE s.location_id = $1 AND s.sku_id = ANY($2::uuid[])
    ORDER BY s.sku_id FOR UPDATE OF s
)
SELECT w.sku_id, w.pieces AS wanted, coalesce(l.available, 0) AS available
FROM unnest($2::uuid[], $3::bigint[]) AS w (sku_id, pieces) LEFT JOIN locked l USING (sku_id)
WHERE coalesce(l.available, 0) < w.pieces
"""

END_TRANSFER = """
UPDATE stock_transfers SET status = $2, ended_at = $3 WHERE id = $1 AND status = 'sent'
RETURNING from_location_id, to_location_id, lines
"""

WRITE_ARRIVAL = "UPDATE stock_transfers SET lines = $2::jsonb WHERE id = $1"

# $1 location codes, $2 SKU codes. What each row of a push is about; nulls for what is not known.
PUSH_PLACES = """
SELECT k.id AS sku_id, l.id AS location_id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (location_code, sku_code, row)
    LEFT JOIN stock_locations l ON l.code = w.location_code LEFT JOIN skus k ON k.code = w.sku_code
ORDER BY w.row
"""

# $1 source, $2 skus, $3 locations. Asked under the lock of the stock rows.
PUSH_POSITIONS = """
SELECT p.sku_id, p.location_id, p.sequence
FROM unnest($2::uuid[], $3::uuid[]) AS w (sku_id, location_id)
    JOIN stock_push_positions p ON p.source = $1 AND p.sku_id = w.sku_id AND p.location_id = w.location_id
"""

# $1 source, $2 ids, $3 skus, $4 locations, $5 sequences, $6 pushed_at.
WRITE_POSITIONS = """
INSERT INTO stock_push_positions (id, source, sku_id, location_id, sequence, pushed_at)
SELECT id, $1, sku_id, location_id, sequence, $6
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[]) AS w (id, sku_id, location_id, sequence)
ON CONFLICT (source, sku_id, location_id) DO UPDATE
SET sequence = excluded.sequence, pushed_at = excluded.pushed_at
"""
