"""What radar tests start from."""

from uuid import UUID

from app.catalog.models import Product
from app.kernel import clock
from app.kernel.ids import new_id


async def product(title: str = "山茶花精华水") -> UUID:
    product_id, now = new_id(), clock.now()
    await Product.create(id=product_id, code=f"P{product_id}", title=title, created_at=now, updated_at=now)
    return product_id
