"""The member's own page."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.http.sessions import SessionInvalid
from app.members import queries
from app.members.bind_phone import bind_phone
from miniprogram_api.callers import member_id


class PhoneCode(Body):
    code: str = Field(min_length=1, max_length=128, description="手机号按钮返回的 code，5 分钟内使用一次")


class Me(BaseModel):
    """`phone` is masked. `points_pending` turn into points at receipt."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    nickname: str
    phone: str | None
    points_pending: int
    joined_at: datetime | None


async def read_me(call: Call) -> Me:
    return Me.model_validate(await queries.profile(member_id(call)))


async def add_phone(call: Call) -> Me:
    if call.session is None:
        raise SessionInvalid
    await bind_phone(member_id(call), call.body.code, call.session.openid)
    return await read_me(call)
