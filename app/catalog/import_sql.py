"""Statements of the goods import: rows wait in two unlogged tables and are switched in by sets of rows.

Rows that say nothing new are not touched at all, so a file imported again locks nothing and re-indexes nothing.
"""

from collections.abc import Sequence

from app.catalog.goods_columns import OF_PRODUCT, OF_SKU, Column

PRODUCT_ROWS, SKU_ROWS = "goods_import_products", "goods_import_skus"

BEGIN = """
UPDATE goods_imports SET run_id = $2, status = 'checking', checked = 0, written = 0, faulty = 0
WHERE id = $1 AND status NOT IN ('done', 'refused') RETURNING content
"""
CLEAR_PRODUCTS = f"DELETE FROM {PRODUCT_ROWS} WHERE import_id = $1"
CLEAR_SKUS = f"DELETE FROM {SKU_ROWS} WHERE import_id = $1"

# Only the run that began last may write; all its statements ask for that first, and lock the import's row.
PROGRESS = "UPDATE goods_imports SET checked = $3, faulty = $4 WHERE id = $1 AND run_id = $2"
START_WRITING = "UPDATE goods_imports SET status = 'writing', rows = $3, checked = $3 WHERE id = $1 AND run_id = $2"
# Held until the import has ended: no other run can begin meanwhile.
HOLD_RUN = "SELECT 1 FROM goods_imports WHERE id = $1 AND run_id = $2 FOR UPDATE"
FINISH = """
UPDATE goods_imports SET status = 'done', content = NULL, finished_at = $2, written = $3, faulty = $4,
    faults = $5::jsonb, report = $6::jsonb WHERE id = $1
"""
REFUSE = """
UPDATE goods_imports SET status = 'refused', content = NULL, finished_at = $3, refusal = $4
WHERE id = $1 AND run_id = $2
"""

# A plan made while the tables were empty would compare every row with every row.
PLAN_ANEW = "SET LOCAL plan_cache_mode = force_custom_plan"

# Two imports are switched in one after the other. Whoever writes names of categories and brands onto products shares
# the second lock; whoever changes those names has it alone.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('catalog.import'))"
USE_NAMES = "SELECT pg_advisory_xact_lock_shared(hashtext('catalog.names'))"
CHANGE_NAMES = "SELECT pg_advisory_xact_lock(hashtext('catalog.names'))"

# SKUs that belong to another product already. $2 how many are told; `strays` counts all.
STRAYS = f"""
WITH stray AS (
    DELETE FROM {SKU_ROWS} k USING skus s, products p
    WHERE k.import_id = $1 AND s.code = k.code AND p.id = s.product_id AND p.code <> k.product_code
    RETURNING k.row, p.code
)
SELECT row, code, count(*) OVER ()::int AS strays FROM stray ORDER BY row LIMIT $2
"""

# Products none of whose SKUs is left.
CLEAR_EMPTY = f"""
DELETE FROM {PRODUCT_ROWS} WHERE import_id = $1
    AND code NOT IN (SELECT product_code FROM {SKU_ROWS} WHERE import_id = $1)
"""

CATEGORIES_TOLD = f"SELECT DISTINCT category FROM {PRODUCT_ROWS} WHERE import_id = $1 AND category <> ''"
ADD_BRANDS = f"""
INSERT INTO brands (id, name, logo_url, created_at)
SELECT gen_random_uuid(), brand, '', $2
FROM (SELECT DISTINCT brand FROM {PRODUCT_ROWS} WHERE import_id = $1 AND brand <> '' ORDER BY brand) told
ON CONFLICT (name) DO NOTHING
"""
# One level of the tree. $1 paths, $2 names, $3 paths of the parents, $4 now.
ADD_CATEGORIES = """
INSERT INTO categories (id, parent_id, name, path, position, created_at)
SELECT gen_random_uuid(), parent.id, told.name, told.path, 0, $4
FROM unnest($1::text[], $2::text[], $3::text[]) AS told (path, name, parent)
    LEFT JOIN categories parent ON parent.path = told.parent
ORDER BY told.path
ON CONFLICT (path) DO NOTHING
"""

