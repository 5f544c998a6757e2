"""What a guide was told, and the buttons on it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.guides.answer_notice import answer_notice
from app.guides.queries import NoticeShown, latest_notices
from app.guides.states import NoticeKind, NoticeStatus
from app.http.bodies import Body
from app.http.routes import Call
from app.kernel import clock
from wecom.sidebar_api.callers import caller, guide_route


class NoticesQuery(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


class Button(BaseModel):
    key: str
    text: str


class Notice(BaseModel):
    """`answer` is the key of the button that was pressed, here or in the chat; null while none was."""

    id: UUID
    kind: NoticeKind
    title: str
    content: str
    buttons: list[Button]
    answer: str | None
    status: NoticeStatus
    created_at: datetime


class Notices(BaseModel):
    items: list[Notice]
    next_cursor: UUID | None


class Answer(Body):
    key: str = Field(min_length=1, max_length=32)


class Answered(BaseModel):
    """`said`: what the card says now. A second answer changes nothing and reads like the first."""

    said: str


async def list_notices(call: Call) -> Notices:
    guide, query = await caller(call), call.query
    found = await latest_notices(guide.staff_id, query.limit + 1, query.cursor)
    items = shown(found[: query.limit])
    return Notices(items=items, next_cursor=items[-1].id if len(found) > query.limit else None)


async def answer(call: Call, notice_id: UUID) -> Answered:
    guide = await caller(call)
    return Answered(said=await answer_notice(notice_id, guide.userid, call.body.key, clock.now()))


def shown(notices: Sequence[NoticeShown]) -> list[Notice]:
    """As the guide reads them, each button with its words."""
    return [
        Notice(
            id=one.id,
            kind=one.kind,
            title=one.title,
            content=one.content,
            buttons=[Button(key=key, text=text) for key, text in one.buttons],
            answer=one.answer,
            status=one.status,
            created_at=one.created_at,
        )
        for one in notices
    ]


ROUTES = [
    guide_route("GET", "/notices", list_notices, "我的提醒", query=NoticesQuery, returns=Notices),
    guide_route("POST", "/notices/<notice_id:uuid>/answer", answer, "回应提醒", body=Answer, returns=Answered),
]
