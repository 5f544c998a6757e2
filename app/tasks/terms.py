"""What a guide task may say."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.tasks.states import Audience, TaskKind

MOST_TARGET = 10**12
MOST_STORES = 500
MOST_NAMED = 1000
MOST_REMINDERS = 5
MOST_TOLD_OF_LATENESS = 10
A_MONTH = 31 * 24 * 60
BY_ORDERS = frozenset({TaskKind.ORDERS, TaskKind.SALES})

Target = Annotated[int, Field(ge=1, le=MOST_TARGET)]


class TaskTerms(BaseModel):
    """A task as head office writes it. `target` in fen for sales, else a number.

    `starts_at` null: when it is published. `product_id` and `least_amount` (fen of an order's goods) only for what
    comes from orders, `channel_code_id` only for new friends. `remind_before` in minutes before the deadline.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    title: str = Field(min_length=1, max_length=40)
    description: str = Field("", max_length=1000)
    kind: TaskKind
    target: Target
    starts_at: AwareDatetime | None = None
    deadline_at: AwareDatetime
    audience: Audience
    store_ids: list[UUID] = Field(default=[], max_length=MOST_STORES)
    staff_ids: list[UUID] = Field(default=[], max_length=MOST_NAMED)
    product_id: UUID | None = None
    channel_code_id: UUID | None = None
    least_amount: int = Field(0, ge=0, le=MOST_TARGET)
    remind_before: list[Annotated[int, Field(ge=1, le=A_MONTH)]] = Field(default=[], max_length=MOST_REMINDERS)
    escalate_to: list[UUID] = Field(default=[], max_length=MOST_TOLD_OF_LATENESS)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.store_ids) != (self.audience is Audience.STORES):
            raise ValueError("范围为门店时填写 store_ids，否则不填")
        if bool(self.staff_ids) != (self.audience is Audience.GUIDES):
            raise ValueError("范围为指定导购时填写 staff_ids，否则不填")
        if (self.product_id or self.least_amount) and self.kind not in BY_ORDERS:
            raise ValueError("商品与最低金额只能用于订单类任务")
        if self.channel_code_id and self.kind is not TaskKind.NEW_FRIENDS:
            raise ValueError("渠道活码只能用于加好友任务")
        if self.starts_at and self.deadline_at <= self.starts_at:
            raise ValueError("截止时间必须晚于开始时间")
        return self
