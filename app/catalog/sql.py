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

# Newest first: ids are UUIDv7. $1 the last id seen or null, $2 how many. The cursor stays an index condition, also in
# a plan made for any parameters.
_PAGE = """
WITH page AS (
    SELECT p.id, p.title, p.brand, p.category, p.image_url,
        (SELECT min(s.price) FROM skus s WHERE s.product_id = p.id) AS price_from
    FROM products p
    WHERE p.shelf = 'on' AND p.id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') {condition}
    ORDER BY p.id DESC LIMIT $2
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
    'next_cursor', CASE WHEN count(*) = $2 THEN min(id::text) END
)::text FROM page
"""
PRODUCT_LIST = _PAGE.format(condition="")
PRODUCTS_OF_CATEGORY = _PAGE.format(condition="AND p.category = $3")
