"""What a lost customer was worth is known: now it is decided who hears of the loss, and when."""

from datetime import datetime, timedelta
from uuid import UUID

from app.guides import loss_sql
from app.guides.loss_policy import LossPolicy, loss_policy
from app.guides.states import EndedBy
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.db import atomic
from app.kernel.ids import new_id

DAY = timedelta(days=1)


@atomic
async def weigh_loss(loss_id: UUID, orders: int, spent: int) -> None:
    """Keep the orders paid and the fen they came to, once, and put the alert on its time. Again changes nothing."""
    policy, now = await loss_policy(), clock.now()
    loss = await db.fetch_one(loss_sql.WEIGH, loss_id, orders, spent, policy.tell_at(now))
    if loss and loss["by"] == EndedBy.GUIDE and policy.enabled:
        await _warn(loss["staff_id"], loss["at"], policy, now)


async def deleted_on(staff_id: UUID, day: datetime) -> int:
    """How many customers a guide deleted on the Shanghai day of a moment."""
    midnight = day.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(await db.fetch_value(loss_sql.DELETED_BY_GUIDE, staff_id, midnight, midnight + DAY))


async def _warn(staff_id: UUID, at: datetime, policy: LossPolicy, now: datetime) -> None:
    """A digest does not wait with this: it is told as soon as the hours are not quiet."""
    if policy.daily_limit is None or await deleted_on(staff_id, at) < policy.daily_limit:
        return
    due = policy.quiet_end(now) or now
    await db.execute(loss_sql.WARN, new_id(), staff_id, clock.business_day(at), due)
