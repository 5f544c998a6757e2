"""Who hears of lost customers, and when: head office's one policy."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.guides import loss_sql
from app.guides.errors import UnknownStaff
from app.guides.models import LossAlertPolicy
from app.guides.states import EndedBy
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.staff.queries import staff_by_ids

ROW = 1
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="时:分，北京时间")]
Reason = Annotated[str, Field(min_length=1, max_length=20)]
USUAL_REASONS = ["价格不满意", "服务不满意", "消息太频繁", "误加或测试", "离开本地", "竞争品牌", "其他"]


class LossPolicy(BaseModel):
    """`digest_at`: one message a day at this time instead of one per loss as it happens. In the quiet hours, which may
    reach over midnight, nobody is told anything; equal ends are none. `daily_limit`: named staff are warned of a guide
    who deletes so many customers in a day. `reasons` is what a loss may be tagged with.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    enabled: bool = True
    digest_at: Clock | None = None
    tell_guide: bool = Field(default=True, description="客户删除导购时，提醒该导购本人")
    staff_ids: list[UUID] = Field(default=[], max_length=20, description="总部收提醒的员工")
    quiet_from: Clock = "22:00"
    quiet_until: Clock = "08:00"
    daily_limit: int | None = Field(default=10, ge=1, le=1_000, description="导购一天删除多少位客户时告警")
    reasons: list[Reason] = Field(default=USUAL_REASONS, max_length=30)

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        if len(set(self.reasons)) < len(self.reasons):
            raise ValueError("同一原因不能出现两次")
        if len(set(self.staff_ids)) < len(self.staff_ids):
            raise ValueError("同一员工不能出现两次")
        return self

    def quiet_end(self, at: datetime) -> datetime | None:
        """When the quiet hours end that this moment lies in; null outside them."""
        day, time = _local(at)
        begins, ends = self.quiet_from, self.quiet_until
        if begins < ends:
            return _at(day, ends) if begins <= time < ends else None
        if begins == ends:
            return None
        if time >= begins:
            return _at(day + timedelta(days=1), ends)
        return _at(day, ends) if time < ends else None

    def tell_at(self, now: datetime) -> datetime | None:
        """When a loss that is known now is told of; null when nobody is to hear of any."""
        if not self.enabled:
            return None
        due = self._digest_after(now) if self.digest_at else now
        return self.quiet_end(due) or due

    def recipients(self, guide_id: UUID, by: EndedBy) -> list[UUID]:
        """Named staff, and the guide whom a customer deleted."""
        own = [guide_id] if self.tell_guide and by is EndedBy.CUSTOMER and guide_id not in self.staff_ids else []
        return [*self.staff_ids, *own]

    def _digest_after(self, now: datetime) -> datetime:
        assert self.digest_at
        day, time = _local(now)
        return _at(day if time < self.digest_at else day + timedelta(days=1), self.digest_at)


async def loss_policy() -> LossPolicy:
    """Head office's, or the usual one before they said anything."""
    kept = await LossAlertPolicy.get_or_none(id=ROW)
    return LossPolicy.model_validate(kept.terms) if kept else LossPolicy()


async def set_loss_policy(policy: LossPolicy) -> None:
    """What is due already follows it too. Raises UnknownStaff."""
    known = await staff_by_ids(policy.staff_ids)
    if any(one not in known or not known[one].active for one in policy.staff_ids):
        raise UnknownStaff
    await db.execute(loss_sql.SET_POLICY, policy.model_dump_json(), clock.now())


def _local(at: datetime) -> tuple[datetime, str]:
    """Midnight of the moment's day and its `HH:MM`, both in Shanghai."""
    local = at.astimezone(SHANGHAI)
    return local.replace(hour=0, minute=0, second=0, microsecond=0), f"{local:%H:%M}"


def _at(day: datetime, time: str) -> datetime:
    hours, minutes = time.split(":")
    return day + timedelta(hours=int(hours), minutes=int(minutes))
