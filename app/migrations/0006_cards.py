"""The card of each product, kept by the database itself, so that a list reads it instead of building it anew."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# The least [price, list price] of a product's SKUs; null without SKUs. A statement on skus first locks the products
# it is about, then looks again: of two that change SKUs of one product, the later sees what the earlier wrote.
PRICES = """
ALTER TABLE products ADD price_from bigint, ADD list_price bigint;
CREATE FUNCTION keep_product_prices(products uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM products p WHERE p.id = ANY(keep_product_prices.products) ORDER BY p.id FOR NO KEY UPDATE;
    UPDATE products p SET price_from = c.least[1], list_price = nullif(c.least[2], -1)
    FROM (
        SELECT t.id, min(ARRAY[s.price, coalesce(s.list_price, -1)]) AS least
        FROM unnest(keep_product_prices.products) AS t (id) LEFT JOIN skus s ON s.product_id = t.id GROUP BY t.id
    ) AS c
    WHERE p.id = c.id AND (p.price_from, p.list_price) IS DISTINCT FROM (c.least[1], nullif(c.least[2], -1));
END $$;
CREATE FUNCTION skus_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_product_prices(ARRAY(SELECT DISTINCT product_id FROM came));
    RETURN NULL;
END $$;
CREATE FUNCTION skus_went() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_product_prices(ARRAY(SELECT DISTINCT product_id FROM went));
    RETURN NULL;
END $$;
CREATE FUNCTION skus_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_product_prices(ARRAY(
        SELECT DISTINCT unnest(ARRAY[o.product_id, n.product_id]) FROM went o JOIN came n USING (id)
        WHERE (o.product_id, o.price, o.list_price) IS DISTINCT FROM (n.product_id, n.price, n.list_price)
    ));
    RETURN NULL;
END $$;
CREATE TRIGGER skus_came AFTER INSERT ON skus
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION skus_came();
CREATE TRIGGER skus_went AFTER DELETE ON skus
    REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION skus_went();
CREATE TRIGGER skus_changed AFTER UPDATE ON skus
    REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION skus_changed();
SELECT keep_product_prices(ARRAY(SELECT id FROM products));
"""
UNDO_PRICES = """
DROP TRIGGER skus_came ON skus; DROP TRIGGER skus_went ON skus; DROP TRIGGER skus_changed ON skus;
DROP FUNCTION skus_came(), skus_went(), skus_changed(), keep_product_prices(uuid[]);
ALTER TABLE products DROP price_from, DROP list_price;
"""

# All of a card but whether it is in stock, which changes with every order: `{"id":…,"list_price":…,"in_stock":`. JSON
# of ids, texts and whole numbers depends on no setting, so the function is as immutable as it says. Compressed only
# when a row would not fit its page otherwise: each list reads it.
CARD = """
CREATE FUNCTION product_card(
    id uuid, title text, subtitle text, brand text, category text, image_url text, sales bigint, price_from bigint,
    list_price bigint
) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT left(row_to_json(card)::text, -1) || ',"in_stock":'
        FROM (SELECT id, title, subtitle, brand, category, image_url, sales, price_from, list_price) AS card
    );
END $$;
ALTER TABLE products ADD card text GENERATED ALWAYS AS (
    product_card(id, title, subtitle, brand, category, image_url, sales, price_from, list_price)
) STORED;
ALTER TABLE products ALTER card SET STORAGE MAIN;
"""
UNDO_CARD = """
ALTER TABLE products DROP card;
DROP FUNCTION product_card(uuid, text, text, text, text, text, bigint, bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("db", "0005_search_bands")]
    initial = False

    operations = [
        ops.RunSQL(PRICES, UNDO_PRICES),
        ops.RunSQL(CARD, UNDO_CARD),
    ]
