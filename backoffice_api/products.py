"""Products and their SKUs, on and off the shelf."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.catalog import office_queries
from app.catalog.create_product import create_product
from app.catalog.edit_product import edit_product
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.catalog.set_price import set_bounds, set_price
from app.catalog.shelve import shelve
from app.catalog.states import GoodsKind, Shelf
from app.http.bodies import Body
from app.http.moments import Moment
from app.http.routes import Call, Route
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery

MOST_FEN = 999_999_999
# What the goods file could not hold is refused here too: the export must be importable.
Line = Annotated[str, StringConstraints(pattern="^[^\x00-\x1f\x7f\ufffe\uffff]*$")]
Text = Annotated[str, StringConstraints(pattern="^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*$")]
Url = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s\x00-\x1f]+)?$", max_length=512)]
Price = Annotated[int, Field(ge=1, le=MOST_FEN, description="单位分")]


class NewSku(Body):
    """`options` are spec names and values, at most 8."""

    code: Line = Field(min_length=1, max_length=64)
    price: Price
    spec: Line = Field("", max_length=120)
    barcode: Line = Field("", max_length=32)
    options: dict[Line, Line] = Field({}, max_length=8)
    list_price: Price | None = None
    weight_g: int = Field(0, ge=0, le=9_999_999)
    volume_cm3: int = Field(0, ge=0, le=9_999_999)
    image_url: Url = ""


class NewProduct(Body):
    """`category` is a path of names joined by `/`; missing categories and brands are made."""

    code: Line = Field(min_length=1, max_length=64)
    title: Line = Field(min_length=1, max_length=120)
    subtitle: Line = Field("", max_length=120)
    kind: GoodsKind = GoodsKind.PHYSICAL
    brand: Line = Field("", max_length=64)
    category: Line = Field("", max_length=255)
    description: Text = Field("", max_length=5_000)
    image_url: Url = ""
    media_urls: list[Url] = Field([], max_length=20)
    shelf: Shelf = Shelf.ON
    shelf_from: Moment | None = None
    shelf_until: Moment | None = None
    freight_template_id: UUID | None = None
    skus: list[NewSku] = Field(min_length=1, max_length=200)


class OnShelf(Body):
    shelf: Shelf


class NewPrice(Body):
    """`list_price` is shown struck through."""

    price: Price
    list_price: Price | None = None


class Bounds(Body):
    """What stores may charge; null is open on that side."""

    lowest_price: Price | None = None
    highest_price: Price | None = None


class ProductQuery(PageQuery):
    shelf: Shelf | None = None
    category: str | None = Field(None, max_length=255)
    code: str | None = Field(None, max_length=64)


class SkuOfProduct(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    code: str
    barcode: str
    spec: str
    options: dict[str, str]
    price: int
    list_price: int | None
    lowest_price: int | None
    highest_price: int | None
    weight_g: int
    volume_cm3: int
    image_url: str


class ProductLine(BaseModel):
    """`price_from` in fen, null without SKUs."""

    id: UUID
    code: str
    title: str
    kind: GoodsKind
    brand: str
    category: str
    image_url: str
    shelf: Shelf
    shelf_from: datetime | None
    shelf_until: datetime | None
    sales: int
    skus: int
    price_from: int | None
    updated_at: datetime


class ProductLines(BaseModel):
    items: list[ProductLine]
    next_cursor: UUID | None


class GoodsMedia(BaseModel):
    kind: str
    url: str


class ProductDetail(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    code: str
    title: str
    subtitle: str
    kind: GoodsKind
    brand: str
    category: str
    description: str
    image_url: str
    media: list[GoodsMedia]
    shelf: Shelf
    shelf_from: datetime | None
    shelf_until: datetime | None
    freight_template_id: UUID | None
    sales: int
    updated_at: datetime
    skus: list[SkuOfProduct] = []


async def add_product(call: Call) -> ProductDetail:
    return await _detail(await create_product(*_terms(call.body)))


async def change_product(call: Call, product_id: UUID) -> ProductDetail:
    await edit_product(product_id, *_terms(call.body))
    return await _detail(product_id)


async def read_product(_: Call, product_id: UUID) -> ProductDetail:
    return await _detail(product_id)


async def list_products(call: Call) -> ProductLines:
    query: ProductQuery = call.query
    page = await office_queries.products_page(
        query.cursor, query.limit + 1, query.shelf, query.category or None, query.code
    )
    found = [ProductLine.model_validate(dict(row)) for row in page]
    more = len(found) > query.limit
    return ProductLines(items=found[: query.limit], next_cursor=found[query.limit - 1].id if more else None)


async def turn_shelf(call: Call, product_id: UUID) -> None:
    await shelve(product_id, call.body.shelf)


async def change_price(call: Call, sku_id: UUID) -> None:
    await set_price(sku_id, call.body.price, call.body.list_price)


async def change_bounds(call: Call, sku_id: UUID) -> None:
    await set_bounds(sku_id, call.body.lowest_price, call.body.highest_price)


def _terms(body: NewProduct) -> tuple[ProductTerms, list[SkuTerms]]:
    told = {name: getattr(body, name) for name in NewProduct.model_fields if name != "skus"}
    return ProductTerms(**told), [SkuTerms(**sku.model_dump()) for sku in body.skus]


async def _detail(product_id: UUID) -> ProductDetail:
    product, skus = await office_queries.product(product_id)
    shown = ProductDetail.model_validate(product)
    return shown.model_copy(update={"skus": [SkuOfProduct.model_validate(sku) for sku in skus]})


ROUTES: list[Route] = [
    staff_route("GET", "/products", list_products, MERCHANDISERS, "商品列表", query=ProductQuery, returns=ProductLines),
    staff_route(
        "POST", "/products", add_product, MERCHANDISERS, "新建商品", body=NewProduct, returns=ProductDetail, status=201
    ),
    staff_route("GET", "/products/<product_id:uuid>", read_product, MERCHANDISERS, "商品详情", returns=ProductDetail),
    staff_route(
        "PUT",
        "/products/<product_id:uuid>",
        change_product,
        MERCHANDISERS,
        "编辑商品",
        body=NewProduct,
        returns=ProductDetail,
    ),
    staff_route(
        "PUT",
        "/products/<product_id:uuid>/shelf",
        turn_shelf,
        MERCHANDISERS,
        "上架或下架",
        body=OnShelf,
        status=204,
    ),
    staff_route("PUT", "/skus/<sku_id:uuid>/price", change_price, MERCHANDISERS, "改价", body=NewPrice, status=204),
    staff_route(
        "PUT", "/skus/<sku_id:uuid>/bounds", change_bounds, MERCHANDISERS, "门店价范围", body=Bounds, status=204
    ),
]
