"""Messages to members (订阅消息): templates by kind, and what became of each message."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.notices import edit_templates, queries
from app.notices.errors import TemplateNotFound
from app.notices.facts import FACTS, FactType
from app.notices.states import NoticeKind, NoticeStatus
from backoffice_api.access import ADMINS, MANAGERS, staff_route
from backoffice_api.pages import PageQuery

Key = Annotated[str, Field(min_length=2, max_length=32)]
Source = Annotated[str, Field(min_length=1, max_length=40)]


class TemplateBody(Body):
    """`keys`: the platform template's keys, each to one of the kind's facts, or to a fixed text after `=`.

    `page` may name `{order_id}`, `{after_sale_id}` and `{coupon_id}`.
    """

    template_id: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    keys: dict[Key, Source] = Field(min_length=1, max_length=10)
    page: str = Field("", max_length=200, pattern=r"^[^/\s][^\s]*$|^$")
    active: bool = True


class Template(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    template_id: str
    keys: dict[str, str]
    page: str
    active: bool
    updated_at: datetime


class KindLine(BaseModel):
    """A kind of message, the facts it can show by type, and its template if one is set."""

    kind: NoticeKind
    facts: dict[str, FactType]
    template: Template | None


class Kinds(BaseModel):
    items: list[KindLine]


class NoticeLine(BaseModel):
    """`error` as the platform worded it, with its errcode."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    member_id: UUID
    kind: NoticeKind
    facts: dict[str, Any]
    status: NoticeStatus
    attempts: int
    error: str
    created_at: datetime
    ended_at: datetime | None


class NoticeLines(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[NoticeLine]
    next_cursor: UUID | None


class NoticeQuery(PageQuery):
    status: NoticeStatus | None = None


async def list_kinds(_: Call) -> Kinds:
    known = await queries.templates()
    shown = {kind: Template.model_validate(template) for kind, template in known.items()}
    return Kinds(items=[KindLine(kind=kind, facts=FACTS[kind], template=shown.get(kind)) for kind in NoticeKind])


async def put_template(call: Call, kind: str) -> None:
    await edit_templates.put(_kind(kind), edit_templates.NewTemplate(**call.body.model_dump()))


async def remove_template(_: Call, kind: str) -> None:
    await edit_templates.remove(_kind(kind))


async def list_notices(call: Call) -> NoticeLines:
    asked: NoticeQuery = call.query
    return NoticeLines.model_validate(await queries.page(asked.status, asked.cursor, asked.limit))


def _kind(name: str) -> NoticeKind:
    if name not in list(NoticeKind):
        raise TemplateNotFound
    return NoticeKind(name)


ROUTES: list[Route] = [
    staff_route("GET", "/notice-templates", list_kinds, MANAGERS, "订阅消息模板", returns=Kinds),
    staff_route(
        *("PUT", "/notice-templates/<kind:str>", put_template, ADMINS, "设置订阅消息模板"),
        body=TemplateBody,
        status=204,
    ),
    staff_route("DELETE", "/notice-templates/<kind:str>", remove_template, ADMINS, "删除订阅消息模板", status=204),
    staff_route(
        *("GET", "/notices", list_notices, MANAGERS, "订阅消息发送记录"), query=NoticeQuery, returns=NoticeLines
    ),
]
