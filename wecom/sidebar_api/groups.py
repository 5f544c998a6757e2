"""A guide's customer groups."""

import asyncio
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.analytics import group_customers
from app.campaigns import queries as campaigns
from app.campaigns.states import SopStatus, TouchStatus
from app.guides.own import own_groups
from app.http.bodies import Body
from app.http.routes import Call
from wecom.sidebar_api.callers import caller, guide_route
from wecom.sidebar_api.own import own_group

STEPS, LATEST_ORDERS = 20, 20


class GroupsQuery(Body):
    cursor: str = Field("", max_length=64, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=100)


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GroupLine(_Read):
    """`inside`: customers in it now."""

    chat_id: str
    name: str
    created_at: datetime
    inside: int


class GroupLines(_Read):
    items: list[GroupLine]
    next_cursor: str | None


class Insider(_Read):
    """A customer in the group. `member`: uses the mini-program. `own`: may be opened under `/customers/`."""

    external_userid: str
    joined_at: datetime
    nickname: str
    member: bool
    own: bool


class Step(_Read):
    """`created`: waits for the owner's confirmation in WeCom. Nothing of a paused SOP is sent."""

    id: UUID
    due_at: datetime
    status: TouchStatus
    sop: str
    sop_status: SopStatus
    text: str
    product_id: UUID | None


class Brought(_Read):
    """Paid orders by the group's links, in fen; `refunded` of `paid` went back."""

    orders: int
    buyers: int
    paid: int
    refunded: int


class GroupOrder(_Read):
    id: UUID
    number: str
    status: str
    total: int
    placed_at: datetime
    nickname: str
    title: str | None


class GroupScreen(_Read):
    chat_id: str
    name: str
    created_at: datetime
    customers: list[Insider]
    steps: list[Step]
    brought: Brought
    orders: list[GroupOrder]


async def list_groups(call: Call) -> GroupLines:
    guide, query = await caller(call), call.query
    found = await own_groups(guide.userid, query.cursor, query.limit + 1)
    items = [
        GroupLine(chat_id=group.chat_id, name=group.name, created_at=group.created_at, inside=inside)
        for group, inside in found[: query.limit]
    ]
    return GroupLines(items=items, next_cursor=items[-1].chat_id if len(found) > query.limit else None)


async def show_group(call: Call, chat_id: str) -> GroupScreen:
    """One screen, its parts read at once."""
    guide, group = await own_group(call, chat_id)
    customers, steps, brought, orders = await asyncio.gather(
        group_customers.inside(chat_id, guide.staff_id),
        campaigns.steps_of_group(chat_id, STEPS),
        group_customers.brought(chat_id),
        group_customers.latest_orders(chat_id, LATEST_ORDERS),
    )
    return GroupScreen(
        chat_id=chat_id,
        name=group.name,
        created_at=group.created_at,
        customers=[Insider.model_validate(each) for each in customers],
        steps=[Step.model_validate(each) for each in steps],
        brought=Brought.model_validate(brought),
        orders=[GroupOrder.model_validate(each) for each in orders],
    )


ROUTES = [
    guide_route("GET", "/groups", list_groups, "我的客户群", query=GroupsQuery, returns=GroupLines),
    guide_route("GET", "/groups/<chat_id:str>", show_group, "客户群侧边栏：成员、SOP、订单", returns=GroupScreen),
]
