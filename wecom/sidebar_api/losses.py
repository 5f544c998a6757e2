"""Customers whom a guide lost, and why."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.guides.loss_policy import Reason, loss_policy
from app.guides.losses import LossFilter, losses_page, tag_loss
from app.guides.states import EndedBy
from app.http.bodies import Body
from app.http.routes import Call
from wecom.sidebar_api.callers import caller, guide_route

MOST_REASONS = 5


class LossesQuery(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


class LossReasons(Body):
    """Reasons that `reasons_known` of the list names; they replace those of before."""

    reasons: list[Reason] = Field(max_length=MOST_REASONS)


class Loss(BaseModel):
    """`by` says who deleted the other. `spent` in fen, less what went back; null until it is known, like `orders`.
    `recovered_at`: they are friends again since.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    member_id: UUID
    nickname: str
    by: EndedBy
    at: datetime
    friends_since: datetime
    orders: int | None
    spent: int | None
    reasons: list[str]
    recovered_at: datetime | None


class Losses(BaseModel):
    """`reasons_known`: what a loss may be tagged with, as head office lists it."""

    items: list[Loss]
    next_cursor: UUID | None
    reasons_known: list[str]


async def list_losses(call: Call) -> Losses:
    guide, query = await caller(call), call.query
    found = await losses_page(LossFilter(staff_id=guide.staff_id), query.cursor, query.limit + 1)
    items = [Loss.model_validate(one) for one in found[: query.limit]]
    policy = await loss_policy()
    return Losses(
        items=items,
        next_cursor=items[-1].id if len(found) > query.limit else None,
        reasons_known=policy.reasons,
    )


async def say_why(call: Call, loss_id: UUID) -> Loss:
    guide = await caller(call)
    return Loss.model_validate(await tag_loss(loss_id, call.body.reasons, staff_id=guide.staff_id))


ROUTES = [
    guide_route("GET", "/losses", list_losses, "我的流失客户", query=LossesQuery, returns=Losses),
    guide_route("PATCH", "/losses/<loss_id:uuid>", say_why, "填写流失原因", body=LossReasons, returns=Loss),
]
