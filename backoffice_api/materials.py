"""Materials (素材) and scripts (话术)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.content import categories, queries
from app.content.categories import MOST_LEVELS
from app.content.create_material import create_material
from app.content.edit_material import edit_material
from app.content.import_scripts import MOST_BYTES, MOST_ROWS, import_scripts
from app.content.publish import archive, publish
from app.content.states import MaterialKind, MaterialStatus
from app.content.terms import MaterialTerms
from app.http.bodies import Body
from app.http.routes import Call, Route
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.pages import PageQuery

MOST_CHILDREN = 500
# Files of scripts name a category by its path.
Name = Annotated[
    str, StringConstraints(pattern="^[^/\x00-\x1f\x7f\ufffe\uffff]+$", max_length=30, strip_whitespace=True)
]


class EditedMaterial(MaterialTerms):
    """`version`: the one that was edited. The kind stays."""

    version: int = Field(ge=1)


class MaterialView(BaseModel):
    """`version` grows with each edit."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: MaterialKind
    title: str
    body: str
    address: str
    cover: str
    subject_id: UUID | None
    category_id: UUID | None
    store_ids: list[UUID]
    valid_from: datetime | None
    valid_until: datetime | None
    status: MaterialStatus
    version: int
    created_at: datetime
    updated_at: datetime


class MaterialViews(BaseModel):
    items: list[MaterialView]
    next_cursor: UUID | None


class MaterialQuery(PageQuery):
    """A category holds all below it; `search` is a part of the title."""

    category_id: UUID | None = None
    search: str = Field("", max_length=64)
    kind: MaterialKind | None = None
    status: MaterialStatus | None = None


class ImportedScripts(BaseModel):
    """The drafts that were made, in the order of the file."""

    ids: list[UUID]


class CategoryTerms(Body):
    """`parent_id` null makes it a root. Siblings stand by `position`, then by name."""

    name: Name
    parent_id: UUID | None = None
    position: int = Field(0, ge=-1_000_000, le=1_000_000)


class CategoryNode(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    parent_id: UUID | None
    name: str
    position: int


class CategoryNodes(BaseModel):
    items: list[CategoryNode]


class ChildrenQuery(Body):
    parent_id: UUID | None = None


async def add(call: Call) -> MaterialView:
    return await _view(await create_material(call.body))


async def read(_: Call, material_id: UUID) -> MaterialView:
    return await _view(material_id)


async def page(call: Call) -> MaterialViews:
    asked: MaterialQuery = call.query
    chosen = queries.Filter(asked.category_id, asked.search, asked.kind)
    found = await queries.materials_page(chosen, asked.status, asked.cursor, asked.limit + 1)
    items = [MaterialView.model_validate(one) for one in found[: asked.limit]]
    return MaterialViews(items=items, next_cursor=items[-1].id if len(found) > asked.limit else None)


async def edit(call: Call, material_id: UUID) -> MaterialView:
    given: EditedMaterial = call.body
    terms = MaterialTerms.model_validate(given.model_dump(exclude={"version"}))
    await edit_material(material_id, terms, given.version)
    return await _view(material_id)


async def release(_: Call, material_id: UUID) -> MaterialView:
    await publish(material_id)
    return await _view(material_id)


async def put_away(_: Call, material_id: UUID) -> MaterialView:
    await archive(material_id)
    return await _view(material_id)


async def import_file(call: Call) -> ImportedScripts:
    return ImportedScripts(ids=await import_scripts(call.request.body))


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


async def _view(material_id: UUID) -> MaterialView:
    return MaterialView.model_validate(await queries.material(material_id))


ONE = "/materials/<material_id:uuid>"
NODE = "/material-categories/<category_id:uuid>"
ROUTES: list[Route] = [
    staff_route(
        "POST", "/materials", add, MANAGERS, "新建素材（草稿）", body=MaterialTerms, returns=MaterialView, status=201
    ),
    staff_route("GET", "/materials", page, MANAGERS, "素材列表", query=MaterialQuery, returns=MaterialViews),
    staff_route(
        "POST",
        "/materials/scripts",
        import_file,
        MANAGERS,
        f"导入话术（CSV：标题,内容,分类，最多 {MOST_ROWS} 条）",
        raw_body="text/csv",
        max_body=MOST_BYTES,
        returns=ImportedScripts,
        status=201,
    ),
    staff_route("GET", ONE, read, MANAGERS, "素材详情", returns=MaterialView),
    staff_route("PUT", ONE, edit, MANAGERS, "修改素材", body=EditedMaterial, returns=MaterialView),
    staff_route("POST", f"{ONE}/publish", release, MANAGERS, "发布素材", returns=MaterialView),
    staff_route("POST", f"{ONE}/archive", put_away, MANAGERS, "归档素材", returns=MaterialView),
    staff_route(
        "GET", "/material-categories", list_children, MANAGERS, "素材分类", query=ChildrenQuery, returns=CategoryNodes
    ),
    staff_route(
        "POST",
        "/material-categories",
        add_category,
        MANAGERS,
        f"新建素材分类（最多 {MOST_LEVELS} 级）",
        body=CategoryTerms,
        returns=CategoryNode,
        status=201,
    ),
    staff_route(
        "PUT", NODE, change_category, MANAGERS, "重命名或移动素材分类", body=CategoryTerms, returns=CategoryNode
    ),
    staff_route("DELETE", NODE, remove_category, MANAGERS, "删除空的素材分类", status=204),
]
