"""Statements of the search index. Whoever shows goods reads its tables; only these write them."""

# Two workers never hold the same product. $1 how many.
CLAIM = """
WITH claimed AS (
    SELECT id FROM products WHERE NOT indexed ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE products p SET indexed = true FROM claimed c WHERE p.id = c.id
RETURNING p.id, p.title, p.subtitle, p.brand, p.category, p.sales, p.shelf = 'on' AS shown,
    (SELECT string_agg(s.spec, ' ' ORDER BY s.code) FROM skus s WHERE s.product_id = p.id) AS specs,
    (SELECT min(s.price) FROM skus s WHERE s.product_id = p.id) AS price_from
"""

WRITE = """
INSERT INTO product_search
    (product_id, words, title, brand, category, maker, kind, price_from, sales, indexed_at)
SELECT id, words::tsvector, title, brand, category, maker, kind, price_from, sales, $10
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
    $8::text[], $9::text[]) AS p (id, words, title, brand, category, price_from, sales, maker, kind)
ON CONFLICT (product_id) DO UPDATE SET words = excluded.words, title = excluded.title, brand = excluded.brand,
    category = excluded.category, maker = excluded.maker, kind = excluded.kind, price_from = excluded.price_from,
    sales = excluded.sales, indexed_at = excluded.indexed_at
"""

FORGET = "DELETE FROM product_search WHERE product_id = ANY($1::uuid[])"

KNOWN = "SELECT DISTINCT term FROM search_terms WHERE term = ANY($1::text[])"

# Terms are inserted in their order, so that two workers with the same new word do not deadlock.
LEARN = """
INSERT INTO search_terms (id, term, pinyin, initials, weight)
SELECT id, term, pinyin, initials, weight
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS t (id, term, pinyin, initials, weight)
ORDER BY term, pinyin
ON CONFLICT (term, pinyin) DO NOTHING
"""

# UUIDv7: what was learnt later sorts later.
TERMS_SINCE = "SELECT id, term FROM search_terms WHERE id > $1 ORDER BY id"

# A term weighs as many products as have it in title, brand or category.
RECOUNT = """
WITH counted AS (SELECT word, ndoc FROM ts_stat('SELECT words FROM product_search', 'ab')), wrong AS (
    SELECT t.id, coalesce(c.ndoc, 0) AS weight FROM search_terms t LEFT JOIN counted c ON c.word = t.term
    WHERE t.weight <> coalesce(c.ndoc, 0)
)
UPDATE search_terms t SET weight = w.weight FROM wrong w WHERE t.id = w.id
"""
FORGET_UNUSED = "DELETE FROM search_terms WHERE weight = 0"

# Prices and sales move without a word changing.
REFRESH_FIGURES = """
WITH now AS (
    SELECT p.id, p.sales, min(s.price) AS price_from FROM products p LEFT JOIN skus s ON s.product_id = p.id
    GROUP BY p.id
)
UPDATE product_search h SET sales = now.sales, price_from = now.price_from FROM now
WHERE h.product_id = now.id AND (h.sales, h.price_from) IS DISTINCT FROM (now.sales, now.price_from)
"""
