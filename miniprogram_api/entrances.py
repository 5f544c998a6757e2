"""By which of our links the member came in."""

from pydantic import Field

from app.http.bodies import Body
from app.http.routes import Call
from app.radar.enter import enter
from miniprogram_api.callers import member_id


class EntranceToken(Body):
    token: str = Field(min_length=1, max_length=64, description="卡片链接中的 s 参数")


async def record_entrance(call: Call) -> None:
    await enter(member_id(call), call.body.token)
