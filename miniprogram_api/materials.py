"""What guides sent, as its receiver sees it. No session is needed: the page says who came by it once they have one."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.content import queries
from app.content.states import MaterialKind
from app.http.routes import Call, Route


class MaterialPage(BaseModel):
    """An article has a `body`; a PDF or video an `address`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: MaterialKind
    title: str
    body: str
    address: str
    cover: str


class Landing(BaseModel):
    """`page` with its parameters; `s` among them is the token to tell when entering."""

    page: str


async def show_material(_: Call, material_id: UUID) -> MaterialPage:
    return MaterialPage.model_validate(await queries.shown(material_id))


async def show_landing(_: Call, scene: str) -> Landing:
    return Landing(page=await queries.landing(scene))


ROUTES: list[Route] = [
    Route("GET", "/materials/<material_id:uuid>", show_material, returns=MaterialPage, summary="导购发送的素材"),
    Route("GET", "/landings/<scene:str>", show_landing, returns=Landing, summary="小程序码对应的页面"),
]
