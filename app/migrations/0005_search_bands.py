"""Hits of the best sellers can be found alone: what is indexed of a product says also how well it sells."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Bands in steps of four: `#0` for nothing sold, `#1` up to 3, `#2` up to 15, and so on to `#10` from 262,144. No word of a
# text has the sign. Indexed as an expression, a band needs nobody to keep it up when sales move.
BANDS = """
CREATE FUNCTION with_sales_band(words tsvector, sales bigint) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN words || array_to_tsvector(ARRAY['#' || width_bucket(
    sales, ARRAY[1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144]::bigint[]
)::text]);
CREATE INDEX product_search_bands ON product_search USING gin (with_sales_band(words, sales)) WITH (fastupdate = off);
DROP INDEX product_search_words;
"""
UNDO_BANDS = """
CREATE INDEX product_search_words ON product_search USING gin (words) WITH (fastupdate = off);
DROP INDEX product_search_bands;
DROP FUNCTION with_sales_band
"""


class Migration(migrations.Migration):
    dependencies = [("db", "0004_commerce_constraints")]
    initial = False

    operations = [ops.RunSQL(BANDS, UNDO_BANDS)]
