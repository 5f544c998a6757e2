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
# Up to so many hits are ranked, or put in another order; of more, the best sellers, or the first in that order. Pages
# end after the 1,000th hit, so nobody pages out of them.
MOST_RANKED = 1_100
MOST_SORTED = 5_000

# Read once, not for each row.
ASKED = "(SELECT $1::text::tsquery)"

# The words that are indexed say also how well a product sells, in steps of four (app/migrations/0005_search_bands.py):
# so the hits of the best sellers are found alone, however many there are.
INDEXED = "with_sales_band(h.words, h.sales)"
HIGHEST_BAND = 10

# A word in the title counts most, and several more where they stand as in the question. A question that names a
# category or brand means its goods. Sales decide among equals.
_SCORE = f"""
    ts_rank('{{0.02, 0.2, 0.6, 1.0}}', h.words, {ASKED})
    * CASE WHEN $2 <> '' AND strpos(h.title, $2) > 0 THEN 1.5 ELSE 1 END
    + CASE WHEN $10 IN (h.kind, h.maker) THEN 0.5 ELSE 0 END
    + 0.02 * ln(1 + h.sales::float8)
"""

# Conditions stand in a CASE so that the planner does not guess how much they leave: a generic plan then walks the index
# when told an order and a limit, and looks at stock only for what is left.
_ALLOWED = """
CASE
    WHEN $3::text IS NOT NULL AND NOT (h.category = $3 OR starts_with(h.category, $3 || '/')) THEN false
    WHEN $4::text IS NOT NULL AND h.brand <> $4 THEN false
    WHEN $5::bigint IS NOT NULL AND {price} >= $5 IS NOT TRUE THEN false
    WHEN $6::bigint IS NOT NULL AND {price} <= $6 IS NOT TRUE THEN false
    WHEN {nothing_sold} THEN false
    WHEN NOT $7::boolean THEN true
    ELSE (
        SELECT true FROM skus s JOIN stocks t ON t.sku_id = s.id {own_goods}
        WHERE s.product_id = h.product_id AND {places} AND {free} > 0 {sold_there} LIMIT 1
    ) END
"""
_NARROW = "h.product_id, h.brand, h.category, h.sales, {price} AS price"
_WIDE = f"{_NARROW}, h.words, h.title, h.maker, h.kind"

# All hits there are, or the best sellers of them. The bands are joined in their order: OFFSET 0 keeps the planner from
# turning the loop round.
_BEST = """
best AS MATERIALIZED (
    SELECT hit.* FROM generate_series({highest_band}, 0, -1) AS band CROSS JOIN LATERAL (
        SELECT {wide} FROM product_search h {own_price}
        WHERE {indexed} @@ ({asked} && quote_literal('#' || band)::tsquery) AND {allowed} OFFSET 0
    ) AS hit LIMIT {most_ranked} + 1
)"""
# Looking into each band costs more than a question with few hits: those are found at once, and counted on the way.
_FIRST = """
first AS MATERIALIZED (
    SELECT {wide} FROM product_search h {own_price} WHERE {indexed} @@ {asked} AND {allowed} LIMIT {most_ranked} + 1
)"""
_FEW_OR_BEST = """
SELECT * FROM first WHERE (SELECT count(*) FROM first) <= {most_ranked}
UNION ALL SELECT * FROM best WHERE (SELECT count(*) FROM first) > {most_ranked}
"""
_SCORED = """
, hits AS MATERIALIZED (
    SELECT h.product_id, h.brand, h.category, {score} AS score FROM ({candidates}) AS h
)"""
_RANKED = f"WITH {_FIRST}, {_BEST}" + _SCORED.replace("{candidates}", _FEW_OR_BEST)
_RANKED_BEST = f"WITH {_BEST}" + _SCORED.replace("{candidates}", "SELECT * FROM best")
# As above; of too many, an index is walked in order, which the function form of @@ leaves to the planner.
_SORTED = """
WITH first AS MATERIALIZED (
    SELECT {narrow} FROM product_search h {own_price} WHERE {indexed} @@ {asked} AND {allowed} LIMIT {most_sorted} + 1
), walked AS (
    SELECT * FROM (
        SELECT {narrow} FROM product_search h {own_price}
        WHERE CASE WHEN NOT ts_match_vq(h.words, {asked}) THEN false ELSE {allowed} END {priced}
        ORDER BY {walk} LIMIT {most_ranked}
    ) AS h {enough}
), hits AS MATERIALIZED (
    SELECT * FROM first WHERE (SELECT count(*) FROM first) <= {most_sorted}
    UNION ALL SELECT * FROM walked WHERE (SELECT count(*) FROM first) > {most_sorted}
)"""
_POPULAR = """
WITH first AS MATERIALIZED (
    SELECT {narrow}, 0 AS score FROM product_search h {own_price} WHERE {allowed} ORDER BY {walk} LIMIT {most_ranked}
), hits AS (SELECT * FROM first)"""
# Facets count the hits there are to page through; of too many in another order than the best, those looked at first.
_PAGE = """, chosen AS (
    SELECT product_id, row_number() OVER (ORDER BY {order}) AS position FROM hits h ORDER BY {order} LIMIT $8 OFFSET $9
), page AS (
    SELECT p.id, p.title, p.subtitle, p.brand, p.category, p.image_url, p.sales,
        c.price_from, c.list_price, c.in_stock
    FROM chosen JOIN products p ON p.id = chosen.product_id CROSS JOIN LATERAL ({card}) AS c
    WHERE p.shelf = 'on' ORDER BY chosen.position
)
SELECT (SELECT count(*) FROM {told}) AS total,
    (SELECT coalesce(json_agg(row_to_json(page)), '[]') FROM page)::text AS items,
    CASE WHEN $9 > 0 THEN 'null' ELSE json_build_object(
        'brands', (SELECT coalesce(json_agg(row_to_json(f)), '[]') FROM (
            SELECT brand AS name, count(*) FROM {counted} WHERE brand <> '' GROUP BY brand
            ORDER BY 2 DESC, 1 LIMIT {facets}
        ) AS f),
        'categories', (SELECT coalesce(json_agg(row_to_json(f)), '[]') FROM (
            SELECT category AS name, count(*) FROM {counted} WHERE category <> '' GROUP BY category
            ORDER BY 2 DESC, 1 LIMIT {facets}
        ) AS f)
    )::text END AS facets
FROM (VALUES ($1::text, $2::text, $10::text)) AS taken_by_every_statement
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
_BEST_SELLERS = "h.sales DESC, h.product_id DESC"
_WALKS = {
    Sort.RELEVANCE: _BEST_SELLERS,
    Sort.PRICE_ASC: "h.price_from, h.product_id",
    Sort.PRICE_DESC: "h.price_from DESC, h.product_id DESC",
    Sort.SALES: _BEST_SELLERS,
    Sort.NEWEST: "h.product_id DESC",
}


@dataclass(frozen=True, slots=True)
class Statements:
    """One sort's statements: the hits of a question; the same, quicker when they are many; and what sells best."""

    found: str
    many: str
    popular: str


