"""What a guide may send: materials and scripts, goods, coupons."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.content import categories, queries
from app.content.states import MaterialKind
from app.http.bodies import Body
from app.http.routes import Call
from app.promotions.coupons import windows
from app.showcase import products
from app.showcase import search as goods
from app.staff.queries import staff_by_id
from wecom.sidebar_api.callers import Guide, caller, guide_route
from wecom.sidebar_api.own import own_customer

MOST_CHILDREN = 500


class MaterialsQuery(Body):
    """A category holds all below it; `q` is a part of the title."""

    q: str = Field("", max_length=64)
    category_id: UUID | None = None
    kind: MaterialKind | None = None
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


class MaterialLine(BaseModel):
    """A script's `body` has its placeholders; they are filled when it is sent. `subject_id`: product or coupon."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: MaterialKind
    title: str
    body: str
    address: str
    cover: str
    subject_id: UUID | None
    category_id: UUID | None


class MaterialLines(BaseModel):
    items: list[MaterialLine]
    next_cursor: UUID | None


class CategoriesQuery(Body):
    """Without `parent_id` the roots."""

    parent_id: UUID | None = None


class Category(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str


class Categories(BaseModel):
    items: list[Category]


class GoodsQuery(Body):
    q: str = Field(min_length=1, max_length=goods.LONGEST_TEXT, description="搜索词：中文、拼音或首字母")
    cursor: int = Field(0, ge=0, le=goods.MOST_OFFSET, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


class CouponsQuery(Body):
    """With `who` (external_userid or member id of an own customer) `claimed` is how many that customer ever got."""

    who: str | None = Field(None, max_length=64)
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


async def list_materials(call: Call) -> MaterialLines:
    guide, query = await caller(call), call.query
    chosen = queries.Filter(query.category_id, query.q, query.kind)
    found = await queries.shelf(guide.staff_id, chosen, query.cursor, query.limit + 1)
    items = [MaterialLine.model_validate(one) for one in found[: query.limit]]
    return MaterialLines(items=items, next_cursor=items[-1].id if len(found) > query.limit else None)


async def list_categories(call: Call) -> Categories:
    found = await categories.children(call.query.parent_id, MOST_CHILDREN)
    return Categories(items=[Category.model_validate(one) for one in found])


async def search_goods(call: Call) -> bytes:
    store_id = await store_of(await caller(call))
    query: GoodsQuery = call.query
    return await goods.search(goods.Search(query.q, store_id=store_id, offset=query.cursor, limit=query.limit))


async def show_goods(call: Call, product_id: UUID) -> bytes:
    return await products.product(product_id, await store_of(await caller(call)))


async def list_coupons(call: Call) -> bytes:
    query: CouponsQuery = call.query
    member_id = (await own_customer(call, query.who))[1].member_id if query.who else None
    return await windows.offers(member_id, query.cursor, query.limit)


async def store_of(guide: Guide) -> UUID | None:
    """Where the guide stands: its prices, stock and range are what they show to customers."""
    staff = await staff_by_id(guide.staff_id)
    return staff.store_id if staff else None


ROUTES = [
    guide_route("GET", "/materials", list_materials, "可发送的素材与话术", query=MaterialsQuery, returns=MaterialLines),
    guide_route("GET", "/material-categories", list_categories, "素材分类", query=CategoriesQuery, returns=Categories),
    guide_route("GET", "/goods", search_goods, "搜索可发送的商品（本店价格与库存）", query=GoodsQuery),
    guide_route("GET", "/goods/<product_id:uuid>", show_goods, "商品与规格（本店价格与库存）"),
    guide_route("GET", "/coupons", list_coupons, "可发送的优惠券", query=CouponsQuery),
]
