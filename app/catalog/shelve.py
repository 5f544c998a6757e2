"""Put a product on the shelf or take it off."""

from uuid import UUID

from app.catalog.errors import ProductNotFound
from app.catalog.models import Product
from app.catalog.states import Shelf
from app.kernel import clock
from app.kernel.db import atomic


@atomic
async def shelve(product_id: UUID, shelf: Shelf) -> None:
    """Off the shelf a product is neither shown nor sold; orders placed before go on. Raises ProductNotFound."""
    if not await Product.filter(id=product_id).update(shelf=shelf, indexed=False, updated_at=clock.now()):
        raise ProductNotFound
