"""Statements of searching. The index's words find the hits; only the shown page reads the catalogue's own rows.

$1 tsquery, $2 the question without blanks if it has several words, else empty, $3 category path or null, $4 brand or
null, $5 lowest and $6 highest price in fen or null, $7 whether it must be in stock, $8 how many, $9 after how many, $10
the question without blanks, $11 the store (in the store's statements).
"""

from dataclasses import dataclass

from app.showcase.sql import FREE, at_store, card
from app.showcase.sql import ONLINE as ONLINE_PLACES
from app.showcase.states import Sort

FACETS = 20
# Up to this many hits are all ranked; of more, the first MOST_WALKED in the order asked for (relevance: best sellers).
MOST_RANKED = 5_000
MOST_WALKED = 1_100

# Read once, not for each row.
ASKED = "(SELECT $1::text::tsquery)"

# A word in the title counts most, and several more where they stand as in the question. A question that names a
# category or brand means its goods. Sales decide among equals.
_SCORE = """
    ts_rank('{{0.02, 0.2, 0.6, 1.0}}', h.words, {asked})
    * CASE WHEN $2 <> '' AND strpos(h.title, $2) > 0 THEN 1.5 ELSE 1 END
    + CASE WHEN $10 IN (h.kind, h.maker) THEN 0.5 ELSE 0 END
    + 0.02 * ln(1 + h.sales::float8)
"""

# Conditions stand in a CASE so that the planner does not guess how much they leave: a generic plan then walks the index
# when told an order and a limit, and looks at stock only for what is left.
_SEARCH = """
WITH hits AS MATERIALIZED (
    SELECT h.product_id, h.brand, h.category, h.sales, {price} AS price, {score} AS score
    FROM product_search h {own_price}
    WHERE {match} CASE
        WHEN $3::text IS NOT NULL AND NOT (h.category = $3 OR starts_with(h.category, $3 || '/')) THEN false
        WHEN $4::text IS NOT NULL AND h.brand <> $4 THEN false
        WHEN $5::bigint IS NOT NULL AND {price} >= $5 IS NOT TRUE THEN false
        WHEN $6::bigint IS NOT NULL AND {price} <= $6 IS NOT TRUE THEN false
        WHEN {nothing_sold} THEN false
        WHEN NOT $7::boolean THEN true
        ELSE (
            SELECT true FROM skus s JOIN stocks t ON t.sku_id = s.id {own_goods}
            WHERE s.product_id = h.product_id AND {places} AND {free} > 0 {sold_there} LIMIT 1
        ) END {end}
    {bound}
), chosen AS (
    SELECT product_id, row_number() OVER (ORDER BY {order}) AS position FROM hits h ORDER BY {order} LIMIT $8 OFFSET $9
), page AS (
    SELECT p.id, p.title, p.subtitle, p.brand, p.category, p.image_url, p.sales,
        c.price_from, c.list_price, c.in_stock
    FROM chosen JOIN products p ON p.id = chosen.product_id CROSS JOIN LATERAL ({card}) AS c
    WHERE p.shelf = 'on' ORDER BY chosen.position
)
SELECT (SELECT count(*) FROM hits) AS total,
    (SELECT coalesce(json_agg(row_to_json(page)), '[]') FROM page)::text AS items,
    CASE WHEN $9 > 0 THEN 'null' ELSE json_build_object(
        'brands', (SELECT coalesce(json_agg(row_to_json(f)), '[]') FROM (
            SELECT brand AS name, count(*) FROM hits WHERE brand <> '' GROUP BY brand ORDER BY 2 DESC, 1 LIMIT {facets}
        ) AS f),
        'categories', (SELECT coalesce(json_agg(row_to_json(f)), '[]') FROM (
            SELECT category AS name, count(*) FROM hits WHERE category <> '' GROUP BY category
            ORDER BY 2 DESC, 1 LIMIT {facets}
        ) AS f)
    )::text END AS facets
"""
_STORE_PRICE = """
CROSS JOIN LATERAL (
    SELECT min(coalesce(g.price, s.price)) AS price
    FROM skus s LEFT JOIN store_goods g ON g.sku_id = s.id AND g.store_id = $11
    WHERE s.product_id = h.product_id AND coalesce(g.sold, true)
) AS own
"""
_STORE_GOODS = "LEFT JOIN store_goods g ON g.sku_id = s.id AND g.store_id = $11"

