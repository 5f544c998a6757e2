"""Statements of the catalogue. Many rows are written by one statement, in code order, so imports never deadlock."""

OWNERS = """
SELECT s.code, p.code AS product_code FROM skus s JOIN products p ON p.id = s.product_id WHERE s.code = ANY($1::text[])
"""

UPSERT_PRODUCTS = """
INSERT INTO products (id, code, title, brand, category, description, image_url, shelf, created_at, updated_at)
SELECT id, code, title, brand, category, description, image_url, 'on', $8, $8
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS p (id, code, title, brand, category, description, image_url) ORDER BY code
ON CONFLICT (code) DO UPDATE SET title = excluded.title, brand = excluded.brand, category = excluded.category,
    description = excluded.description, image_url = excluded.image_url, updated_at = excluded.updated_at
RETURNING id, code, xmax = 0 AS created
"""

UPSERT_SKUS = """
INSERT INTO skus (id, product_id, code, spec, barcode, price, created_at, updated_at)
SELECT id, product_id, code, spec, barcode, price, $7, $7
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[])
    AS s (id, product_id, code, spec, barcode, price) ORDER BY code
ON CONFLICT (code) DO UPDATE SET product_id = excluded.product_id, spec = excluded.spec, barcode = excluded.barcode,
    price = excluded.price, updated_at = excluded.updated_at
RETURNING id, code, xmax = 0 AS created
"""

# Newest first: ids are UUIDv7. $1 category or null, $2 the last id seen or null, $3 how many.
PRODUCT_LIST = """
WITH page AS (
    SELECT p.id, p.title, p.brand, p.category, p.image_url,
        (SELECT min(s.price) FROM skus s WHERE s.product_id = p.id) AS price_from
    FROM products p
    WHERE p.shelf = 'on' AND ($1::text IS NULL OR p.category = $1) AND ($2::uuid IS NULL OR p.id < $2)
    ORDER BY p.id DESC LIMIT $3
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
    'next_cursor', CASE WHEN count(*) = $3 THEN min(id::text) END
)::text FROM page
"""
