"""By which of our links the member came in, and the links they pass on."""

from uuid import UUID

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.kernel import redis
from app.radar.enter import enter
from app.radar.share import share
from miniprogram_api.callers import member_id, member_route

HITS, SECONDS = 60, 60


class EntranceToken(Body):
    token: str = Field(min_length=1, max_length=64, description="卡片链接中的 s 参数")


class NewShare(Body):
    """`came_by`: the token the member came in by, so that the chain of shares goes on."""

    product_id: UUID | None = None
    came_by: str | None = Field(None, min_length=1, max_length=64)


class Shared(BaseModel):
    """`token` is the `s` parameter of the shared page."""

    token: str


async def record_entrance(call: Call) -> None:
    await redis.limit(f"entrances:{member_id(call)}", hits=HITS, seconds=SECONDS, when_down="allow")
    await enter(member_id(call), call.body.token)


async def share_page(call: Call) -> Shared:
    await redis.limit(f"shares:{member_id(call)}", hits=HITS, seconds=SECONDS, when_down="allow")
    return Shared(token=await share(member_id(call), call.body.product_id, call.body.came_by))


ROUTES = [
    member_route("POST", "/entrances", record_entrance, "从带签名的链接进入", body=EntranceToken, status=204),
    member_route("POST", "/shares", share_page, "分享页面", body=NewShare, returns=Shared, status=201),
]
