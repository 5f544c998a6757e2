"""Statements of the shop window: PostgreSQL builds the JSON. Prices in fen."""

# Any active location may serve an order from afar; those that are not are few, so this spares a look at each.
ONLINE = "t.location_id <> ALL(ARRAY(SELECT id FROM stock_locations WHERE NOT active))"
FREE = "t.on_hand - t.held - t.safety"

# What a card says of SKUs, per product `p.id`: by the locations that {places} allows, or as the store sells them. The
# least [price, list price] is found in one pass, without a sort; -1 stands for no list price.
_CARD = """
SELECT c.least[1] AS price_from, nullif(c.least[2], -1) AS list_price, c.in_stock FROM (
    SELECT min(ARRAY[{price}, coalesce(s.list_price, -1)]) AS least,
        coalesce(bool_or(
            (SELECT true FROM stocks t WHERE t.sku_id = s.id AND {places} AND {free} > 0 LIMIT 1)
        ), false) AS in_stock
    FROM skus s {own} WHERE s.product_id = p.id {sold}
) AS c
"""
_OWN = "LEFT JOIN store_goods g ON g.sku_id = s.id AND g.store_id = {store}"
_OWN_PRICE = "coalesce(g.price, s.price)"
_SOLD = "AND coalesce(g.sold, true)"


def at_store(store: str) -> str:
    """Only the store's own place in stock; none for a store without one."""
    return f"t.location_id = ANY(ARRAY(SELECT id FROM stock_locations WHERE store_id = {store} AND active))"


def card(store: str = "") -> str:
    """A lateral subquery over `p.id`; `store` is the parameter that holds the store."""
    if not store:
        return _CARD.format(price="s.price", places=ONLINE, free=FREE, own="", sold="")
    return _CARD.format(price=_OWN_PRICE, places=at_store(store), free=FREE, own=_OWN.format(store=store), sold=_SOLD)


# Newest first: ids are UUIDv7. The cursor stays an index condition, also in a plan made for any parameters.
# $1 the last id seen or null, $2 how many.
_PAGE = """
FROM products p {more}
WHERE p.shelf = 'on' AND p.id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') {condition}
ORDER BY p.id DESC LIMIT $2::int
"""
# The database keeps the text of each card but for its end (app/migrations/0006_cards.py). Stock is looked at anew: by
# SKU until one is there to be sold. A page that is not full has no id at $2, and so no next one.
_LIST = """
SELECT concat(
    '{{"items":[', string_agg(card || CASE WHEN in_stock THEN 'true}}' ELSE 'false}}' END, ',' ORDER BY id DESC),
    '],"next_cursor":', coalesce('"' || (array_agg(id ORDER BY id DESC))[$2] || '"', 'null'), '}}'
) FROM (
    SELECT p.id, p.card, (
        SELECT true FROM skus s JOIN stocks t ON t.sku_id = s.id
        WHERE s.product_id = p.id AND {places} AND {free} > 0 LIMIT 1
    ) AS in_stock
    {page}
) AS page
"""
_STORE_LIST = """
WITH page AS (
    SELECT p.id, p.title, p.subtitle, p.brand, p.category, p.image_url, p.sales,
        c.price_from, c.list_price, c.in_stock
    {page}
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id DESC), '[]'),
    'next_cursor', CASE WHEN count(*) = $2 THEN min(id::text) END
)::text FROM page
"""
_OF_CATEGORY = """
AND p.id IN (
    SELECT id FROM products WHERE shelf = 'on' AND category COLLATE "C" = {category}
    UNION ALL
    SELECT id FROM products WHERE shelf = 'on'
        AND category COLLATE "C" > {category} || '/' AND category COLLATE "C" < {category} || '0'
)
"""


def _list(condition: str = "") -> str:
    return _LIST.format(places=ONLINE, free=FREE, page=_PAGE.format(more="", condition=condition))


def _store_list(store: str, condition: str = "") -> str:
    more = f"CROSS JOIN LATERAL ({card(store)}) AS c"
    return _STORE_LIST.format(page=_PAGE.format(more=more, condition=f"AND c.price_from IS NOT NULL {condition}"))


LIST = _list()
LIST_OF_CATEGORY = _list(_OF_CATEGORY.format(category="$3"))
STORE_LIST = _store_list("$3")
STORE_LIST_OF_CATEGORY = _store_list("$3", _OF_CATEGORY.format(category="$4"))

_DETAIL = """
SELECT row_to_json(shown)::text FROM (
    SELECT p.id, p.code, p.title, p.subtitle, p.kind, p.brand, p.category, p.description, p.image_url, p.media, p.sales,
        (SELECT coalesce(json_agg(row_to_json(line)), '[]') FROM (
            SELECT s.id, s.code, s.spec, s.options, s.barcode, {price} AS price, s.list_price, s.image_url,
                (SELECT coalesce(sum(greatest({free}, 0)), 0)::bigint FROM stocks t
                WHERE t.sku_id = s.id AND {places}) AS stock
            FROM skus s {own} WHERE s.product_id = p.id {sold} ORDER BY s.code LIMIT 200
        ) AS line) AS skus
    FROM products p WHERE p.id = $1 AND p.shelf = 'on'
) AS shown
"""
DETAIL = _DETAIL.format(price="s.price", free=FREE, places=ONLINE, own="", sold="")
STORE_DETAIL = _DETAIL.format(
    price=_OWN_PRICE, free=FREE, places=at_store("$2"), own=_OWN.format(store="$2"), sold=_SOLD
)

# The same barcode may stand on several SKUs; the lowest code on the shelf, and sold at the store, answers.
BY_BARCODE = """
SELECT s.id, s.product_id FROM skus s JOIN products p ON p.id = s.product_id AND p.shelf = 'on'
WHERE s.barcode = $1 AND s.barcode <> '' AND NOT EXISTS (
    SELECT FROM store_goods g WHERE g.sku_id = s.id AND g.store_id = $2 AND NOT g.sold
) ORDER BY s.code LIMIT 1
"""
