"""Statements of the catalogue. Those of the goods import stand in import_sql.py, those of search in search_sql.py."""

# $1 now, $2 how many. Due turns are done in the order of their times, so of two the later one stays; each is cleared
# by doing it. The condition is the index products_shelf_turns.
TURN_SHELVES = """
UPDATE products p SET
    shelf = CASE WHEN due.off AND (NOT due.on OR p.shelf_until > p.shelf_from) THEN 'off' ELSE 'on' END,
    shelf_from = CASE WHEN due.on THEN NULL ELSE p.shelf_from END,
    shelf_until = CASE WHEN due.off THEN NULL ELSE p.shelf_until END,
    indexed = false, updated_at = $1
FROM (
    SELECT id, coalesce(shelf_from <= $1, false) AS on, coalesce(shelf_until <= $1, false) AS off FROM products
    WHERE least(shelf_from, shelf_until) <= $1 AND (shelf_from IS NOT NULL OR shelf_until IS NOT NULL)
    ORDER BY least(shelf_from, shelf_until) LIMIT $2 FOR UPDATE SKIP LOCKED
) due
WHERE p.id = due.id
"""

# The share lock keeps head office from changing the bounds until this price is committed.
BOUNDS = "SELECT lowest_price, highest_price FROM skus WHERE id = $1 FOR SHARE"
LOCK_SKU = "SELECT 1 FROM skus WHERE id = $1 FOR UPDATE"
SET_STORE_GOODS = """
INSERT INTO store_goods (id, store_id, sku_id, sold, price, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (store_id, sku_id) DO UPDATE SET sold = excluded.sold, price = excluded.price,
    updated_at = excluded.updated_at
"""
# How far a node of the tree reaches down: the longest path below it and the most levels. $1 the node's path.
REACH = """
SELECT max(length(path)) AS longest, max(cardinality(string_to_array(path, '/'))) AS levels
FROM categories WHERE path = $1 OR starts_with(path, $1 || '/')
"""
# $1 the old path, $2 the new one, $3 now: a node, all below it, and the products of all of them.
MOVE_PATHS = """
WITH moved AS (
    UPDATE categories SET path = $2 || substr(path, length($1) + 1) WHERE path = $1 OR starts_with(path, $1 || '/')
    RETURNING id, path
)
UPDATE products p SET category = m.path, category_id = m.id, indexed = false, updated_at = $3
FROM moved m WHERE p.category = $1 || substr(m.path, length($2) + 1)
"""
# $1 brand, $2 its new name, $3 now.
RENAME_BRAND = """
WITH renamed AS (UPDATE brands SET name = $2 WHERE id = $1 RETURNING id)
UPDATE products p SET brand = $2, indexed = false, updated_at = $3 FROM renamed r WHERE p.brand_id = r.id
"""
BY_BARCODE = """
SELECT s.product_id, s.id AS sku_id FROM skus s JOIN products p ON p.id = s.product_id
WHERE s.barcode = $1 AND p.shelf = 'on' ORDER BY s.id LIMIT 1
"""
# Newest first. $1 the last id seen or null, $2 how many, $3 shelf or null, $4 category path or null, $5 code or null.
PRODUCTS_OF_OFFICE = """
SELECT p.id, p.code, p.title, p.kind, p.brand, p.category, p.image_url, p.shelf, p.shelf_from, p.shelf_until, p.sales,
    p.updated_at, count(s.id)::int AS skus, min(s.price) AS price_from
FROM (
    SELECT * FROM products
    WHERE id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AND ($3::text IS NULL OR shelf = $3)
        AND ($4::text IS NULL OR category = $4 OR starts_with(category, $4 || '/')) AND ($5::text IS NULL OR code = $5)
    ORDER BY id DESC LIMIT $2
) p LEFT JOIN skus s ON s.product_id = p.id
GROUP BY p.id, p.code, p.title, p.kind, p.brand, p.category, p.image_url, p.shelf, p.shelf_from, p.shelf_until,
    p.sales, p.updated_at
ORDER BY p.id DESC
"""
