"""Lost customers (客户流失): who left whom and why, how many, and who hears of it."""

from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.analytics.losses import Dimension, loss_counts
from app.guides.loss_policy import LossPolicy, Reason, loss_policy, set_loss_policy
from app.guides.losses import LossFilter, losses_page, tag_loss
from app.guides.states import EndedBy
from app.http.bodies import Body
from app.http.moments import Day
from app.http.routes import Call, Route
from app.kernel.clock import SHANGHAI
from backoffice_api.access import ADMINS, MANAGERS, staff_route
from backoffice_api.channel_code_statistics import PeriodPage

DAY = timedelta(days=1)


class LossQuery(PeriodPage):
    """Days of the loss, Shanghai time, both included. `store_id` is the guide's of that day."""

    staff_id: UUID | None = None
    store_id: UUID | None = None
    by: Literal[EndedBy.CUSTOMER, EndedBy.GUIDE] | None = None


class LossLine(BaseModel):
    """`by` says who deleted the other. `spent` in fen, less what went back; null until it is known, like `orders`.
    `recovered_at`: they are friends again since.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    member_id: UUID
    nickname: str
    staff_id: UUID
    guide: str
    store_id: UUID | None
    by: EndedBy
    at: datetime
    friends_since: datetime
    orders: int | None
    spent: int | None
    reasons: list[str]
    recovered_at: datetime | None


class LossLines(BaseModel):
    items: list[LossLine]
    next_cursor: UUID | None


class LossReasons(Body):
    """Reasons that the policy lists; they replace those of before."""

    reasons: list[Reason] = Field(max_length=5)


class CountQuery(Body):
    group: Dimension = Dimension.DAY
    since: Day | None = None
    until: Day | None = None
    limit: int = Field(100, ge=1, le=1_000)


class LossCount(BaseModel):
    """`key`: id of guide or store, reason, or day; null for losses without. `spent` in fen by all of them together."""

    model_config = ConfigDict(from_attributes=True)

    key: str | None
    name: str | None
    losses: int
    by_customer: int
    by_guide: int
    recovered: int
    buyers: int
    spent: int


class LossCounts(BaseModel):
    items: list[LossCount]


async def list_losses(call: Call) -> LossLines:
    asked: LossQuery = call.query
    since = datetime.combine(asked.since, time(), SHANGHAI) if asked.since else None
    until = datetime.combine(asked.until, time(), SHANGHAI) + DAY if asked.until else None
    wanted = LossFilter(asked.staff_id, asked.store_id, asked.by, since, until)
    found = await losses_page(wanted, asked.cursor, asked.limit + 1)
    shown = [LossLine.model_validate(one) for one in found[: asked.limit]]
    return LossLines(items=shown, next_cursor=shown[-1].id if len(found) > asked.limit else None)


async def tag(call: Call, loss_id: UUID) -> LossLine:
    return LossLine.model_validate(await tag_loss(loss_id, call.body.reasons))


async def count(call: Call) -> LossCounts:
    asked: CountQuery = call.query
    found = await loss_counts(asked.group, asked.since, asked.until, asked.limit)
    return LossCounts(items=[LossCount.model_validate(one) for one in found])


async def read_policy(_: Call) -> LossPolicy:
    return await loss_policy()


async def edit_policy(call: Call) -> LossPolicy:
    await set_loss_policy(call.body)
    return await loss_policy()


POLICY = "/loss-alert-policy"
ROUTES: list[Route] = [
    staff_route("GET", "/losses", list_losses, MANAGERS, "客户流失列表", query=LossQuery, returns=LossLines),
    staff_route("GET", "/losses/counts", count, MANAGERS, "客户流失统计", query=CountQuery, returns=LossCounts),
    staff_route("PATCH", "/losses/<loss_id:uuid>", tag, MANAGERS, "填写流失原因", body=LossReasons, returns=LossLine),
    staff_route("GET", POLICY, read_policy, MANAGERS, "流失提醒设置", returns=LossPolicy),
    staff_route("PUT", POLICY, edit_policy, ADMINS, "修改流失提醒设置", body=LossPolicy, returns=LossPolicy),
]
