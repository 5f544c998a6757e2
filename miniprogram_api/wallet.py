"""The member's points and stored value, and topping up."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.http.sessions import SessionInvalid
from app.wallet import statement
from app.wallet.order_top_up import LEAST, MOST, order_top_up
from app.wallet.pay_top_up import pay_top_up
from app.wallet.states import TopUpStatus
from miniprogram_api.callers import member_id, member_route
from miniprogram_api.orders import PayParams


class Expiring(BaseModel):
    """The next points to run out."""

    model_config = ConfigDict(from_attributes=True)

    points: int
    expires_at: datetime


class Wallet(BaseModel):
    """Stored value in fen = principal + bonus. `points_owed` are taken from the points that come next."""

    model_config = ConfigDict(from_attributes=True)

    points: int
    points_pending: int
    points_owed: int
    expiring: Expiring | None
    stored_value: int
    principal: int
    bonus: int


class PointsEntry(BaseModel):
    """`points` and `pending`: what was added to usable and to waiting points; negative when taken."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    reason: str
    order_id: UUID | None
    points: int
    pending: int
    at: datetime


class StoredEntry(BaseModel):
    """`amount` fen were added, `bonus` of them given by the brand; negative when taken."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    reason: str
    order_id: UUID | None
    amount: int
    bonus: int
    at: datetime


class TopUp(BaseModel):
    """In fen. Unpaid after `expires_at` it is cancelled."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number: str
    amount: int
    bonus: int
    refunded: int
    status: TopUpStatus
    expires_at: datetime
    created_at: datetime
    paid_at: datetime | None


class Offer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    amount: int
    bonus: int


class PointsPage(BaseModel):
    items: list[PointsEntry]
    next_cursor: UUID | None


class StoredPage(BaseModel):
    items: list[StoredEntry]
    next_cursor: UUID | None


class TopUpPage(BaseModel):
    items: list[TopUp]
    next_cursor: UUID | None


class Offers(BaseModel):
    items: list[Offer]


class Page(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=100)


class NewTopUp(Body):
    """An offer, or an amount without bonus."""

    offer_id: UUID | None = None
    amount: int | None = Field(None, ge=LEAST, le=MOST, strict=True, description="单位分，1 元至 5000 元")

    @model_validator(mode="after")
    def is_one_wish(self) -> "NewTopUp":
        if (self.offer_id is None) == (self.amount is None):
            raise ValueError("offer_id 与 amount 必须且只能填写一个")
        return self


async def show_wallet(call: Call) -> Wallet:
    return Wallet.model_validate(await statement.summary(member_id(call)))


async def list_points(call: Call) -> PointsPage:
    found = await statement.points(member_id(call), call.query.cursor, call.query.limit)
    items = [PointsEntry.model_validate(each) for each in found]
    return PointsPage(items=items, next_cursor=_next(items, call.query.limit))


async def list_stored_value(call: Call) -> StoredPage:
    found = await statement.stored_value(member_id(call), call.query.cursor, call.query.limit)
    items = [StoredEntry.model_validate(each) for each in found]
    return StoredPage(items=items, next_cursor=_next(items, call.query.limit))


async def list_top_ups(call: Call) -> TopUpPage:
    found = await statement.top_ups(member_id(call), call.query.cursor, call.query.limit)
    items = [TopUp.model_validate(each) for each in found]
    return TopUpPage(items=items, next_cursor=_next(items, call.query.limit))


async def list_offers(_: Call) -> Offers:
    return Offers(items=[Offer.model_validate(each) for each in await statement.offers()])


async def order(call: Call) -> TopUp:
    wish: NewTopUp = call.body
    ordered = await order_top_up(member_id(call), call.idempotency_key, offer_id=wish.offer_id, amount=wish.amount)
    return TopUp.model_validate(ordered)


async def pay(call: Call, top_up_id: UUID) -> PayParams:
    if call.session is None or call.session.openid is None:
        raise SessionInvalid
    return PayParams(**await pay_top_up(top_up_id, member_id(call), call.session.openid))


def _next(items: "list[PointsEntry] | list[StoredEntry] | list[TopUp]", limit: int) -> UUID | None:
    """A full page may have another behind it; the last entry is where that begins."""
    return items[-1].id if len(items) == limit else None


ROUTES: list[Route] = [
    member_route("GET", "/me/wallet", show_wallet, "我的积分与储值", returns=Wallet),
    member_route("GET", "/me/points", list_points, "积分明细", query=Page, returns=PointsPage),
    member_route("GET", "/me/stored-value", list_stored_value, "储值明细", query=Page, returns=StoredPage),
    member_route("GET", "/top-up-offers", list_offers, "储值活动", returns=Offers),
    member_route("GET", "/top-ups", list_top_ups, "储值记录", query=Page, returns=TopUpPage),
    member_route("POST", "/top-ups", order, "储值下单", body=NewTopUp, returns=TopUp, status=201, idempotent=True),
    member_route("POST", "/top-ups/<top_up_id:uuid>/payment", pay, "支付储值", returns=PayParams),
]
