"""A guide's customers: the list, the screen beside a chat, and its further pages."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.analytics import customer_timeline
from app.analytics.customer_insight import insight
from app.analytics.own_customers import own_customers
from app.guides.errors import NotYourFriend
from app.guides.losses import last_loss
from app.guides.own import OwnCustomer
from app.guides.queries import muted_until
from app.guides.remark_customer import remark_customer
from app.guides.states import EndedBy
from app.http.bodies import Body
from app.http.requests import json_bytes
from app.http.routes import Call
from app.kernel import redis
from app.orders import cart
from app.orders import queries as orders
from app.promotions.coupons import windows
from app.promotions.coupons.states import CouponStatus
from app.tags.queries import tags_of
from app.tags.states import Source
from app.wallet import queries as wallet
from wecom.sidebar_api.callers import Guide, caller, guide_route
from wecom.sidebar_api.errors import CustomerNotFound
from wecom.sidebar_api.own import own_customer

REMARKS_A_MINUTE, MINUTE = 20, 60
LIVE_ORDERS, FIRST_EVENTS, USABLE_COUPONS = 5, 20, 20
# One line, and nothing a screen cannot show.
RemarkText = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f\x7f]+$")]


class CustomersQuery(Body):
    """`q`: part of a nickname. `cursor` is the `next_cursor` of the page before."""

    q: str = Field("", max_length=64)
    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=50)


class OrdersQuery(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


class TimelineQuery(Body):
    cursor: str | None = Field(None, max_length=100, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


class Remark(Body):
    remark: RemarkText


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CustomerLine(_Read):
    """`external_userid` is null for a customer who is no friend (any more)."""

    member_id: UUID
    nickname: str
    level: int
    joined_at: datetime | None
    external_userid: str | None
    followed_at: datetime | None
    attributed: bool
    last_seen_at: datetime | None


class CustomerLines(_Read):
    items: list[CustomerLine]
    next_cursor: UUID | None


class TimelineEvent(_Read):
    """`amount` in fen, of orders only."""

    at: datetime
    kind: str
    id: UUID
    subject_id: UUID | None
    title: str | None
    amount: int | None


class TimelinePage(_Read):
    items: list[TimelineEvent]
    next_cursor: str | None


class LookedAt(BaseModel):
    product_id: UUID
    title: str
    image_url: str
    views: int
    last_at: datetime


class Profile(BaseModel):
    """Amounts in fen, `refund_rate` in basis points. `phone` is masked; `guide`: to whom the customer belongs.

    `followed_at` is null for one who is no friend (any more); `channel_code`: the code they came by.
    """

    member_id: UUID
    external_userid: str | None
    followed_at: datetime | None
    attributed: bool
    nickname: str
    level: int
    phone: str | None
    joined_at: datetime | None
    guide_id: UUID | None
    guide: str | None
    channel_code: str | None
    orders: int
    paid: int
    average: int
    last_paid_at: datetime | None
    refunded: int
    refund_rate: int
    last_seen_at: datetime | None
    looked_at: list[LookedAt]


class Wallet(BaseModel):
    points: int
    points_pending: int


class CustomerTag(_Read):
    """A tag on the customer; `source`: what put it there."""

    tag_id: UUID
    name: str
    group_name: str
    source: Source
    put_at: datetime


class LastLoss(_Read):
    """`by` says who deleted the other; `recovered_at`: friends again since."""

    id: UUID
    by: EndedBy
    at: datetime
    reasons: list[str]
    recovered_at: datetime | None


class Bond(BaseModel):
    """How guide and customer stand: `muted_until` null unless the guide wants to hear nothing of them now.

    `loss`: how they last ceased to be friends, null when they never did.
    """

    muted_until: datetime | None
    loss: LastLoss | None


class CustomerScreen(BaseModel):
    """`orders`, `cart` and `coupons` are as the customer sees them in the mini-program."""

    profile: Profile
    bond: Bond
    tags: list[CustomerTag]
    timeline: TimelinePage
    orders: dict[str, Any]
    cart: dict[str, Any]
    coupons: dict[str, Any]
    wallet: Wallet


async def list_customers(call: Call) -> CustomerLines:
    guide, query = await caller(call), call.query
    return CustomerLines.model_validate(await own_customers(guide.staff_id, query.cursor, query.limit, query.q))


async def show_customer(call: Call, who: str) -> bytes:
    """One screen, its parts read at once. Each is JSON of its own, so none is taken apart to be put together."""
    guide, customer = await own_customer(call, who)
    parts = await asyncio.gather(*(read(guide, customer) for _, read in SCREEN))
    named = (b'"%b":%b' % (name.encode(), part) for (name, _), part in zip(SCREEN, parts, strict=True))
    return b"{%b}" % b",".join(named)


async def list_timeline(call: Call, who: str) -> TimelinePage:
    guide, customer = await own_customer(call, who)
    query: TimelineQuery = call.query
    page = await customer_timeline.timeline(customer.member_id, guide.staff_id, query.cursor, query.limit)
    return TimelinePage.model_validate(page)


async def list_orders(call: Call, who: str) -> bytes:
    _, customer = await own_customer(call, who)
    return await orders.order_list(customer.member_id, call.query.cursor, call.query.limit)


async def change_remark(call: Call, who: str) -> None:
    guide, customer = await own_customer(call, who)
    if customer.followed_at is None or customer.external_userid is None:
        raise NotYourFriend
    # Each is a call to WeCom out of the company's budget, which channel codes and welcomes need too.
    await redis.limit(f"guide-remark:{guide.staff_id}", hits=REMARKS_A_MINUTE, seconds=MINUTE, when_down="allow")
    await remark_customer(guide.userid, customer.external_userid, call.body.remark)


async def _profile(_: Guide, customer: OwnCustomer) -> bytes:
    seen = await insight(customer.member_id, customer.channel_code_id)
    if seen is None:
        raise CustomerNotFound
    return json_bytes(Profile.model_validate(asdict(customer) | asdict(seen)))


async def _bond(guide: Guide, customer: OwnCustomer) -> bytes:
    muted, loss = await asyncio.gather(
        muted_until(guide.staff_id, customer.member_id), last_loss(guide.staff_id, customer.member_id)
    )
    return json_bytes(Bond(muted_until=muted, loss=LastLoss.model_validate(loss) if loss else None))


async def _tags(_: Guide, customer: OwnCustomer) -> bytes:
    return b"[%b]" % b",".join(json_bytes(one) for one in await customer_tags(customer.member_id))


async def customer_tags(member_id: UUID) -> list[CustomerTag]:
    """What the customer is tagged with, in the order of the library."""
    on_member = (await tags_of([member_id])).get(member_id, [])
    return [CustomerTag.model_validate(one) for one in on_member]


async def _timeline(guide: Guide, customer: OwnCustomer) -> bytes:
    page = await customer_timeline.timeline(customer.member_id, guide.staff_id, None, FIRST_EVENTS)
    return json_bytes(TimelinePage.model_validate(page))


async def _orders(_: Guide, customer: OwnCustomer) -> bytes:
    return await orders.order_list(customer.member_id, None, LIVE_ORDERS)


async def _cart(_: Guide, customer: OwnCustomer) -> bytes:
    return await cart.read(customer.member_id)


async def _coupons(_: Guide, customer: OwnCustomer) -> bytes:
    return await windows.mine(customer.member_id, CouponStatus.READY, None, USABLE_COUPONS)


async def _wallet(_: Guide, customer: OwnCustomer) -> bytes:
    has = await wallet.balances(customer.member_id)
    return json_bytes(Wallet(points=has.points, points_pending=has.points_pending))


# The screen beside a chat, part by part; what another domain adds to it is a line here and in CustomerScreen.
SCREEN: list[tuple[str, Callable[[Guide, OwnCustomer], Awaitable[bytes]]]] = [
    ("profile", _profile),
    ("bond", _bond),
    ("tags", _tags),
    ("timeline", _timeline),
    ("orders", _orders),
    ("cart", _cart),
    ("coupons", _coupons),
    ("wallet", _wallet),
]

ROUTES = [
    guide_route("GET", "/customers", list_customers, "我的客户", query=CustomersQuery, returns=CustomerLines),
    guide_route(
        "GET",
        "/customers/<who:str>",
        show_customer,
        "客户侧边栏",
        returns=CustomerScreen,
    ),
    guide_route("PATCH", "/customers/<who:str>", change_remark, "修改客户备注", body=Remark, status=204),
    guide_route(
        "GET", "/customers/<who:str>/timeline", list_timeline, "客户轨迹", query=TimelineQuery, returns=TimelinePage
    ),
    guide_route("GET", "/customers/<who:str>/orders", list_orders, "客户订单", query=OrdersQuery),
]
