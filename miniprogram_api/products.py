"""Goods as a shopper sees them. No session is needed."""

from uuid import UUID

from pydantic import Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.showcase import products


class AtStore(Body):
    store_id: UUID | None = Field(None, description="门店：按该店的价格、库存和在售范围展示")


class ProductPage(AtStore):
    category: str | None = Field(None, max_length=255, description="分类名称或路径，含下级分类")
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=100)


async def list_products(call: Call) -> bytes:
    asked = call.query
    return await products.product_list(asked.category or None, asked.cursor, asked.limit, asked.store_id)


async def show_product(call: Call, product_id: UUID) -> bytes:
    return await products.product(product_id, call.query.store_id)


async def scan_product(call: Call, barcode: str) -> bytes:
    return await products.by_barcode(barcode, call.query.store_id)


ROUTES: list[Route] = [
    Route("GET", "/products", list_products, query=ProductPage, summary="商品列表"),
    Route("GET", "/products/<product_id:uuid>", show_product, query=AtStore, summary="商品详情"),
    Route("GET", "/products/by-barcode/<barcode:str>", scan_product, query=AtStore, summary="扫码查商品"),
]