_ORDERS = {
    Sort.RELEVANCE: "h.score DESC, h.product_id DESC",
    Sort.PRICE_ASC: "h.price, h.product_id",
    Sort.PRICE_DESC: "h.price DESC NULLS LAST, h.product_id DESC",
    Sort.SALES: "h.sales DESC, h.product_id DESC",
    Sort.NEWEST: "h.product_id DESC",
}
_WALKS = {
    Sort.RELEVANCE: "h.sales DESC, h.product_id DESC",
    Sort.PRICE_ASC: "h.price_from, h.product_id",
    Sort.PRICE_DESC: "h.price_from DESC, h.product_id DESC",
    Sort.SALES: "h.sales DESC, h.product_id DESC",
    Sort.NEWEST: "h.product_id DESC",
}


@dataclass(frozen=True, slots=True)
class Statements:
    """One sort's statements: rank every hit; or walk an index in order, which the function form of @@ leaves to it."""

    ranked: str
    walked: str
    popular: str


def _statements(sort: Sort, store: str) -> Statements:
    shape = {
        "places": at_store(store) if store else ONLINE_PLACES,
        "card": card(store),
        "price": "own.price" if store else "h.price_from",
        "own_price": _STORE_PRICE if store else "",
        "nothing_sold": "own.price IS NULL" if store else "false",
        "own_goods": _STORE_GOODS if store else "",
        "sold_there": "AND coalesce(g.sold, true)" if store else "",
        "order": _ORDERS[sort],
        "free": FREE,
        "facets": FACETS,
        "score": _SCORE.format(asked=ASKED),
    }
    walk = f"ORDER BY {_WALKS[sort]} LIMIT {MOST_WALKED}"
    return Statements(
        ranked=_SEARCH.format(match=f"h.words @@ {ASKED} AND", bound=f"LIMIT {MOST_RANKED + 1}", end="", **shape),
        walked=_SEARCH.format(
            match=f"CASE WHEN NOT ts_match_vq(h.words, {ASKED}) THEN false ELSE",
            bound=walk,
            end="END",
            **shape,
        ),
        popular=_SEARCH.format(match="", bound=walk, end="", **shape),
    )


ONLINE = {sort: _statements(sort, "") for sort in Sort}
AT_STORE = {sort: _statements(sort, "$11") for sort in Sort}

# Beginnings as ranges in the order of code points: an index condition in any plan. $1 the beginning, $2 its end, $3 how
# many, $4 the pinyin beginning or null, $5 its end.
SUGGESTIONS = """
WITH found AS (
    SELECT term, weight, 0 AS far FROM search_terms WHERE term COLLATE "C" >= $1 AND term COLLATE "C" < $2
    UNION ALL
    SELECT term, weight, 1 FROM search_terms WHERE pinyin COLLATE "C" >= $4 AND pinyin COLLATE "C" < $5
    UNION ALL
    SELECT term, weight, 1 FROM search_terms WHERE initials COLLATE "C" >= $4 AND initials COLLATE "C" < $5
), best AS (
    SELECT term, min(far) AS far, max(weight) AS weight FROM found GROUP BY term ORDER BY 2, 3 DESC, 1 LIMIT $3
)
SELECT json_build_object('items', coalesce(json_agg(term ORDER BY far, weight DESC, term), '[]'))::text FROM best
"""

# Terms whose whole pinyin, or whole initials, is one of $1; the heaviest of each first.
SPELT = """
SELECT term, pinyin AS spelling, weight FROM search_terms WHERE pinyin = ANY($1::text[])
UNION ALL
SELECT term, initials, weight FROM search_terms WHERE initials = ANY($1::text[]) AND length(initials) > 1
ORDER BY 3 DESC, 1
"""

# Terms of about the same length that share letters with $1, those that share most first; $2 least, $3 most letters.
ALIKE = """
SELECT term, weight FROM search_terms
WHERE string_to_array(term, NULL) && string_to_array($1, NULL) AND length(term) BETWEEN $2 AND $3
ORDER BY cardinality(ARRAY(
    SELECT unnest(string_to_array(term, NULL)) INTERSECT SELECT unnest(string_to_array($1, NULL))
)) DESC, weight DESC, term LIMIT 200
"""

# For a question in Latin letters: terms whose pinyin begins alike. $1 and $2 the range of beginnings.
ALIKE_IN_PINYIN = """
SELECT term, pinyin, weight FROM search_terms WHERE pinyin COLLATE "C" >= $1 AND pinyin COLLATE "C" < $2
ORDER BY weight DESC, term LIMIT 1000
"""
