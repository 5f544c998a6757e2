"""Best sellers: paid pieces by product, counted anew from the stock that left for goods that sold lately."""

from datetime import timedelta

from app.catalog.set_sales import set_sales
from app.kernel import clock, db

# Longer than a clock is ever down; what sold before was counted then.
LATELY = timedelta(hours=6)
MOST_PRODUCTS = 10_000

# $1 since, $2 most products.
SOLD = """
WITH lately AS (
    SELECT DISTINCT s.product_id FROM stock_movements m JOIN skus s ON s.id = m.sku_id
    WHERE m.kind = 'sale' AND m.moved_at > $1 LIMIT $2
)
SELECT s.product_id, -sum(m.quantity)::bigint AS pieces
FROM lately JOIN skus s USING (product_id) JOIN stock_movements m ON m.sku_id = s.id AND m.kind = 'sale'
GROUP BY s.product_id
"""


async def count_sales() -> int:
    """Tick: bring the sales of what sold lately up to date; how many products changed."""
    rows = await db.fetch(SOLD, clock.now() - LATELY, MOST_PRODUCTS)
    return await set_sales({row["product_id"]: row["pieces"] for row in rows})
