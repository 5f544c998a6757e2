"""Group SOPs (社群SOP)."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.campaigns import queries
from app.campaigns.pause import pause
from app.campaigns.resume import resume
from app.campaigns.schedule_sop import StepPlan, schedule_sop
from app.campaigns.states import Anchor, SopStatus
from app.http.bodies import Body
from app.http.moments import Moment
from app.http.routes import Call
from app.http.sessions import SessionInvalid

MOST_GROUPS = 200
MOST_STEPS = 50
MOST_DAYS = 365


class NewStep(Body):
    """Either `day` (0 = the day the group was made) with `time` in Shanghai, or the moment `at`."""

    anchor: Anchor
    day: int | None = Field(None, ge=0, le=MOST_DAYS)
    time: str | None = Field(None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="时:分，北京时间")
    at: Moment | None = None
    text: str = Field(min_length=1, max_length=1300)
    product_id: UUID | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        from_group = self.day is not None and self.time is not None and self.at is None
        fixed = self.day is None and self.time is None and self.at is not None
        if not (from_group if self.anchor is Anchor.GROUP_CREATED else fixed):
            raise ValueError("group_created 需要 day 与 time；fixed 需要 at")
        return self

    def plan(self) -> StepPlan:
        minute = int(self.time[:2]) * 60 + int(self.time[3:]) if self.time else None
        return StepPlan(self.text, self.anchor, self.day, minute, self.at, self.product_id)


class NewSop(Body):
    name: str = Field(min_length=1, max_length=60)
    chat_ids: list[str] = Field(min_length=1, max_length=MOST_GROUPS)
    steps: list[NewStep] = Field(min_length=1, max_length=MOST_STEPS)


class SopLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    status: SopStatus
    created_at: datetime


class Step(BaseModel):
    """Groups by what became of the step in them, and the orders it brought; `order_amount` in fen."""

    id: UUID
    position: int
    anchor: Anchor
    day: int | None
    minute: int | None
    at: datetime | None
    text: str
    product_id: UUID | None
    planned: int
    claimed: int
    waiting_for_owner: int
    delivered: int
    not_delivered: int
    failed: int
    failures: list[str]
    orders: int
    order_amount: int


class SopDetail(SopLine):
    chat_ids: list[str]
    steps: list[Step]


class SopLines(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[SopLine]
    next_cursor: UUID | None


async def create_sop(call: Call) -> SopDetail:
    sop: NewSop = call.body
    if call.by.id is None:
        raise SessionInvalid
    return await _detail(await schedule_sop(sop.name, sop.chat_ids, [step.plan() for step in sop.steps], call.by.id))


async def list_sops(call: Call) -> SopLines:
    return SopLines.model_validate(await queries.sops(call.query.cursor, call.query.limit))


async def read_sop(_: Call, sop_id: UUID) -> SopDetail:
    return await _detail(sop_id)


async def pause_sop(_: Call, sop_id: UUID) -> SopDetail:
    await pause(sop_id)
    return await _detail(sop_id)


async def resume_sop(_: Call, sop_id: UUID) -> SopDetail:
    await resume(sop_id)
    return await _detail(sop_id)


async def _detail(sop_id: UUID) -> SopDetail:
    return SopDetail.model_validate(await queries.progress(sop_id), from_attributes=True)
