"""The tree of categories, and brands."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.catalog import brands, categories
from app.http.bodies import Body
from app.http.routes import Call, Route
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery
from backoffice_api.products import Line, Url

MOST_CHILDREN = 1_000
Name = Annotated[
    str, StringConstraints(pattern="^[^/\x00-\x1f\x7f\ufffe\uffff]+$", max_length=64, strip_whitespace=True)
]


class CategoryTerms(Body):
    """`parent_id` null makes it a root. Siblings stand by `position`, then by name."""

    name: Name
    parent_id: UUID | None = None
    position: int = Field(0, ge=-1_000_000, le=1_000_000)


class CategoryNode(BaseModel):
    """`path` is the names from the root, joined by `/`: what products say."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    parent_id: UUID | None
    name: str
    path: str
    position: int


class CategoryNodes(BaseModel):
    items: list[CategoryNode]


class ChildrenQuery(Body):
    parent_id: UUID | None = None


class BrandTerms(Body):
    name: Line = Field(min_length=1, max_length=64)
    logo_url: Url = ""


class BrandLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    logo_url: str
    created_at: datetime


class BrandLines(BaseModel):
    items: list[BrandLine]
    next_cursor: UUID | None


async def add_category(call: Call) -> CategoryNode:
    terms: CategoryTerms = call.body
    return CategoryNode.model_validate(await categories.create_category(terms.name, terms.parent_id, terms.position))


async def change_category(call: Call, category_id: UUID) -> CategoryNode:
    terms: CategoryTerms = call.body
    changed = await categories.change_category(category_id, terms.name, terms.parent_id, terms.position)
    return CategoryNode.model_validate(changed)


async def remove_category(_: Call, category_id: UUID) -> None:
    await categories.remove_category(category_id)


async def list_children(call: Call) -> CategoryNodes:
    found = await categories.children(call.query.parent_id, MOST_CHILDREN)
    return CategoryNodes(items=[CategoryNode.model_validate(one) for one in found])


async def add_brand(call: Call) -> BrandLine:
    return BrandLine.model_validate(await brands.create_brand(call.body.name, call.body.logo_url))


async def change_brand(call: Call, brand_id: UUID) -> BrandLine:
    return BrandLine.model_validate(await brands.change_brand(brand_id, call.body.name, call.body.logo_url))


async def list_brands(call: Call) -> BrandLines:
    limit: int = call.query.limit
    found = [BrandLine.model_validate(one) for one in await brands.brands_page(call.query.cursor, limit + 1)]
    return BrandLines(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


ROUTES: list[Route] = [
    staff_route(
        "GET", "/categories", list_children, MERCHANDISERS, "下级类目", query=ChildrenQuery, returns=CategoryNodes
    ),
    staff_route(
        "POST",
        "/categories",
        add_category,
        MERCHANDISERS,
        "新建类目",
        body=CategoryTerms,
        returns=CategoryNode,
        status=201,
    ),
    staff_route(
        "PUT",
        "/categories/<category_id:uuid>",
        change_category,
        MERCHANDISERS,
        "重命名或移动类目",
        body=CategoryTerms,
        returns=CategoryNode,
    ),
    staff_route("DELETE", "/categories/<category_id:uuid>", remove_category, MERCHANDISERS, "删除空类目", status=204),
    staff_route("GET", "/brands", list_brands, MERCHANDISERS, "品牌列表", query=PageQuery, returns=BrandLines),
    staff_route(
        "POST", "/brands", add_brand, MERCHANDISERS, "新建品牌", body=BrandTerms, returns=BrandLine, status=201
    ),
    staff_route(
        "PUT", "/brands/<brand_id:uuid>", change_brand, MERCHANDISERS, "修改品牌", body=BrandTerms, returns=BrandLine
    ),
]
