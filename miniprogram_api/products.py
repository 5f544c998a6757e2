"""Goods as a shopper sees them."""

from uuid import UUID

from pydantic import Field

from app.catalog import queries
from app.catalog.errors import ProductNotFound
from app.http.bodies import Body
from app.http.routes import Call
from app.inventory import showcase


class ProductPage(Body):
    category: str | None = Field(None, max_length=64, description="分类名称")
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=100)


async def list_products(call: Call) -> bytes:
    return await queries.product_list(call.query.category or None, call.query.cursor, call.query.limit)


async def show_product(_: Call, product_id: UUID) -> bytes:
    found = await showcase.product.get(product_id)
    if found is None:
        raise ProductNotFound
    return found
