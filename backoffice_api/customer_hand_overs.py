"""Hand-overs of customers and groups (客户继承): begun, watched and taken back by head office."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.handover import queries
from app.handover.cancel import cancel
from app.handover.start import MOST_SUCCESSORS, Plan, start
from app.handover.states import Commission, Split, TransferState
from app.http.bodies import Body
from app.http.routes import Call, Route
from backoffice_api.access import ADMINS, staff_route
from backoffice_api.pages import PageQuery

MOST_MEMBERS = 5000


class NewHandOver(Body):
    """`store_id`: only customers who last came in by a link of that store; `member_ids`: only these, for example those
    of a tag. `message` is read by customers of a guide in service only.
    """

    from_staff_id: UUID
    to_staff_ids: list[UUID] = Field(min_length=1, max_length=MOST_SUCCESSORS)
    customers: bool = True
    store_id: UUID | None = None
    member_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_MEMBERS)] | None = None
    groups: bool = False
    split: Split = Split.EVEN
    commission: Commission = Commission.KEEP
    message: str = Field("", max_length=200, description="转接成功后客户收到的消息，仅在职转接有效")


class HandOver(BaseModel):
    """`customers` and `groups` count by state; `resigned`: the guide had left when it began."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    from_staff_id: UUID
    to_staff_ids: list[UUID]
    resigned: bool
    split: Split
    commission: Commission
    message: str
    created_by: UUID
    created_at: datetime
    cancelled_at: datetime | None
    customers: dict[TransferState, int]
    groups: dict[TransferState, int]


class HandOvers(BaseModel):
    items: list[HandOver]
    next_cursor: UUID | None


class CustomerQuery(PageQuery):
    state: TransferState | None = None


class Customer(BaseModel):
    """`reason` says in Chinese why not; `takeover_at`: when it happens or happened."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    external_userid: str
    member_id: UUID | None
    to_staff_id: UUID
    state: TransferState
    reason: str
    begun_at: datetime | None
    takeover_at: datetime | None
    ended_at: datetime | None


class Customers(BaseModel):
    items: list[Customer]
    next_cursor: UUID | None


class Group(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    chat_id: str
    to_staff_id: UUID
    state: TransferState
    reason: str
    begun_at: datetime | None
    ended_at: datetime | None


class Groups(BaseModel):
    items: list[Group]
    next_cursor: UUID | None


class UnassignedQuery(Body):
    cursor: str = Field("", max_length=64)
    limit: int = Field(20, ge=1, le=100)


class Unassigned(BaseModel):
    """Someone who has left: how many customers wait (待分配), for how many of them a hand-over is under way."""

    model_config = ConfigDict(from_attributes=True)

    userid: str
    left_at: datetime
    seen_at: datetime
    customers: int
    under_way: int


class UnassignedLines(BaseModel):
    items: list[Unassigned]
    next_cursor: str | None


async def begin(call: Call) -> HandOver:
    new: NewHandOver = call.body
    members = frozenset(new.member_ids) if new.member_ids is not None else None
    facts = new.model_dump(exclude={"member_ids", "to_staff_ids"})
    plan = Plan(to_staff_ids=tuple(dict.fromkeys(new.to_staff_ids)), member_ids=members, **facts)
    assert call.by.id
    return await _shown(await start(plan, call.by.id))


async def list_hand_overs(call: Call) -> HandOvers:
    limit: int = call.query.limit
    found = [HandOver.model_validate(one) for one in await queries.hand_overs(call.query.cursor, limit + 1)]
    return HandOvers(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def read(_: Call, hand_over_id: UUID) -> HandOver:
    return await _shown(hand_over_id)


async def list_customers(call: Call, hand_over_id: UUID) -> Customers:
    limit: int = call.query.limit
    rows = await queries.customers(hand_over_id, call.query.cursor, limit + 1, call.query.state)
    found = [Customer.model_validate(row) for row in rows]
    return Customers(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def list_groups(call: Call, hand_over_id: UUID) -> Groups:
    limit: int = call.query.limit
    found = [Group.model_validate(row) for row in await queries.groups(hand_over_id, call.query.cursor, limit + 1)]
    return Groups(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def take_back(_: Call, hand_over_id: UUID) -> HandOver:
    await cancel(hand_over_id)
    return await _shown(hand_over_id)


async def list_unassigned(call: Call) -> UnassignedLines:
    limit: int = call.query.limit
    found = [Unassigned.model_validate(row) for row in await queries.unassigned(call.query.cursor, limit + 1)]
    cursor = found[limit - 1].userid if len(found) > limit else None
    return UnassignedLines(items=found[:limit], next_cursor=cursor)


async def _shown(hand_over_id: UUID) -> HandOver:
    return HandOver.model_validate(await queries.hand_over(hand_over_id))


ALL = "/customer-hand-overs"
ONE = f"{ALL}/<hand_over_id:uuid>"
ROUTES: list[Route] = [
    staff_route("POST", ALL, begin, ADMINS, "转接客户与客户群", body=NewHandOver, returns=HandOver, status=201),
    staff_route("GET", ALL, list_hand_overs, ADMINS, "客户转接列表", query=PageQuery, returns=HandOvers),
    staff_route(
        *("GET", f"{ALL}/unassigned", list_unassigned, ADMINS, "离职成员待分配客户"),
        query=UnassignedQuery,
        returns=UnassignedLines,
    ),
    staff_route("GET", ONE, read, ADMINS, "客户转接详情", returns=HandOver),
    staff_route(
        "GET", f"{ONE}/customers", list_customers, ADMINS, "转接中的客户", query=CustomerQuery, returns=Customers
    ),
    staff_route("GET", f"{ONE}/groups", list_groups, ADMINS, "转接中的客户群", query=PageQuery, returns=Groups),
    staff_route("POST", f"{ONE}/cancel", take_back, ADMINS, "取消尚未开始的转接", returns=HandOver),
]
