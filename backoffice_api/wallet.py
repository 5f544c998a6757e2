"""Members' points and stored value as head office sees and corrects them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.wallet import offer as offers
from app.wallet import queries, statement
from app.wallet.adjust import MOST_POINTS, adjust
from app.wallet.order_top_up import LEAST, MOST
from app.wallet.refund_top_up import refund_top_up
from app.wallet.states import TopUpStatus
from backoffice_api.access import ADMINS, MANAGERS, MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery


class Adjustment(Body):
    """`points` are given, or taken away with a negative number. The reason goes into the audit trail."""

    points: int = Field(ge=-MOST_POINTS, le=MOST_POINTS, strict=True)
    reason: str = Field(min_length=2, max_length=200)


class Balances(BaseModel):
    """Stored value in fen = principal + bonus."""

    model_config = ConfigDict(from_attributes=True)

    points: int
    points_pending: int
    points_owed: int
    stored_value: int
    principal: int
    bonus: int


class NewOffer(Body):
    """In fen."""

    amount: int = Field(ge=LEAST, le=MOST, strict=True)
    bonus: int = Field(ge=0, le=MOST, strict=True)


class Offer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    amount: int
    bonus: int
    active: bool


class Offers(BaseModel):
    items: list[Offer]


class TopUp(BaseModel):
    """In fen; `refunded` of the principal went back or paid for bonus that was spent."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number: str
    amount: int
    bonus: int
    refunded: int
    status: TopUpStatus
    created_at: datetime
    paid_at: datetime | None


class TopUps(BaseModel):
    items: list[TopUp]
    next_cursor: UUID | None


class Refund(BaseModel):
    """`amount` fen go back to the payer; `principal` and `bonus` left the account."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    amount: int
    principal: int
    bonus: int


async def read_balances(_: Call, member_id: UUID) -> Balances:
    return Balances.model_validate(await queries.balances(member_id))


async def adjust_points(call: Call, member_id: UUID) -> Balances:
    await adjust(member_id, call.body.points, call.idempotency_key)
    return await read_balances(call, member_id)


async def list_offers(_: Call) -> Offers:
    return Offers(items=[Offer.model_validate(each) for each in await statement.offers()])


async def make_offer(call: Call) -> Offer:
    return Offer.model_validate(await offers.offer(call.body.amount, call.body.bonus))


async def withdraw_offer(_: Call, offer_id: UUID) -> None:
    await offers.withdraw(offer_id)


async def list_top_ups(call: Call, member_id: UUID) -> TopUps:
    found = await statement.top_ups(member_id, call.query.cursor, call.query.limit)
    items = [TopUp.model_validate(each) for each in found]
    return TopUps(items=items, next_cursor=items[-1].id if len(items) == call.query.limit else None)


async def refund(_: Call, member_id: UUID, top_up_id: UUID) -> Refund:
    return Refund.model_validate(await refund_top_up(member_id, top_up_id))


MEMBER = "/members/<member_id:uuid>"
ROUTES: list[Route] = [
    staff_route("GET", f"{MEMBER}/wallet", read_balances, MANAGERS, "会员积分与储值", returns=Balances),
    staff_route(
        *("POST", f"{MEMBER}/points", adjust_points, ADMINS, "调整会员积分"),
        body=Adjustment,
        returns=Balances,
        idempotent=True,
    ),
    staff_route("GET", f"{MEMBER}/top-ups", list_top_ups, ADMINS, "会员储值记录", query=PageQuery, returns=TopUps),
    staff_route("POST", f"{MEMBER}/top-ups/<top_up_id:uuid>/refund", refund, ADMINS, "退回未用储值", returns=Refund),
    staff_route("GET", "/top-up-offers", list_offers, MERCHANDISERS, "储值活动列表", returns=Offers),
    staff_route("POST", "/top-up-offers", make_offer, ADMINS, "设置储值活动", body=NewOffer, returns=Offer, status=201),
    staff_route("DELETE", "/top-up-offers/<offer_id:uuid>", withdraw_offer, ADMINS, "下架储值活动", status=204),
]