def statements(store: str, *, most_ranked: int = MOST_RANKED, most_sorted: int = MOST_SORTED) -> dict[Sort, Statements]:
    """Of each sort; `store` is the parameter that holds the store, or empty."""
    price = "own.price" if store else "h.price_from"
    shape: dict[str, object] = {
        "places": at_store(store) if store else ONLINE_PLACES,
        "price": price,
        "nothing_sold": "own.price IS NULL" if store else "false",
        "own_goods": _STORE_GOODS if store else "",
        "sold_there": "AND coalesce(g.sold, true)" if store else "",
        "free": FREE,
        "own_price": _STORE_PRICE if store else "",
        "narrow": _NARROW.format(price=price),
        "wide": _WIDE.format(price=price),
        "card": card(store),
        "score": _SCORE,
        "asked": ASKED,
        "indexed": INDEXED,
        "highest_band": HIGHEST_BAND,
        "most_ranked": most_ranked,
        "most_sorted": most_sorted,
        "facets": FACETS,
    }
    shape["allowed"] = _ALLOWED.format(**shape)
    return {sort: _of_sort(sort, shape, own_prices=bool(store)) for sort in Sort}


def _of_sort(sort: Sort, shape: dict[str, object], *, own_prices: bool) -> Statements:
    by_price = sort in (Sort.PRICE_ASC, Sort.PRICE_DESC)
    shape = shape | {
        "order": _ORDERS[sort],
        "walk": _WALKS[sort],
        # The index has products without a price first when walked from its end.
        "priced": "AND h.price_from IS NOT NULL" if by_price else "",
        # A walk in the very order asked for ends with the page. At a store the first by online price are put in the
        # order of its own prices, on every page the same ones.
        "enough": "" if by_price and own_prices else "LIMIT $8::bigint + $9::bigint",
    }
    popular = (_POPULAR + _PAGE).format(counted="hits", told="first", **shape)
    if sort == Sort.RELEVANCE:
        found = (_RANKED + _PAGE).format(counted="hits", told="hits", **shape)
        many = (_RANKED_BEST + _PAGE).format(counted="hits", told="hits", **shape)
        return Statements(found, many, popular)
    found = (_SORTED + _PAGE).format(counted="first", told="first", **shape)
    return Statements(found, found, popular)


ONLINE = statements("")
AT_STORE = statements("$11")

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
