"""Sending: the message for `wx.invoke("sendChatMessage")`, whether it was sent, and posters."""

from importlib import resources
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from sanic.response import HTTPResponse, raw

from app.content.confirm_sent import confirm_sent
from app.content.make_poster import make_poster
from app.content.message import Message
from app.content.prepare import Recipient, prepare
from app.content.states import MessageKind, Subject
from app.http.bodies import Body
from app.http.routes import Call, Route
from app.kernel import redis
from wecom.client.media import NAME as COVER
from wecom.sidebar_api.callers import Guide, caller, guide_route
from wecom.sidebar_api.own import own_customer, own_group
from wecom.sidebar_api.platform import sidebar_app

MINUTE = 60
SENDS_A_MINUTE, POSTERS_A_MINUTE = 60, 10
PNG = "image/png"
COVER_PATH = "/card-cover.png"


class NewSend(Body):
    """To one own customer or into one own group, whichever chat the page stands beside."""

    subject: Subject
    id: UUID
    to_external_userid: str | None = Field(None, min_length=1, max_length=64, description="也可填会员 id")
    chat_id: str | None = Field(None, min_length=1, max_length=64)

    @model_validator(mode="after")
    def _one_chat(self) -> Self:
        if bool(self.to_external_userid) == bool(self.chat_id):
            raise ValueError("客户与客户群须填写一项，且只能填写一项")
        return self


class Send(BaseModel):
    """`message`: the argument of sendChatMessage, as it is. Confirm with `send_id` once the SDK has answered ok."""

    send_id: UUID
    message: dict[str, Any]


class PosterQuery(Body):
    subject: Subject
    id: UUID


async def new_send(call: Call) -> Send:
    guide, to = await _recipient(call, call.body)
    # A row each, and a picture is an upload out of the company's budget.
    await redis.limit(f"guide-send:{guide.staff_id}", hits=SENDS_A_MINUTE, seconds=MINUTE, when_down="allow")
    prepared = await prepare(guide.staff_id, call.body.subject, call.body.id, to)
    return Send(send_id=prepared.send_id, message=await sdk_message(prepared.message))


async def confirm(call: Call, send_id: UUID) -> None:
    guide = await caller(call)
    await confirm_sent(guide.staff_id, send_id)


async def draw_poster(call: Call) -> HTTPResponse:
    guide = await caller(call)
    # Without Redis too: a poster holds a core for a tenth of a second, and only so many are drawn at once.
    await redis.limit(f"guide-poster:{guide.staff_id}", hits=POSTERS_A_MINUTE, seconds=MINUTE, when_down="allow")
    poster = await make_poster(guide.staff_id, call.query.subject, call.query.id)
    return raw(poster.png, content_type=PNG, headers={"X-Send-Id": str(poster.send_id), "Cache-Control": "no-store"})


async def card_cover(_: Call) -> HTTPResponse:
    return raw(COVER_PICTURE, content_type=PNG, headers={"Cache-Control": "public, max-age=86400"})


async def _recipient(call: Call, wish: NewSend) -> tuple[Guide, Recipient]:
    if wish.chat_id:
        guide, group = await own_group(call, wish.chat_id)
        return guide, Recipient(chat_id=group.chat_id)
    guide, customer = await own_customer(call, wish.to_external_userid or "")
    return guide, Recipient(member_id=customer.member_id)


async def sdk_message(message: Message) -> dict[str, Any]:
    """What sendChatMessage takes. A picture is uploaded first: raises PictureNotSendable and the SendFailed family.

    A card needs a picture (`imgUrl`); one without has ours.
    """
    if message.kind is MessageKind.TEXT:
        return {"msgtype": "text", "text": {"content": message.text}}
    if message.kind is MessageKind.IMAGE:
        return {"msgtype": "image", "image": {"mediaid": await sidebar_app().media_id(message.media)}}
    picture = message.picture or sidebar_app().address(COVER_PATH)
    if message.kind is MessageKind.NEWS:
        shown = {"link": message.link, "title": message.title, "desc": message.text, "imgUrl": picture}
        return {"msgtype": "news", "news": shown}
    appid = sidebar_app().corp.miniprogram_appid
    card = {"appid": appid, "title": message.title, "imgUrl": picture, "page": message.page}
    return {"msgtype": "miniprogram", "miniprogram": card}


COVER_PICTURE = (resources.files("wecom.client") / COVER).read_bytes()
ROUTES = [
    guide_route("POST", "/sends", new_send, "准备发送：返回 JS-SDK 消息", body=NewSend, returns=Send, status=201),
    guide_route("POST", "/sends/<send_id:uuid>/sent", confirm, "确认已发送", status=204),
    guide_route("GET", "/posters", draw_poster, "我的专属海报（PNG，X-Send-Id 为发送编号）", query=PosterQuery),
    Route("GET", COVER_PATH, card_cover, summary="卡片默认封面"),
]