# What a row has when the file has no such column, or for kind and shelf an empty cell.
USUAL = {
    **{"kind": "'physical'", "subtitle": "''", "media": "'[]'::jsonb", "shelf": "'on'", "shelf_from": "NULL"},
    **{"shelf_until": "NULL", "list_price": "NULL", "weight_g": "0", "volume_cm3": "0", "options": "'{}'::jsonb"},
}
KEPT_WHEN_EMPTY = {"kind", "shelf"}


def _new(column: Column) -> str:
    usual = USUAL.get(column.field)
    return f"r.{column.field}" if usual is None else f"coalesce(r.{column.field}, {usual})"


def _after(column: Column) -> str:
    """The column's value of a known row `t` after the import; $4 names the fields which the file speaks of."""
    name = column.field
    if column.required:
        return f"r.{name}"
    told = f"'{name}' = ANY($4::text[])" + (f" AND r.{name} IS NOT NULL" if name in KEPT_WHEN_EMPTY else "")
    return f"CASE WHEN {told} THEN r.{name} ELSE t.{name} END"


def _fields(columns: Sequence[Column]) -> str:
    return ", ".join(column.field for column in columns)


def _update(table: str, columns: Sequence[Column], more: dict[str, str], touch: str, source: str) -> str:
    """Change known rows of `table` that the file says something new of; the rest is not even locked."""
    after = {column.field: _after(column) for column in columns} | more
    sets = ", ".join(f"{field} = {value}" for field, value in after.items())
    before = ", ".join(f"t.{field}" for field in after)
    return (
        f"UPDATE {table} t SET {sets}, {touch} FROM {source} "
        f"AND t.code = r.code AND ({before}) IS DISTINCT FROM ({', '.join(after.values())})"
    )


# Rows $2 to $3 of import $1, at $5. What is missing is added first, so that whoever adds the same at the same time is
# waited for; then what is there is compared.
_PRODUCTS = f"""
{PRODUCT_ROWS} r LEFT JOIN brands b ON b.name = r.brand LEFT JOIN categories c ON c.path = r.category
WHERE r.import_id = $1 AND r.row BETWEEN $2 AND $3
"""
_SKUS = f"{SKU_ROWS} r JOIN products p ON p.code = r.product_code WHERE r.import_id = $1 AND r.row BETWEEN $2 AND $3"

ADD_PRODUCTS = f"""
INSERT INTO products (id, {_fields(OF_PRODUCT)}, brand_id, category_id, sales, indexed, created_at, updated_at)
SELECT r.id, {", ".join(map(_new, OF_PRODUCT))}, b.id, c.id, 0, false, $4, $4
FROM {_PRODUCTS}
ORDER BY r.code ON CONFLICT (code) DO NOTHING
"""
CHANGE_PRODUCTS = _update(
    "products",
    OF_PRODUCT[1:],
    {"brand_id": "b.id", "category_id": "c.id"},
    "indexed = false, updated_at = $5",
    _PRODUCTS,
)
ADD_SKUS = f"""
WITH added AS (
    INSERT INTO skus (id, product_id, {_fields(OF_SKU)}, image_url, created_at, updated_at)
    SELECT r.id, p.id, {", ".join(map(_new, OF_SKU))}, '', $4, $4
    FROM {_SKUS}
    ORDER BY r.code ON CONFLICT (code) DO NOTHING RETURNING product_id
), seen AS (
    UPDATE products SET indexed = false, updated_at = $4
    WHERE id IN (SELECT product_id FROM added) AND indexed
)
SELECT count(*)::int FROM added
"""
CHANGE_SKUS = f"""
WITH changed AS (
    {_update("skus", OF_SKU[1:], {}, "updated_at = $5", _SKUS)} AND t.product_id = p.id RETURNING t.product_id
), seen AS (
    UPDATE products SET indexed = false, updated_at = $5
    WHERE id IN (SELECT product_id FROM changed) AND indexed
)
SELECT count(*)::int FROM changed
"""
OPENING_STOCK = f"""
SELECT s.id AS sku_id, r.stock FROM {SKU_ROWS} r JOIN skus s ON s.code = r.code
WHERE r.import_id = $1 AND r.row BETWEEN $2 AND $3 AND r.stock > 0
"""
TELLS_STOCK = f"SELECT EXISTS (SELECT FROM {SKU_ROWS} WHERE import_id = $1 AND stock > 0)"
ROWS_WRITTEN = f"SELECT count(*)::int FROM {SKU_ROWS} WHERE import_id = $1"
