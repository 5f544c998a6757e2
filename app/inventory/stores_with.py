"""Which stores near me have it: where a member fetches goods."""

from uuid import UUID

from app.stores.nearby import Search, stores_nearby
from app.stores.sql import nearby

WITH_STOCK = nearby(
    columns=", s.on_hand - s.held - s.safety AS stock",
    joins="""JOIN stock_locations l ON l.store_id = st.id AND l.active
        JOIN stocks s ON s.location_id = l.id AND s.sku_id = $18 AND s.on_hand - s.held - s.safety > 0""",
)


async def stores_with(sku_id: UUID, search: Search) -> bytes:
    """The page of stores.nearby, of those that can sell the SKU now; `stock` says how many."""
    return await stores_nearby(search, WITH_STOCK, sku_id)
