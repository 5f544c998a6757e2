"""What members are told of, and in which words."""

from app.events.aftersale import AfterSaleMoved, GoodsRefunded
from app.events.fulfilment import ParcelShipped, PickUpExpiring, PickUpReady
from app.events.orders import OrderPaid
from app.events.promotions import CouponExpiring
from app.kernel import clock
from app.notices.states import NoticeKind
from app.notices.tell import tell

OWN_PEOPLE = "门店配送"
# (short status, note) of the after-sale states that wait for the member or end against their wish.
AFTER_SALES = {
    "awaiting_return": ("待寄回", "申请已通过，请寄回商品"),
    "rejected": ("未通过", "申请未通过，可联系客服"),
}


async def tell_order_paid(paid: OrderPaid) -> None:
    """Reaction: the order is paid."""
    facts = {
        "order_id": str(paid.order_id),
        "order_number": paid.number,
        "amount": paid.total,
        "paid_at": paid.paid_at.isoformat(),
        "status": "已支付",
        "note": "感谢惠顾，我们会尽快备货",
    }
    await tell(paid.member_id, NoticeKind.ORDER_PAID, f"order_paid:{paid.order_id}", facts)


async def tell_shipped(shipped: ParcelShipped) -> None:
    """Reaction: a parcel is on its way."""
    facts = {
        "order_id": str(shipped.order_id),
        "order_number": shipped.order_number,
        "title": shipped.title,
        "carrier": shipped.carrier or OWN_PEOPLE,
        "tracking_no": shipped.tracking_no,
        "shipped_at": shipped.shipped_at.isoformat(),
        "note": "商品已发出，请留意收货",
    }
    await tell(shipped.member_id, NoticeKind.SHIPPED, f"shipped:{shipped.parcel_id}", facts)


async def tell_pick_up_ready(ready: PickUpReady) -> None:
    """Reaction: a parcel waits at the counter."""
    await _tell_pick_up(ready, "pick_up_ready", "请凭取货码到店取货")


async def tell_pick_up_expiring(expiring: PickUpExpiring) -> None:
    """Reaction: a parcel was not fetched yet and soon goes back."""
    await _tell_pick_up(expiring, "pick_up_expiring", "即将过期，请尽快到店取货")


async def _tell_pick_up(event: PickUpReady | PickUpExpiring, about: str, note: str) -> None:
    facts = {
        "order_id": str(event.order_id),
        "order_number": event.order_number,
        "title": event.title,
        "store": event.store_name,
        "code": event.code,
        "until": event.until.isoformat(),
        "note": note,
    }
    await tell(event.member_id, NoticeKind.PICK_UP_READY, f"{about}:{event.parcel_id}", facts)


async def tell_refunded(refunded: GoodsRefunded) -> None:
    """Reaction: an after-sale was granted and its money is on its way; only then is the amount known to all sides."""
    amount = refunded.goods_amount + refunded.freight
    if not amount:
        return
    facts = {
        "order_id": str(refunded.order_id),
        "after_sale_id": str(refunded.after_sale_id),
        "order_number": refunded.order_number,
        "amount": amount,
        "at": refunded.at.isoformat(),
        "status": "退款中",
        "note": "款项将原路退回",
    }
    await tell(refunded.member_id, NoticeKind.REFUNDED, f"refunded:{refunded.after_sale_id}", facts)


async def tell_after_sale(moved: AfterSaleMoved) -> None:
    """Reaction: an after-sale waits for the member, or was rejected."""
    if moved.status not in AFTER_SALES:
        return
    status, note = AFTER_SALES[moved.status]
    facts = {
        "order_id": str(moved.order_id),
        "after_sale_id": str(moved.after_sale_id),
        "number": moved.number,
        "status": status,
        "at": clock.now().isoformat(),
        "note": note,
    }
    await tell(moved.member_id, NoticeKind.AFTER_SALE, f"after_sale:{moved.after_sale_id}:{moved.status}", facts)


async def tell_coupon_expiring(expiring: CouponExpiring) -> None:
    """Reaction: a coupon ends soon."""
    facts = {
        "coupon_id": str(expiring.coupon_id),
        "title": expiring.title,
        "until": expiring.until.isoformat(),
        "note": "优惠券即将过期，请尽快使用",
    }
    await tell(expiring.member_id, NoticeKind.COUPON_EXPIRING, f"coupon_expiring:{expiring.coupon_id}", facts)
