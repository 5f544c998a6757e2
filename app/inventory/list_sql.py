"""Statements of inventory's lists. Each answers with one page as JSON: items and next_cursor."""

FIRST, LAST = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"


def _page(key: str, order: str, most: str) -> str:
    end = "max" if order == "ASC" else "min"
    return f"""
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY {key} {order}), '[]'),
    'next_cursor', CASE WHEN count(*) = {most} THEN {end}({key}::text) END
)::text FROM page
"""


# $1 after, $2 how many.
LOCATIONS = f"""
WITH page AS (
    SELECT l.id, l.code, coalesce(st.name, l.name) AS name, l.kind, l.store_id, l.active,
        coalesce(st.latitude, l.latitude) AS latitude, coalesce(st.longitude, l.longitude) AS longitude
    FROM stock_locations l LEFT JOIN stores st ON st.id = l.store_id
    WHERE l.id > coalesce($1::uuid, '{FIRST}') ORDER BY l.id LIMIT $2
){_page("id", "ASC", "$2")}"""

# $1 location, $2 after, $3 how many. Reads the catalogue's rows for codes.
STOCK = f"""
WITH page AS (
    SELECT s.sku_id, k.code AS sku_code, k.spec, s.on_hand, s.held, s.safety,
        greatest(s.on_hand - s.held - s.safety, 0) AS free
    FROM stocks s LEFT JOIN skus k ON k.id = s.sku_id
    WHERE s.location_id = $1 AND s.sku_id > coalesce($2::uuid, '{FIRST}') ORDER BY s.sku_id LIMIT $3
){_page("sku_id", "ASC", "$3")}"""

# Newest first. $1 sku, $2 location or null, $3 before, $4 how many.
MOVEMENTS = f"""
WITH page AS (
    SELECT m.id, m.location_id, l.code AS location_code, m.quantity, m.kind, m.source_ref, m.moved_at
    FROM stock_movements m LEFT JOIN stock_locations l ON l.id = m.location_id
    WHERE m.sku_id = $1 AND ($2::uuid IS NULL OR m.location_id = $2) AND m.id < coalesce($3::uuid, '{LAST}')
    ORDER BY m.id DESC LIMIT $4
){_page("id", "DESC", "$4")}"""

# Newest first. $1 status or null, $2 before, $3 how many.
TRANSFERS = f"""
WITH page AS (
    SELECT id, number, from_location_id, to_location_id, status, lines, created_at, ended_at FROM stock_transfers
    WHERE ($1::text IS NULL OR status = $1) AND id < coalesce($2::uuid, '{LAST}') ORDER BY id DESC LIMIT $3
){_page("id", "DESC", "$3")}"""

# $1 most.
RULES = """
SELECT json_build_object('items', coalesce(json_agg(row_to_json(r) ORDER BY fulfilment, priority, id), '[]'))::text
FROM (
    SELECT id, name, fulfilment, strategy, priority, most_km, may_split, active FROM sourcing_rules
    ORDER BY fulfilment, priority, id LIMIT $1
) r
"""
