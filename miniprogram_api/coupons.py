"""The member's coupons, and what is on offer."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.promotions.coupons import windows
from app.promotions.coupons.claim import claim
from app.promotions.coupons.redeem import redeem
from app.promotions.coupons.states import CouponStatus
from miniprogram_api.callers import member_id, member_route


class Shown(StrEnum):
    """`locked`: kept by an unpaid order."""

    READY = "ready"
    LOCKED = "locked"
    USED = "used"
    EXPIRED = "expired"


class OfferPage(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=100)


class CouponPage(OfferPage):
    status: Shown = Shown.READY


class TypedCode(Body):
    code: str = Field(min_length=1, max_length=40)


async def list_coupons(call: Call) -> bytes:
    query: CouponPage = call.query
    return await windows.mine(member_id(call), CouponStatus(query.status), query.cursor, query.limit)


async def list_offers(call: Call) -> bytes:
    return await windows.offers(member_id(call), call.query.cursor, call.query.limit)


async def show_coupon(call: Call, coupon_id: UUID) -> bytes:
    return await windows.mine_one(member_id(call), coupon_id)


async def claim_offer(call: Call, template_id: UUID) -> bytes:
    return await windows.mine_one(member_id(call), await claim(member_id(call), template_id))


async def redeem_code(call: Call) -> bytes:
    return await windows.mine_one(member_id(call), await redeem(member_id(call), call.body.code))


ROUTES: list[Route] = [
    member_route("GET", "/coupons", list_coupons, "我的优惠券", query=CouponPage),
    member_route("GET", "/coupons/<coupon_id:uuid>", show_coupon, "优惠券详情"),
    member_route("POST", "/coupons/redeem", redeem_code, "兑换码换优惠券", body=TypedCode, status=201),
    member_route("GET", "/coupon-offers", list_offers, "可领取的优惠券", query=OfferPage),
    member_route("POST", "/coupon-offers/<template_id:uuid>/claim", claim_offer, "领取优惠券", status=201),
]
