"""A guide's own page: how they do, what waits for them, what they were told."""

import asyncio
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.analytics.guide_performance import performance
from app.campaigns.queries import to_confirm
from app.guides.queries import latest_notices
from app.http.routes import Call
from wecom.sidebar_api.callers import caller, guide_route
from wecom.sidebar_api.notices import Notice, shown
from wecom.sidebar_api.tasks import Task, tasks_of

NOTICES, BROADCASTS = 20, 20


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Period(_Read):
    """Amounts in fen, of orders paid in the period; `refunded` and `commission` are theirs, whenever that was."""

    new_friends: int
    kept_friends: int
    orders: int
    buyers: int
    paid: int
    refunded: int
    commission: int


class Performance(_Read):
    """Shanghai days with today. `commission_frozen`: fen earned and not yet payable."""

    friends: int
    customers: int
    commission_frozen: int
    today: Period
    days_7: Period
    days_30: Period


class ToConfirm(_Read):
    """A broadcast to so many `groups` that waits for the guide's confirmation in WeCom."""

    id: UUID
    created_at: datetime
    sop: str
    text: str
    product_id: UUID | None
    groups: int


class Home(_Read):
    performance: Performance
    to_confirm: list[ToConfirm]
    tasks: list[Task]
    notices: list[Notice]


async def show_home(call: Call) -> Home:
    guide = await caller(call)
    how, waiting, tasks, told = await asyncio.gather(
        performance(guide.staff_id),
        to_confirm(guide.userid, BROADCASTS),
        tasks_of(guide.staff_id),
        latest_notices(guide.staff_id, NOTICES),
    )
    return Home(
        performance=Performance.model_validate(how),
        to_confirm=[ToConfirm.model_validate(each) for each in waiting],
        tasks=tasks,
        notices=shown(told),
    )


ROUTES = [guide_route("GET", "/home", show_home, "导购首页：业绩、待确认群发、任务、最近提醒", returns=Home)]
